"""The words that go with a shared link: the organiser's own, with blanks, or else the title."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.lib.counting_characters import graphemes, text_messages, weight_on_x
from campaign.lib.numbers import grouped
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing.channels import AT_FIRST, CHANNELS, SHEET, ShareLink, share_links
from campaign.pages.sharing.models import ShareText

LONGEST = 1000  # characters that an organiser may write for one channel

# What may stand in braces, and what is put in its place.
BLANKS: dict[str, str | Promise] = {
    "title": _("the campaign's title"),
    "count": _("how many have signed"),
    "goal": _("the next goal"),
    "organisation": _("who runs the campaign"),
}
_BLANK = re.compile(r"\{\s*([\w-]*)\s*\}")

# Channels that take words, in the order of the editor; the phone's own sheet is one of them.
WRITABLE: dict[str, str | Promise] = {
    SHEET: _("The phone's own “Share…”"),
    **{code: channel.name for code, channel in CHANNELS.items() if channel.takes_words},
}


@dataclass(frozen=True, slots=True)
class Measured:
    """How long a text is where a channel counts."""

    length: int
    most: int  # 0: no limit that anybody meets
    messages: int = 0  # of a text message: as how many it is sent

    @property
    def is_too_long(self) -> bool:
        return bool(self.most) and self.length > self.most


def unknown_blanks(words: str) -> list[str]:
    """What stands in braces and is no blank of ours, as written."""
    return [found[0] for found in _BLANK.finditer(words) if found[1] not in BLANKS]


def fill(words: str, campaign: Campaign, text: CampaignText) -> str:
    """`words` with their blanks filled. What is no blank stays as it is."""
    filling = {
        "title": text.title,
        "count": grouped(campaign.shown_count, text.language),
        "goal": grouped(campaign.goal, text.language),
        "organisation": campaign.organisation.name,
    }
    return _BLANK.sub(lambda found: filling.get(found[1], found[0]), words)


def written_for(campaign: Campaign, language: str) -> dict[str, str]:
    """The organiser's words in `language` by channel, blanks and all. Reads `share_texts`:
    prefetch them where there is more than one campaign."""
    return {
        each.channel: each.words for each in campaign.share_texts.all() if each.language == language
    }


def words_to_pass_on(campaign: Campaign, text: CampaignText) -> dict[str, str]:
    """What is passed on in the language of `text`, by channel, blanks filled."""
    written = written_for(campaign, text.language)
    everywhere = written.get(ShareText.EVERYWHERE, text.title)
    return {channel: fill(written.get(channel, everywhere), campaign, text) for channel in WRITABLE}


@dataclass(frozen=True, slots=True)
class PassingOn:
    """All that "Pass it on" shows."""

    links: tuple[ShareLink, ...]
    sheet_words: str  # for the phone's own share sheet

    @property
    def first(self) -> tuple[ShareLink, ...]:
        return self.links[:AT_FIRST]

    @property
    def more(self) -> tuple[ShareLink, ...]:
        return self.links[AT_FIRST:]


def passing_on(
    campaign: Campaign, text: CampaignText, *, page_url: str, language: str
) -> PassingOn:
    words = words_to_pass_on(campaign, text)
    return PassingOn(
        links=share_links(page_url, text.title, language, tuple(words.items())),
        sheet_words=words[SHEET],
    )


def measured(channel: str, words: str, url: str) -> Measured:
    """How long `words` are with the link `url` behind them, as `channel` counts."""
    if channel == "sms":
        whole = f"{words} {url}"
        return Measured(len(graphemes(whole)), 0, messages=text_messages(whole))
    limits = CHANNELS.get(channel)
    if limits is None or not limits.most:
        return Measured(len(graphemes(words)), 0)
    length = weight_on_x(words) if channel == "x" else len(graphemes(words))
    link = limits.link_counts or len(url)
    return Measured(length + 1 + link, limits.most)


def change_share_texts(
    *, campaign: Campaign, language: str, words: Mapping[str, str], now: datetime, by: User
) -> bool:
    """Store `words` by channel; an empty text goes, and what is everywhere stands in for it.

    All or nothing; whether anything changed.
    """
    with transaction.atomic():
        Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)
        mine = campaign.share_texts.filter(language=language)
        before = dict(mine.values_list("channel", "words"))
        changed = {channel for channel, text in words.items() if text != before.get(channel, "")}
        mine.filter(channel__in=changed).delete()
        ShareText.objects.bulk_create(
            ShareText(campaign=campaign, language=language, channel=channel, words=words[channel])
            for channel in sorted(changed)
            if words[channel]
        )
        if changed:
            record(
                Action.SHARE_TEXT_CHANGED,
                actor=by,
                now=now,
                campaign=campaign,
                language=language,
                channels=", ".join(channel or "everywhere" for channel in sorted(changed)),
            )
    return bool(changed)
