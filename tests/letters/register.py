"""A small register of invented states, to be changed into every wrong shape a test needs."""

import json
from copy import deepcopy
from typing import Any


def fact(value: Any, confidence: str = "verified", source: str = "the ministry's page") -> dict:
    return {"value": value, "confidence": confidence, "source": source}


_STATE = {
    "kind": "member_state",
    "name_asean_style": fact("Thailand"),
    "name_long": fact("Kingdom of Thailand"),
    "letter_languages": fact(["en"]),
    "ministry": {"name_en": fact("Ministry of Foreign Affairs"), "name_local": fact(None)},
    "office_holder_title": fact("Minister of Foreign Affairs of the Kingdom of Thailand"),
    "form_of_address": fact("His/Her Excellency"),
    "salutation": fact("Your Excellency"),
    "postal_address": fact("443 Sri Ayudhya Road, Bangkok 10400, Thailand"),
    "email": fact(None, "unverified"),
    "permanent_representative_title": fact("Permanent Representative of Thailand to ASEAN"),
}


def state(slug: str, country: str, name: str, **changed: Any) -> dict[str, Any]:
    return (
        {"id": slug, "iso_3166_1": {"alpha2": country, "confidence": "verified"}}
        | deepcopy(_STATE)
        | {"name_asean_style": fact(name)}
        | changed
    )


def content(**changed: Any) -> dict[str, Any]:
    return {
        "register": "test",
        "name": "Test",
        "as_of": "2026-11-01",
        "recipients": [
            state("tha", "TH", "Thailand"),
            state("sgp", "SG", "Singapore", postal_address=fact("Tanglin", "unverified")),
            state(
                "mmr",
                "MM",
                "Myanmar",
                default_recipient=False,
                why_not="It would be read as recognition.",
                copy_to={
                    "body": fact("National Unity Government"),
                    "title": fact("Union Minister for Foreign Affairs"),
                },
            ),
        ],
        "secretariat": {
            "id": "sec",
            "kind": "regional_body",
            "name": fact("ASEAN Secretariat"),
            "office_holder_title": fact("Secretary-General of ASEAN"),
            "postal_address": fact("70A Jalan Sisingamangaraja, Jakarta 12110, Indonesia"),
            "salutation": fact("Your Excellency", "secondary"),
        },
        "chair": {"years": {"2026": fact("Thailand (in place of Myanmar)")}},
    } | changed


def raw(**changed: Any) -> bytes:
    return json.dumps(content(**changed), indent=1, ensure_ascii=False).encode()
