"""Somebody with a browser who signs."""

import http.client
from urllib.parse import urlencode, urlsplit


def post_signature(site: str, email: str) -> tuple[int, str]:
    """Status and page of the answer."""
    browser = http.client.HTTPConnection(urlsplit(site).netloc, timeout=20)
    try:
        browser.request(
            "POST",
            "/en/c/river/sign/",
            urlencode({"name": "Ann", "email": email, "country": "TH"}),
            {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
        )
        answer = browser.getresponse()
        return answer.status, answer.read().decode()
    finally:
        browser.close()
