"""The way from a draft to a public page, step by step: what is done, and what comes next."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaign.organiser.readiness import Check
from campaign.organiser.showing import address_of
from campaign.pages.models import Campaign


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    url: str
    link: str
    checks: list[Check]  # what is known about it; none: it is for a person to say

    @property
    def is_done(self) -> bool:
        return bool(self.checks) and all(check.is_fine for check in self.checks)

    @property
    def is_blocked(self) -> bool:
        return any(check.is_blocking and not check.is_fine for check in self.checks)

    @property
    def said(self) -> list[str]:
        """What is not as it should be; where all is, that."""
        return [check.words for check in self.checks if self.is_done or not check.is_fine]


def first_steps(campaign: Campaign, found: Collection[Check]) -> list[Step]:
    """found: readiness.readiness of the campaign."""

    def step(title: str, page: str, link: str, *about: str) -> Step:
        checks = [check for check in found if check.name in about]
        return Step(title, address_of(page, campaign), link, checks)

    return [
        step(
            _("Read the words"),
            "organiser_page",
            _("To the words"),
            *("words", "translations", "demands"),
        ),
        step(
            _("Choose who is addressed"),
            "organiser_addressees",
            _("To the recipients"),
            *("recipients", "letters"),
        ),
        step(_("Add a picture"), "organiser_picture", _("To the picture"), "picture"),
        step(
            _("Look through the settings"),
            "organiser_settings",
            _("To the settings"),
            *("key", "times"),
        ),
        step(_("Think of who risks most by signing"), "organiser_profile", _("To the profiles")),
        step(_("See it as everybody will"), "organiser_page_preview", _("To the preview")),
        step(_("Publish it"), "organiser_publish", _("To publishing")),
    ]
