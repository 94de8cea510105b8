"""The sheet that people sign by hand: ten lines, what they sign, and what becomes of it."""

import io
from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from campaign.lib import qr
from campaign.lib.typesetting import join, to_pdf
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing.posters import printed_address
from campaign.pages.sharing.social_pictures import ACCENTS

LINES = 10


def sheets(campaign: Campaign, texts: Sequence[CampaignText]) -> bytes:
    """One page for each of `texts`, as a PDF. Raises CannotTypeset."""
    pages = [_sheet(campaign, text, tagged=len(texts) == 1) for text in texts]
    if len(pages) == 1:
        return pages[0]
    whole = io.BytesIO()
    join(pages, whole)
    return whole.getvalue()


def _sheet(campaign: Campaign, text: CampaignText, *, tagged: bool) -> bytes:
    address = printed_address(campaign.slug, "sheet", text.language)
    with translation.override(text.language):
        said = _said(campaign.organisation.name)
    data = said | {
        "language": text.language,
        "accent": ACCENTS[campaign.accent],
        "organisation": campaign.organisation.name,
        "title": text.title,
        "summary": text.summary,
        "code": qr.modules(address),
        "address": address.partition("?")[0].removeprefix("https://").removeprefix("http://"),
        "lines": LINES,
    }
    return to_pdf("sheet.typ", data, tagged=tagged)


def _said(organisation: str) -> dict[str, Any]:
    return {
        "columns": [
            _("Name"),
            _("Place, country"),
            _("E-mail (if you like)"),
            _("News?"),
            _("Signature"),
        ],
        "number": _("Sheet no."),
        "online": _("Or sign online"),
        "we_sign": _("We sign this statement:"),
        "consent": [
            _(
                "%(organisation)s keeps this sheet and what you write on it, to hand the "
                "signatures over to those whom the statement is addressed to, and destroys it "
                "when that is done. Nothing of it is put on the web."
            )
            % {"organisation": organisation},
            _(
                "Tick “News?” if %(organisation)s may write to you about this campaign; every "
                "such mail has a link to stop it. Your address serves nothing else, and is "
                "not handed over."
            )
            % {"organisation": organisation},
            _(
                "You can be taken off at any time: tell %(organisation)s the number of the sheet "
                "and your name. Please sign once, on paper or online."
            )
            % {"organisation": organisation},
        ],
    }
