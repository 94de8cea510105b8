"""The form for an export, as a browser sends it."""

from django.test import Client

EXPORTS = "/staff/river/exports/"
TYPED = {
    "preset": "delivery",
    "format": "csv",
    "purpose": "For the embassy",
    "name_display": "as-signed",
    "group": "standing",
    "consent": "",
}


def stamp_of(client: Client, **typed: str) -> str:
    """What the page that counted has in its button."""
    counted = client.post(f"{EXPORTS}new/", TYPED | typed)
    return counted.context["form"].stamp()
