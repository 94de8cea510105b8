"""The links in a signer's mail: to confirm, and to their own page.

Where a campaign's profile gives them a time, the day they were made on is in what proves them, and
the links without one, from before, are dead: a mailbox that is opened next year leads nowhere.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from campaign.lib import tokens
from campaign.pages.profiles import RULES, Rules

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Link:
    """What a token of ours says."""

    purpose: str
    signature_id: UUID
    made_on: date | None  # None: it has no time

    def works(self, rules: Rules, *, now: datetime) -> bool:
        """Does it still, in a campaign with these rules?"""
        lasts = lifetime(self.purpose, rules)
        if lasts is None:
            return self.made_on is None
        return self.made_on is not None and self.made_on >= today(now) - lasts


def token_for(purpose: str, signature_id: UUID, rules: Rules, *, now: datetime) -> str:
    """purpose: tokens.CONFIRM or tokens.MY"""
    if lifetime(purpose, rules) is None:
        return tokens.for_signature(purpose, signature_id)
    return tokens.make_dated(purpose, signature_id.bytes, today(now))


def link_in(purpose: str, token: str, *, now: datetime) -> Link | None:
    """What the token says; whether it still works is known once its campaign is."""
    if signature_id := tokens.signature_of(purpose, token):
        return Link(purpose, signature_id, None)
    if found := tokens.read_dated(purpose, token, today(now), _LONGEST.days):
        return Link(purpose, UUID(bytes=found[0]), found[1])
    return None


def lifetime(purpose: str, rules: Rules) -> timedelta | None:
    """In whole days. Of the link to confirm: as long as there is something to confirm; what it
    shows afterwards is the signer's own, and no longer than that."""
    if rules.my_link_lasts is None or purpose not in {tokens.CONFIRM, tokens.MY}:
        return None
    return rules.confirm_within if purpose == tokens.CONFIRM else rules.my_link_lasts


def today(now: datetime) -> date:
    return now.astimezone(UTC).date()


_LONGEST = max(rules.my_link_lasts or DAY for rules in RULES.values())
