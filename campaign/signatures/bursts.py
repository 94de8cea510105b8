"""Signatures that look as if a program made them: many alike within an hour.

They are taken in, mailed and confirmed like any other, and held: they do not count until an
organiser has looked. Nobody is told at the form, so that a program learns nothing either.

Looked at while the clear text is at hand, and from memory alone: no statement and no server is
asked, so nothing here can be slow or away. What is remembered is a number for each thing seen,
made with a secret that ends with the process (Python's own salted hash), for an hour, in each web
process by itself: with four of them a burst is four times as large before it shows.
"""

import threading
from dataclasses import dataclass
from datetime import datetime

from disposable_email_domains import blocklist
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.signatures import rules
from campaign.signatures.noticing import COMMENT, Remark


class Burst(models.TextChoices):
    """Why a signature is held. Stored: never change a value."""

    DISPOSABLE = "disposable", _("one of many from throwaway addresses")
    SAME_DOMAIN = "same-domain", _("one of very many at one mail domain, through one link")
    SAME_NAME = "same-name", _("one of very many of the same name")
    SAME_COMMENT = "same-comment", _("one of very many with the same long comment")


# Where so many people have their mail that many from there say nothing.
LARGE_PROVIDERS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com"),
        *("yahoo.com", "ymail.com", "yahoo.co.id", "yahoo.com.sg", "yahoo.com.ph", "yahoo.com.vn"),
        *("icloud.com", "me.com", "aol.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.com"),
        *("proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.com", "zoho.com"),
        *("qq.com", "163.com", "126.com", "sina.com", "foxmail.com", "naver.com", "yandex.com"),
        *("mail.ru", "rocketmail.com", "yahoo.co.uk", "yahoo.fr", "orange.fr", "free.fr"),
    }
)

Seen = tuple[int, str, str]  # campaign, kind, value


@dataclass(frozen=True, slots=True)
class Signing:
    """What is at hand while somebody signs. Never stored, never logged."""

    campaign_id: int
    name: str
    domain: str
    comment: str
    source: str

    def __repr__(self) -> str:
        return "<Signing>"


def notice(signing: Signing, *, now: datetime) -> tuple[list[str], list[str]]:
    """Remember it; what makes its words worth a look, and what it is held for.

    Nothing at all with LIMITS=off, where a load test signs faster than any crowd.
    """
    if not settings.LIMITS:
        return [], []
    return _recent.notice(signing, now)


def forget() -> None:
    """As a process that has just begun: for tests."""
    _recent.clear()


class _Recent:
    """How often each thing was seen in this hour and the last, the older half forgotten at once."""

    MOST = 200_000  # things; about 20 MB

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self.began = 0.0
        self.counts: dict[int, int] = {}
        self.before: dict[int, int] = {}

    def notice(self, signing: Signing, now: datetime) -> tuple[list[str], list[str]]:
        with self.lock:
            self._move_on(now.timestamp())
            return self._notice(signing)

    def _notice(self, signing: Signing) -> tuple[list[str], list[str]]:
        campaign, domain = signing.campaign_id, signing.domain
        words, held = [], []
        everything = self._count((campaign, "all", ""))
        if domain in blocklist:
            if self._count((campaign, "disposable", "")) > rules.DISPOSABLE_AN_HOUR:
                held.append(Burst.DISPOSABLE)
        elif domain not in LARGE_PROVIDERS:
            from_there = self._count((campaign, "domain", f"{domain} {signing.source}"))
            if from_there > rules.ALIKE_AN_HOUR:
                held.append(Burst.SAME_DOMAIN)
        namesakes = self._count((campaign, "name", signing.name.casefold()))
        if namesakes > max(rules.ALIKE_AN_HOUR, rules.NAMESAKES_SHARE * everything):
            held.append(Burst.SAME_NAME)
        if signing.comment:
            same = self._count((campaign, "comment", " ".join(signing.comment.casefold().split())))
            if same > rules.SAME_COMMENTS_TO_LOOK_AT:
                words.append(f"{COMMENT}:{Remark.REPEATED}")
            if same > rules.SAME_COMMENTS_AN_HOUR and len(signing.comment) >= rules.LONG_COMMENT:
                held.append(Burst.SAME_COMMENT)
        return words, [burst.value for burst in held]

    def _count(self, seen: Seen) -> int:
        number = hash(seen)
        self.counts[number] = self.counts.get(number, 0) + 1
        return self.counts[number] + self.before.get(number, 0)

    def _move_on(self, now: float) -> None:
        """Half an hour at a time, so that what is counted is between half an hour and one old."""
        half = rules.BURST_WITHIN.total_seconds() / 2
        if now - self.began > 2 * half:
            self.before, self.counts, self.began = {}, {}, now
        elif now - self.began > half or len(self.counts) > self.MOST:
            self.before, self.counts, self.began = self.counts, {}, now


_recent = _Recent()
