"""The picture that others' sites show beside a link: drawn by a task, never while a crowd waits.

One for each language of a campaign, drawn anew when its words change, when the count has grown by
a hundredth, and once a day while it moves at all. Its address bears its version, so that whoever
keeps it never shows an old one for long. Where no worker runs, the last one stays.
"""

import hashlib
import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from campaign.lib.numbers import grouped
from campaign.lib.typesetting import CannotTypeset, missing_fonts, to_png
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing.models import SocialPicture

logger = logging.getLogger(__name__)

SHAPES = {"card": (1200, 630), "square": (1080, 1080), "story": (1080, 1920)}
# Below this a number tells people that nobody signs.
FEWEST_SHOWN = 25
GROWN_BY = 100  # a hundredth
AT_LEAST_EVERY = timedelta(days=1)
# By one task: a drawing takes about a third of a second, and mail must not wait behind many.
MOST_AT_ONCE = 4
COLOURS = 64  # type on paper needs no more, and weighs a third
# Without its font a script is a row of boxes: then no picture is better than that one.
FONT_OF = {
    "my": "Noto Sans Myanmar",
    "th": "Noto Sans Thai Looped",
    "lo": "Noto Sans Lao",
    "km": "Noto Sans Khmer",
    "ta": "Noto Sans Tamil",
    "zh-hans": "Noto Serif SC",
}
# The accents on light paper, as in static/css/tokens.css.
ACCENTS = {
    "crimson": "#9d1b32",
    "ochre": "#7c4d03",
    "forest": "#22553c",
    "teal": "#0b585e",
    "indigo": "#3a3a8f",
    "plum": "#6f2663",
}


def draw(campaign: Campaign, text: CampaignText, *, shape: str = "card") -> bytes:
    """The picture as it is now, as a PNG. Raises CannotTypeset, also where its font is missing."""
    if not can_be_drawn(text.language):
        raise CannotTypeset(f"social.typ: the font for {text.language} was not fetched")
    [picture] = to_png("social.typ", _shown(campaign, text) | {"shape": shape}, ppi=144)
    return _lighter(picture)


def can_be_drawn(language: str) -> bool:
    """Has config/assets.py fetched the font that `language` is written in?"""
    return FONT_OF.get(language) not in missing_fonts()


def draw_due(*, now: datetime) -> int:
    """Draw what has changed enough; how many. What cannot be drawn keeps its old picture."""
    drawn = 0
    for campaign, text, _old in _due(now):
        if drawn == MOST_AT_ONCE:
            break
        try:
            store(campaign, text, draw(campaign, text), now=now)
        except CannotTypeset as error:
            logger.error("No picture of %s in %s: %s", campaign.slug, text.language, error)
            continue
        drawn += 1
    return drawn


def store(campaign: Campaign, text: CampaignText, png: bytes, *, now: datetime) -> None:
    SocialPicture.objects.update_or_create(
        campaign=campaign,
        language=text.language,
        defaults={
            "png": png,
            "version": hashlib.sha256(png).hexdigest()[:16],
            "drawn_from": _words_drawn(campaign, text),
            "shown_count": campaign.shown_count,
            "drawn_at": now,
        },
    )


def is_due(
    picture: SocialPicture | None, campaign: Campaign, text: CampaignText, *, now: datetime
) -> bool:
    """Does `picture` (None: there is none) say something else than the page by now?"""
    if picture is None or picture.drawn_from != _words_drawn(campaign, text):
        return True
    count, shown = campaign.shown_count, picture.shown_count
    if count == shown or max(count, shown) < FEWEST_SHOWN:
        return False
    is_old = picture.drawn_at <= now - AT_LEAST_EVERY
    return is_old or abs(count - shown) * GROWN_BY >= shown


def picture_address(picture: SocialPicture, slug: str) -> str:
    """Where it is served, on SITE_URL."""
    return settings.SITE_URL + reverse(
        "social_picture",
        kwargs={"slug": slug, "language": picture.language, "version": picture.version},
    )


def described(campaign: Campaign, text: CampaignText, count: int) -> str:
    """The picture in words, in the language of `text`."""
    with translation.override(text.language):
        parts = [text.title, campaign.organisation.name]
        if count >= FEWEST_SHOWN:
            parts.append(f"{grouped(count, text.language)} {_have_signed(count)}")
    return " · ".join(parts)


def _due(now: datetime) -> Iterator[tuple[Campaign, CampaignText, SocialPicture | None]]:
    without_pictures = SocialPicture.objects.defer("png")
    campaigns = (
        Campaign.objects.public()
        .select_related("organisation")
        .prefetch_related("texts", Prefetch("social_pictures", without_pictures))
    )
    for campaign in campaigns.order_by("-changed_at").iterator(chunk_size=200):
        pictures = {picture.language: picture for picture in campaign.social_pictures.all()}
        for text in campaign.texts.all():
            picture = pictures.get(text.language)
            if can_be_drawn(text.language) and is_due(picture, campaign, text, now=now):
                yield campaign, text, picture


def _shown(campaign: Campaign, text: CampaignText) -> dict[str, Any]:
    """What templates/typst/social.typ takes, but for the shape."""
    count, goal = campaign.shown_count, campaign.goal
    shown = {
        "language": text.language,
        "accent": ACCENTS[campaign.accent],
        "organisation": campaign.organisation.name,
        "title": text.title,
        "site": settings.SITE_URL.partition("://")[2],
    }
    with translation.override(text.language):
        shown["call"] = _("Sign the statement")
        if count >= FEWEST_SHOWN:
            shown["count"] = {
                "number": grouped(count, text.language),
                "label": _have_signed(count),
            }
            shown["share"] = count / goal
            shown["goal"] = _("The next goal: %(number)s") % {
                "number": grouped(goal, text.language)
            }
    return shown


def _words_drawn(campaign: Campaign, text: CampaignText) -> str:
    shown = _shown(campaign, text)
    for moving in ("count", "share", "goal"):
        shown.pop(moving, None)
    shown["goal_set"] = campaign.goal_set
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _have_signed(count: int) -> str:
    """Behind the number, which is set larger."""
    return ngettext("person has signed", "people have signed", count)


def _lighter(picture: bytes) -> bytes:
    """The same in few colours."""
    with Image.open(io.BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    to = io.BytesIO()
    few.save(to, "PNG", optimize=True)
    return to.getvalue()
