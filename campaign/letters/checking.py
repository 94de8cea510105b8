"""Facts of the register, checked by people: what they may be, and who checked them when.

A register is everybody's on this site: a fact that one organisation has checked is checked for all
campaigns, and no file overwrites it any more.
"""

import re
from collections.abc import Callable
from datetime import date, datetime

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import Membership, Organisation, User
from campaign.letters import register_file
from campaign.letters.models import ChairYear, Fact, Office, Recipient, Register
from campaign.lib import text
from campaign.lib.addresses import Address
from campaign.lib.stamps import ChangedMeanwhile, stamp_of

Name = Fact.Name

# Which facts there are, in the order in which people read them.
OF_RECIPIENT: tuple[str, ...] = tuple(register_file.OF_RECIPIENT)
OF_OFFICE: tuple[str, ...] = tuple(register_file.OF_MINISTER)
# Where the address of a page says "as a whole" instead of one of the offices.
ITSELF = "itself"

MOST = {Name.POSTAL_ADDRESS: 400, Name.WEBSITE: 500, Name.EMAIL: 254}
MOST_OTHERWISE = 200

_CODE = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?", re.IGNORECASE)
_BETWEEN_LINES = re.compile(r"\s*,?\s*\n\s*")


def checked_value(name: str, typed: str) -> str:
    """`typed` as it is stored for this fact; may be empty: looked for and not found.

    Raises ValidationError with a sentence for the person who typed it.
    """
    if name == Name.POSTAL_ADDRESS:
        value = text.one_line(_BETWEEN_LINES.sub(", ", text.paragraphs(typed)).strip(", "))
    else:
        value = text.one_line(typed)
    most = MOST.get(Name(name), MOST_OTHERWISE)
    if len(value) > most:
        raise ValidationError(
            ngettext(
                "This is too long. Up to %(most)d letter fits.",
                "This is too long. Up to %(most)d characters fit.",
                most,
            )
            % {"most": most}
        )
    check = _CHECKS.get(Name(name))
    return check(value) if check and value else value


def _email(value: str) -> str:
    return Address.parse(value).typed


def _website(value: str) -> str:
    sentence = _("This is not the address of a page. One reads like https://www.example.org.")
    URLValidator(schemes=["http", "https"], message=sentence)(value)
    return value


def _languages(value: str) -> str:
    codes = [code.lower() for code in value.replace(",", " ").split()]
    known = Locale("en").languages
    for code in codes:
        if not _CODE.fullmatch(code) or code.partition("-")[0] not in known:
            raise ValidationError(
                _("“%(code)s” is not the code of a language. They read like: en, th, zh-hans.")
                % {"code": code[:20]}
            )
    return ", ".join(dict.fromkeys(codes))


def _letter_languages(value: str) -> str:
    codes = _languages(value).split(", ")
    ours = dict(settings.LANGUAGES)
    for code in codes:
        if code not in ours:
            raise ValidationError(
                _("Letters cannot be written in “%(code)s” here. Possible are: %(codes)s.")
                % {"code": code, "codes": ", ".join(ours)}
            )
    return ", ".join(codes)


_CHECKS: dict[str, Callable[[str], str]] = {
    Name.EMAIL: _email,
    Name.WEBSITE: _website,
    Name.OFFICIAL_LANGUAGES: _languages,
    Name.LETTER_LANGUAGES: _letter_languages,
}


def stamp(fact: Fact | None) -> str:
    """Changes whenever what is known changes; that of nothing where it is not known yet."""
    says = (
        [fact.value, fact.confidence, fact.source, fact.note, str(fact.checked_on)] if fact else []
    )
    return stamp_of(says)


@transaction.atomic
def check_fact(
    *,
    recipient: Recipient,
    office: Office | None,
    name: str,
    value: str,
    confidence: str,
    source: str,
    note: str,
    was: str,
    by: User,
    now: datetime,
    as_of: date | None = None,
) -> Fact:
    """`by` has looked at `source`, and this is so; as of today, or of the day the source names.

    `was`: the stamp of what they saw. Raises ChangedMeanwhile where it is not that any more.
    """
    # One check of a recipient's facts at a time: a fact that is not there yet cannot be locked.
    list(Recipient.objects.select_for_update(no_key=True).filter(id=recipient.id).values_list("id"))
    fact = Fact.objects.filter(recipient=recipient, office=office, name=name).first()
    if stamp(fact) != was:
        raise ChangedMeanwhile
    known = fact.value if fact else ""
    fact = fact or Fact(recipient=recipient, office=office, name=name)
    fact.value, fact.confidence, fact.source, fact.note = value, confidence, source, note
    fact.checked_on = as_of or now.date()
    fact.checked_by, fact.is_checked_by_staff = by, True
    fact.save()
    _record(
        Action.FACT_CHECKED,
        by=by,
        now=now,
        recipient=recipient.name,
        fact=name,
        was=known,
        value=value,
        confidence=confidence,
    )
    return fact


@transaction.atomic
def set_chair(
    *,
    register: Register,
    year: int,
    recipient: Recipient,
    confidence: str,
    source: str,
    by: User,
    now: datetime,
) -> None:
    """Who chairs in `year`, as `source` says."""
    ChairYear.objects.update_or_create(
        register=register,
        year=year,
        defaults={
            "recipient": recipient,
            "confidence": confidence,
            "source": source,
            "checked_on": now.date(),
            "checked_by": by,
            "is_checked_by_staff": True,
        },
    )
    _record(Action.CHAIR_SET, by=by, now=now, recipient=recipient.name, year=year)


def _record(action: Action, *, by: User, now: datetime, **details: str | int) -> None:
    """A register is nobody's own: it is in the record of each organisation that this person
    answers for it by."""
    for organisation in Organisation.objects.of_member(by, Membership.ENTRUSTED):
        record(action, actor=by, now=now, organisation=organisation, **details)
