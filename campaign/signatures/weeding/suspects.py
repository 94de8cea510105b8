"""What there is to decide about: how many for each reason, and a page of them with their names.

Names are opened for the page that is shown, which is recorded, and kept nowhere.
"""

import logging
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.lib.addresses import Address
from campaign.lib.paging import one_page
from campaign.lib.sealing import CannotOpen
from campaign.lib.weeks import week_of
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from campaign.signatures.noting import first_id
from campaign.signatures.weeding.models import FIRST_STAYS, IN_GROUPS, Suspect, Sweep, Why
from campaign.signatures.weeding.reading import openers_for, until

ON_A_PAGE = 40
GROUPS_ON_A_PAGE = 10
OF_A_GROUP = 4  # shown at once; all of it are a page of their own
MOST_COUNTED = 1_000
SHOWS = ("waiting", "left_out", "kept")

logger = logging.getLogger(__name__)


# --- How it stands ------------------------------------------------------------------------------


def counts(campaign: Campaign) -> dict[Why, dict[str, int]]:
    """For each reason that there is anything of: {"waiting": 3, "left_out": 1, "kept": 0}."""
    found: dict[Why, dict[str, int]] = defaultdict(lambda: dict.fromkeys(SHOWS, 0))
    for show in SHOWS:
        listed = listed_as(show, campaign).values_list("why").annotate(many=Count("id"))
        for why, many in listed:
            found[Why(why)][show] = many
    return {why: found[why] for why in Why if why in found}


def waiting_count(campaign: Campaign) -> int:
    """Signatures that somebody should look at, up to MOST_COUNTED."""
    return waiting(campaign)[:MOST_COUNTED].count()


def waiting(campaign: Campaign) -> QuerySet[Any]:
    """The ids of signatures that somebody should look at, each once."""
    return listed_as("waiting", campaign).order_by().values("signature").distinct()


def last_sweep(campaign: Campaign) -> Sweep | None:
    """The one that came to its end last."""
    return campaign.sweeps.filter(state=Sweep.State.DONE).order_by("-requested_at").first()


def signed_since(campaign: Campaign, sweep: Sweep, *, now: datetime) -> int:
    """Confirmed after it began, up to MOST_COUNTED. A confirmation follows its form within days,
    so the ids, which are in order of time or at least of weeks, say where to look."""
    earliest = first_id(week_of(sweep.requested_at - campaign.rules.confirm_within))
    later = Signature.objects.standing().filter(
        until(campaign, now),
        campaign=campaign,
        id__gte=earliest,
        confirmed_at__gt=sweep.requested_at,
    )
    return later[:MOST_COUNTED].count()


def listed_as(show: str, campaign: Campaign) -> QuerySet[Suspect]:
    """show: one of SHOWS"""
    return getattr(Suspect.objects, show)(campaign)


# --- Pages --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Together:
    """Several that are shown together, or one by itself. first: whom they would be doubles of."""

    members: list[Suspect]
    first: Suspect | None = None
    waiting: int = 1  # how many there are in all
    anchor: int = 0  # any of them, by which an address calls all

    @property
    def more(self) -> int:
        return self.waiting - len(self.members)

    def all(self) -> list[Suspect]:
        return [*([self.first] if self.first else []), *self.members]


@dataclass(slots=True)
class Page:
    together: list[Together]
    following: int | None = None  # the number of the next page
    opened: dict[UUID, "Opened"] = field(default_factory=dict)


def page_of(campaign: Campaign, why: Why, show: str, *, number: int) -> Page:
    """Page `number`, from 1. What is decided about leaves the list, so that the first page is
    always what comes next."""
    listed = listed_as(show, campaign).filter(why=why)
    if show == "waiting" and why in IN_GROUPS:
        return _page_of_groups(listed, campaign, why, number)
    start = (number - 1) * ON_A_PAGE
    shown, are_more = one_page(_with_signatures(listed).order_by("signature")[start:], ON_A_PAGE)
    return Page([Together([each]) for each in shown], number + 1 if are_more else None)


def page_of_group(campaign: Campaign, why: Why, group: bytes, *, number: int) -> Page:
    """One group alone, all of it."""
    listed = listed_as("waiting", campaign).filter(why=why, group=group)
    start = (number - 1) * ON_A_PAGE
    shown, are_more = one_page(_with_signatures(listed).order_by("signature")[start:], ON_A_PAGE)
    if not shown:
        return Page([])
    one = Together(shown, _first_of(campaign, why, [group]).get(group), listed.count(), shown[0].id)
    return Page([one], number + 1 if are_more else None)


def group_of(campaign: Campaign, why: Why, anchor: int) -> bytes | None:
    """What `anchor` (a suspect's number) is together with; None where that is not there."""
    there = Suspect.objects.filter(campaign=campaign, why=why, id=anchor, group__isnull=False)
    group = there.values_list("group", flat=True).first()
    return None if group is None else bytes(group)


def _page_of_groups(listed: QuerySet[Suspect], campaign: Campaign, why: Why, number: int) -> Page:
    """The largest first."""
    sizes = listed.values_list("group").annotate(many=Count("id")).order_by("-many", "group")
    start = (number - 1) * GROUPS_ON_A_PAGE
    found, are_more = one_page(sizes[start:], GROUPS_ON_A_PAGE)
    many = {bytes(group): size for group, size in found}
    place = Window(RowNumber(), partition_by=F("group"), order_by=F("signature_id").asc())
    members = _with_signatures(listed.filter(group__in=[*many]).annotate(place=place))
    by_group: dict[bytes, list[Suspect]] = {group: [] for group in many}
    for each in members.filter(place__lte=OF_A_GROUP).order_by("signature"):
        by_group[bytes(each.group)].append(each)
    firsts = _first_of(campaign, why, [*many])
    together = [
        Together(there, firsts.get(group), many[group], there[0].id)
        for group, there in by_group.items()
        if there
    ]
    return Page(together, number + 1 if are_more else None)


def _first_of(campaign: Campaign, why: Why, groups: Collection[bytes]) -> dict[bytes, Suspect]:
    """Of each group the first who stands, where the first stays."""
    if why not in FIRST_STAYS:
        return {}
    standing = Suspect.objects.standing().exclude(state=Suspect.State.LEFT_OUT)
    there = standing.filter(campaign=campaign, why=why, group__in=groups)
    firsts = _with_signatures(there).order_by("group", "signature").distinct("group")
    return {bytes(each.group): each for each in firsts}


def _with_signatures(suspects: QuerySet[Suspect]) -> QuerySet[Suspect]:
    return suspects.select_related("signature", "batch__by").defer(
        "signature__fingerprint", "signature__mailed_at"
    )


# --- Names --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """For a page that is shown once; never stored, never logged."""

    name: str
    address: str  # masked: a…@example.org
    affiliation: str

    def __repr__(self) -> str:
        return "<Opened>"

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@transaction.atomic
def open_names(*, campaign: Campaign, page: Page, by: User, now: datetime) -> None:
    """Of those on the page, as far as their keys are here; that is recorded."""
    signatures = [each.signature for one in page.together for each in one.all()]
    if not signatures:
        return
    try:
        openers = openers_for(campaign)
    except CannotOpen:
        logger.error("The keys of %s do not open", campaign.slug)
        return
    for signature in signatures:
        opener = openers.get(signature.sealing_key_id)
        try:
            fields = opener and opener.open(
                signature.sealed, campaign=campaign.id, signature=signature.id
            )
        except CannotOpen:
            logger.error("A suspect of %s does not open", campaign.slug)
            continue
        if fields:
            page.opened[signature.id] = _as_shown(fields)
    if page.opened:
        record(Action.NAMES_READ, actor=by, now=now, campaign=campaign, signatures=len(page.opened))


def _as_shown(fields: dict[str, Any]) -> Opened:
    address = fields["email"]
    return Opened(fields["name"], Address(address, address).masked, fields["affiliation"])


# --- What one press is about ----------------------------------------------------------------------

MOST_AT_ONCE = 5_000


def ids_of(
    campaign: Campaign, why: Why, show: str, *, group: bytes | None = None
) -> tuple[list[int], bool]:
    """All of a list, or of one group in it, as far as one press goes; and whether more are left."""
    listed = listed_as(show, campaign).filter(why=why)
    if group is not None:
        listed = listed.filter(group=group)
    ids = list(listed.order_by("signature").values_list("id", flat=True)[: MOST_AT_ONCE + 1])
    return ids[:MOST_AT_ONCE], len(ids) > MOST_AT_ONCE
