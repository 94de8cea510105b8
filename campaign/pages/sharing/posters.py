"""A poster for a wall: one sheet with the statement's title and a code that leads to its page."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from campaign.lib import qr
from campaign.lib.typesetting import to_pdf
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing.social_pictures import ACCENTS

PAPERS = ("a4", "a5")


def poster(campaign: Campaign, text: CampaignText, *, address: str, paper: str) -> bytes:
    """In the language of `text`, as a PDF; its code leads to `address`. Raises CannotTypeset."""
    with translation.override(text.language):
        call = _("Sign with your phone")
        steps = [
            _("Point your camera at the code and open the page."),
            _("Nothing counts until you confirm it in your mail."),
        ]
    return to_pdf(
        "poster.typ",
        {
            "language": text.language,
            "paper": paper,
            "accent": ACCENTS[campaign.accent],
            "organisation": campaign.organisation.name,
            "title": text.title,
            "summary": text.summary,
            "code": qr.modules(address),
            # As people type it: what comes behind "?" is for us.
            "address": address.partition("?")[0].removeprefix("https://").removeprefix("http://"),
            "call": call,
            "steps": steps,
        },
    )


def printed_address(slug: str, code: str, language: str = "") -> str:
    """Where a printed code leads: the page in `language`, or in the one that the reader's own
    phone asks for. Always on SITE_URL."""
    place = f"/{language}/c/{slug}/" if language else f"/c/{slug}/"
    return f"{settings.SITE_URL}{place}?s={code}"
