"""What the client sends: bytes, built before the clock starts."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from campaign.lib import tokens

NAMES = ["Ann Example", "Nguyễn Thị Minh", "Daw Khin Khin", "José dos Santos", "สมชาย ใจดี"]
COUNTRIES = ["TH", "VN", "MM", "TL", "PH", "ID", "MY"]


def get(address: str, host: str, *headers: str) -> bytes:
    return _request("GET", address, host, headers)


def post(address: str, host: str, form: dict[str, str] | None = None) -> bytes:
    """A form as a browser sends it from a page of ours."""
    body = urlencode(form or {}).encode()
    headers = [
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return _request("POST", address, host, headers) + body


def confirm_address(signature: UUID) -> str:
    """Where the button behind the link in this signature's mail leads."""
    return f"/en/confirm/{tokens.for_signature(tokens.CONFIRM, signature)}/"


def signer(lot: str, number: int) -> dict[str, str]:
    """The form of one of many people, each with an address of their own."""
    form = {
        "name": f"{NAMES[number % len(NAMES)]} {chr(97 + number % 26)}",
        "email": f"{lot}.{number}@example.org",
        "country": COUNTRIES[number % len(COUNTRIES)],
        "affiliation": "",
        "comment": "",
    }
    if number % 2:
        form |= {"show_name": "on", "updates": "on"}
    if number % 4 == 0:
        form |= {
            "affiliation": "Students' union",
            "comment": "We live on this river, and we want our children to.",
        }
    return form


def _request(method: str, address: str, host: str, headers: Sequence[str]) -> bytes:
    lines = [f"{method} {address} HTTP/1.1", f"Host: {host}", *headers, "", ""]
    return "\r\n".join(lines).encode()
