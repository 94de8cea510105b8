"""What organisers have to look at, in pages that cost the same however many wait.

Each list has an index of its own (models.py) and is read from where the page before it ended, so
that the thousandth page is found as fast as the first. Counting stops at a thousand.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models, transaction
from django.db.models import F, Func, IntegerField, Prefetch, QuerySet, Value
from django.db.models.lookups import LessThan

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.lib import sealing
from campaign.lib.paging import one_page
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from campaign.signatures.moderation_models import ModeratedSignature

# Counted no further than this: nobody needs to know how many more there are.
MOST_COUNTED = 1000
ON_A_PAGE = 50

Signatures = QuerySet[Signature]

logger = logging.getLogger(__name__)


def waiting_count(campaign: Campaign) -> int:
    """Signatures whose name or comment waits for a look, up to MOST_COUNTED."""
    return _up_to_most(Signature.objects.waiting().filter(campaign=campaign))


def held_count(campaign: Campaign) -> int:
    """Signatures that do not count until somebody has looked, up to MOST_COUNTED."""
    return _up_to_most(Signature.objects.held().filter(campaign=campaign))


def hidden_count(campaign: Campaign) -> int:
    """Signatures whose name or comment is hidden, up to MOST_COUNTED."""
    return _up_to_most(Signature.objects.hidden().filter(campaign=campaign))


def refused_count(campaign: Campaign) -> int:
    """Signatures that were left out of the count, up to MOST_COUNTED."""
    return _up_to_most(Signature.objects.refused().filter(campaign=campaign))


def counted(rows: QuerySet[Any]) -> Func:
    """Their number up to MOST_COUNTED, for a statement that asks for several such numbers at once.

    rows: of one value
    """
    some = ArraySubquery(rows.order_by()[:MOST_COUNTED])
    return Func(some, function="cardinality", output_field=IntegerField())


def _up_to_most(signatures: Signatures) -> int:
    return signatures.order_by()[:MOST_COUNTED].count()


# --- Pages --------------------------------------------------------------------------------------

BEGAN = datetime(1970, 1, 1, tzinfo=UTC)


class Row(Func):
    function = "ROW"
    output_field = models.TextField()  # never read: rows are compared, as PostgreSQL does it


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: in an address "1-1764091234567890-0193…", which says nothing of whom."""

    is_flagged: bool
    confirmed_at: datetime
    id: UUID

    @classmethod
    def of(cls, signature: Signature) -> Self:
        return cls(signature.is_flagged, signature.confirmed_at, signature.id)

    @classmethod
    def read(cls, code: str) -> Self | None:
        """None where it is no place: the first page, then."""
        try:
            flag, microseconds, identity = code.split("-")
            moment = BEGAN + timedelta(microseconds=int(microseconds))
            return cls(flag == "1", moment, UUID(hex=identity))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        microseconds = (self.confirmed_at - BEGAN) // timedelta(microseconds=1)
        return f"{int(self.is_flagged)}-{microseconds}-{self.id.hex}"


@dataclass(frozen=True, slots=True)
class Page:
    signatures: list[Signature]
    following: Place | None  # where the next page begins, if there is one


def page_of(signatures: Signatures, *, after: Place | None) -> Page:
    """The next ON_A_PAGE of one of the ordered lists of SignatureQuerySet, behind `after`."""
    if after is not None:
        columns = [name.lstrip("-") for name in signatures.query.order_by]
        signatures = signatures.filter(
            LessThan(
                Row(*(F(column) for column in columns)),
                Row(*(_value(after, column) for column in columns)),
            )
        )
    latest = ModeratedSignature.objects.select_related("batch__by").order_by("-id")
    shown, are_more = one_page(
        signatures.defer("sealed", "fingerprint", "mailed_at").prefetch_related(
            Prefetch("moderations", latest.filter(batch__undone_at=None))
        ),
        ON_A_PAGE,
    )
    return Page(shown, Place.of(shown[-1]) if are_more else None)


def _value(place: Place, column: str) -> Value:
    fields: dict[str, models.Field[Any, Any]] = {
        "is_flagged": models.BooleanField(),
        "confirmed_at": models.DateTimeField(),
        "id": models.UUIDField(),
    }
    return Value(getattr(place, column), output_field=fields[column])


# --- Names of those held --------------------------------------------------------------------------


@transaction.atomic
def read_names(
    *, campaign: Campaign, signature_ids: Collection[UUID], by: User, now: datetime
) -> dict[UUID, str]:
    """The sealed names of held signatures, for those who are entrusted with them; recorded.

    Those that only the organisation's own key opens are left out, and those that do not open.
    """
    found = Signature.objects.held_or_refused().filter(campaign=campaign, id__in=signature_ids)
    keys: dict[int, bytes | None] = {}
    names = {}
    for signature in found.select_related("sealing_key"):
        if signature.sealing_key_id not in keys:
            keys[signature.sealing_key_id] = signature.sealing_key.private_key()
        private_key = keys[signature.sealing_key_id]
        if private_key is None:
            continue
        try:
            names[signature.id] = sealing.open_sealed(
                private_key, signature.sealed, campaign=campaign.id, signature=signature.id
            )["name"]
        except sealing.CannotOpen:
            logger.error("A held signature of %s does not open", campaign.slug)
    if names:
        record(Action.NAMES_READ, actor=by, now=now, campaign=campaign, signatures=len(names))
    return names
