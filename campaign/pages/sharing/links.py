"""Verbs about named links, and the codes behind `?s=` that a campaign knows."""

from collections.abc import Container
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.pages.sharing.channels import BUILT_IN_CODES, ON_PAPER
from campaign.pages.sharing.models import SourceLink

# In use and retired. Each is a row of tallies for every hour, country and language it brings
# somebody from, and all are kept at hand where signatures come in.
MOST_LINKS = 200
LONGEST_CODE = 32


def make_link(
    *, campaign: Campaign, label: str, code: str = "", now: datetime, by: User
) -> SourceLink:
    """A link with this name. Without a `code` it gets a free one made from the name.

    Raises ValidationError, by field, where there are enough links, or the code is taken or none.
    """
    with transaction.atomic():
        # Two who press at once must not both be the last.
        Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)
        made = set(campaign.source_links.values_list("code", flat=True))
        taken = made | BUILT_IN_CODES | {ON_PAPER}
        if len(made) >= MOST_LINKS:
            raise ValidationError(
                _(
                    "A campaign has room for %(most)d links, and all are made. "
                    "You can bring back one that you have retired."
                )
                % {"most": MOST_LINKS}
            )
        link = SourceLink(
            campaign=campaign,
            label=label,
            code=code or proposed_code(label, taken),
            made_by=by,
            created_at=now,
        )
        if link.code in taken:
            raise ValidationError({"code": is_taken(link.code)})
        link.full_clean(exclude=["campaign", "made_by"])
        try:
            with transaction.atomic():
                link.save()
        except IntegrityError:
            raise ValidationError({"code": is_taken(link.code)}) from None
        record(Action.LINK_MADE, actor=by, now=now, campaign=campaign, code=link.code, label=label)
    return link


def retire_link(*, link: SourceLink, now: datetime, by: User) -> None:
    """Out of the way; what is printed goes on to lead to the page and to be counted. Twice is
    once."""
    _change(link, Action.LINK_RETIRED, to=now, now=now, by=by)


def bring_back_link(*, link: SourceLink, now: datetime, by: User) -> None:
    """In use again. Twice is once."""
    _change(link, Action.LINK_BROUGHT_BACK, to=None, now=now, by=by)


def proposed_code(label: str, taken: Container[str]) -> str:
    """ "Flyer Jakarta" as "flyer-jakarta", with a number where that is taken; names in other
    letters than ours give "link", "link-2"…"""
    base = slugify(label)[:LONGEST_CODE].replace("_", "-").strip("-") or "link"
    code, number = base, 1
    while code in taken:
        number += 1
        ending = f"-{number}"
        code = base[: LONGEST_CODE - len(ending)].rstrip("-") + ending
    return code


def is_taken(code: str) -> str:
    if code == ON_PAPER:
        return _("Signatures on paper are counted by the code “paper”. Please choose another one.")
    if code in BUILT_IN_CODES:
        return _("“%(code)s” is the code of one of the site's own share buttons.") % {"code": code}
    return _("Another link has the code “%(code)s” already. Please choose another one.") % {
        "code": code
    }


def _change(
    link: SourceLink, action: Action, *, to: datetime | None, now: datetime, by: User
) -> None:
    with transaction.atomic():
        changed = SourceLink.objects.filter(id=link.id, retired_at__isnull=to is not None)
        if changed.update(retired_at=to):
            record(action, actor=by, now=now, campaign=link.campaign, code=link.code)
    link.retired_at = to
