"""A register's file becomes recipients, offices and facts, all of it or nothing.

Twice is once. What staff have checked or changed is theirs: the file no longer touches it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.letters.models import ChairYear, Fact, Office, Recipient, Register
from campaign.letters.register_fields import GivenFact, RegisterFileError
from campaign.letters.register_file import GivenChair, GivenRecipient, RegisterFile, read_register

SHIPPED = Path(__file__).parent / "registers"


@dataclass(frozen=True, slots=True)
class Change:
    """What loading did to one fact: `sentence` for people, and whether it was stored."""

    sentence: str
    is_stored: bool = True


@transaction.atomic
def load_file(path: Path, *, by: User | None, now: datetime) -> list[Change]:
    """Raises RegisterFileError, and OSError where the file cannot be read."""
    changes = load(read_register(path.read_bytes(), name=path.stem))
    stored = sum(change.is_stored for change in changes)
    record(Action.REGISTER_LOADED, actor=by, now=now, register=path.stem, changes=stored)
    return changes


@transaction.atomic
def load(given: RegisterFile) -> list[Change]:
    """Store it; what changed, in the order of the file. Raises RegisterFileError."""
    changes: list[Change] = []
    register, is_new = Register.objects.get_or_create(
        slug=given.slug, defaults={"name": given.name, "as_of": given.as_of}
    )
    if is_new:
        changes.append(Change(f"{given.name}: a new register"))
    register.name, register.as_of = given.name, given.as_of
    if given.salutation:
        register.salutation = given.salutation
        register.salutation_source = given.salutation_source
    register.save()
    _no_state_by_another_id(register, given)
    recipients = {}
    for position, row in enumerate(given.recipients):
        recipients[row.slug] = _load_recipient(register, row, position, given.as_of, changes)
    for gone in register.recipients.exclude(slug__in=recipients):
        changes.append(
            Change(f"{gone.slug}: not in the file any more; left as it is", is_stored=False)
        )
    for chair in given.chairs:
        _load_chair(register, chair, recipients[chair.slug], changes)
    return changes


def _no_state_by_another_id(register: Register, given: RegisterFile) -> None:
    """Letters and campaigns hang on the id a state has. Raises RegisterFileError."""
    ids = [row.slug for row in given.recipients]
    others = register.recipients.filter(kind=Recipient.Kind.MEMBER_STATE).exclude(slug__in=ids)
    known_as = dict(others.values_list("country", "slug"))
    problems = [
        f"“{row.slug}”: this state is in the register already, as “{known_as[row.country]}”."
        for row in given.recipients
        if row.kind == Recipient.Kind.MEMBER_STATE and row.country in known_as
    ]
    if problems:
        raise RegisterFileError(problems)


def _load_recipient(
    register: Register,
    row: GivenRecipient,
    position: int,
    as_of: date,
    changes: list[Change],
) -> Recipient:
    of_it = {
        "kind": row.kind,
        "position": position,
        "country": row.country,
        "alpha3": row.alpha3,
        "numeric": row.numeric,
        "is_default": row.is_default,
        "remarks": row.remarks,
    }
    if row.why_not:
        of_it["why_not"] = row.why_not
    recipient = Recipient.objects.filter(slug=row.slug).first()
    if recipient is None:
        recipient = Recipient.objects.create(register=register, slug=row.slug, **of_it)
        changes.append(Change(f"{row.slug}: new"))
    elif recipient.register_id != register.id:
        raise RegisterFileError(
            [f"“{row.slug}” is in the register {recipient.register.slug} already."]
        )
    else:
        Recipient.objects.filter(id=recipient.id).update(**of_it)
    for fact in row.facts:
        _load_fact(Fact(recipient=recipient, name=fact.name), fact, as_of, changes)
    for rank, office_row in enumerate(row.offices):
        if not office_row.facts:
            continue
        office, _is_new = Office.objects.update_or_create(
            recipient=recipient, role=office_row.role, defaults={"position": rank}
        )
        for fact in office_row.facts:
            place = Fact(recipient=recipient, office=office, name=fact.name)
            _load_fact(place, fact, as_of, changes)
    return recipient


def _load_fact(new: Fact, given: GivenFact, as_of: date, changes: list[Change]) -> None:
    """What the file says of one fact; `new` is how it is stored where it was not there yet."""
    says = {
        "value": given.value,
        "confidence": given.confidence,
        "source": given.source,
        "note": given.note,
    }
    which = f"{new.recipient.slug}, {Fact.Name(given.name).label}"
    fact = Fact.objects.filter(recipient=new.recipient, office=new.office, name=given.name).first()
    if fact is None:
        new.checked_on = as_of
        _set(new, says)
        changes.append(Change(f"{which}: {given.value or 'nothing found yet'}"))
        return
    was = {name: getattr(fact, name) for name in says}
    if fact.is_checked_by_staff:
        if fact.value != given.value:
            changes.append(
                Change(f"{which}: kept as staff checked it: {fact.value}", is_stored=False)
            )
        return
    if was == says and fact.checked_on >= as_of:
        return
    fact.checked_on = max(as_of, fact.checked_on)
    _set(fact, says)
    if fact.value != was["value"]:
        changes.append(
            Change(f"{which}: was {was['value'] or 'empty'}, now {fact.value or 'empty'}")
        )
    elif was != says:
        changes.append(Change(f"{which}: its source or confidence changed"))
    else:
        changes.append(Change(f"{which}: checked on {as_of.isoformat()}"))


def _set(fact: Fact, says: dict[str, str]) -> None:
    for name, value in says.items():
        setattr(fact, name, value)
    fact.save()


def _load_chair(
    register: Register,
    given: GivenChair,
    recipient: Recipient,
    changes: list[Change],
) -> None:
    says = {
        "recipient_id": recipient.id,
        "confidence": given.confidence,
        "source": given.source,
    }
    chair = ChairYear.objects.filter(register=register, year=given.year).first()
    if chair is None:
        ChairYear.objects.create(register=register, year=given.year, **says)
    elif chair.is_checked_by_staff:
        if chair.recipient_id != recipient.id:
            changes.append(
                Change(f"Chair in {given.year}: kept as staff checked it", is_stored=False)
            )
        return
    elif {name: getattr(chair, name) for name in says} == says:
        return
    else:
        ChairYear.objects.filter(id=chair.id).update(**says)
    changes.append(Change(f"Chair in {given.year}: {recipient.slug}"))
