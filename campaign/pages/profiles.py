"""What a campaign's profile means: the one place that everybody asks (`campaign.rules`).

Standard is for campaigns whose signers risk a rude answer. High-risk is for those who risk more:
whose phone is looked at, whose mailbox is read over their shoulder, whose state would like the
list. It keeps less, shows less and says less; docs/profiles.md has the whole table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profile(models.TextChoices):
    """Stored: never change a value."""

    STANDARD = "standard", _("Standard")
    HIGH_RISK = "high-risk", _("High-risk")


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the signers of a campaign."""

    needs_offline_key: bool  # the server can never read who signed
    has_neutral_mail: bool  # a mail says nothing of cause, country or organisation
    shows_signers: bool  # names and comments, of those who choose so
    asks_affiliation: bool
    has_followers: bool  # news by mail, for those who ask for it
    # Stored times and figures, the desk's included, know weeks and nothing finer. A week begins on
    # Monday at midnight in UTC.
    knows_weeks_only: bool
    # A public count moves once a day, by so many; 1: it moves as people sign.
    count_step: int
    confirm_within: timedelta  # an unconfirmed signature is kept as long
    # How long the link to a signer's own page works; None: as long as there is a signature. Its
    # reader gets another by giving their address again.
    my_link_lasts: timedelta | None

    @property
    def confirm_hours(self) -> int:
        return self.confirm_within // timedelta(hours=1)

    @property
    def my_link_days(self) -> int | None:
        return self.my_link_lasts and self.my_link_lasts.days


RULES = {
    Profile.STANDARD: Rules(
        needs_offline_key=False,
        has_neutral_mail=False,
        shows_signers=True,
        asks_affiliation=True,
        has_followers=True,
        knows_weeks_only=False,
        count_step=1,
        confirm_within=timedelta(days=7),
        my_link_lasts=None,
    ),
    Profile.HIGH_RISK: Rules(
        needs_offline_key=True,
        has_neutral_mail=True,
        shows_signers=False,
        asks_affiliation=False,
        has_followers=False,
        knows_weeks_only=True,
        count_step=10,
        confirm_within=timedelta(hours=24),
        my_link_lasts=timedelta(days=30),
    ),
}


def those_where(holds: Callable[[Rules], bool]) -> list[str]:
    """The profiles of whose rules this is true, for a query."""
    return [str(profile) for profile, rules in RULES.items() if holds(rules)]


def by_profile(said: Callable[[Rules], str], *, of: str = "c.profile") -> str:
    """SQL that is `said` for the profile in column `of`. For constants only."""
    cases = " ".join(f"WHEN '{profile}' THEN {said(rules)}" for profile, rules in RULES.items())
    return f"CASE {of} {cases} END"
