"""What a worker does to build a dossier (see dossiers.py for who asks and who waits).

The letters of one moment are taken down by their numbers, then opened a hundred at a time, set, and
forgotten again: memory does not grow with them. Nothing of them touches a disk but encrypted.

Whoever withdraws while it is built is not in it: before it counts as ready, everything in it must
be there still, and be the same; otherwise it is built anew.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from campaign.letters import addressing, dossiers
from campaign.letters.dossier_pdf import LETTERS_IN_A_PART, dossier_pdf
from campaign.letters.models import Addressee, CarriedLetter, Dossier
from campaign.lib import countries, leases
from campaign.lib.leases import GivenUp
from campaign.lib.sealing import CannotOpen
from campaign.lib.typesetting import CannotTypeset
from campaign.signatures.models import Signature
from campaign.templatetags.typeset import day, number

ATTEMPTS = 3

GAVE_UP = gettext_noop("Building it was broken off again and again.")
CANNOT_OPEN = gettext_noop("A letter could not be opened: is SEALING_KEY the right one?")
CANNOT_TYPESET = gettext_noop("A page could not be set.")
CANNOT_WRITE = gettext_noop("Its file could not be written: is the disk full?")
NOTHING_LEFT = gettext_noop("There is nothing left to hand over.")
STIRRED = gettext_noop("People kept withdrawing while it was built. Please try again.")


class Stirred(Exception):
    """Something that is in it was withdrawn or changed meanwhile."""


def build_next() -> bool:
    """Build the dossier that has waited longest; whether there was one."""
    sentences = {
        CannotOpen: CANNOT_OPEN,
        CannotTypeset: CANNOT_TYPESET,
        OSError: CANNOT_WRITE,
    }
    return leases.work_or_fail(dossiers.claim(now=timezone.now()), _build, sentences=sentences)


def _build(dossier: Dossier) -> None:
    """Raises LostClaim, GivenUp and whatever may happen."""
    leases.check_age(dossier.requested_at, GAVE_UP)
    for _attempt in range(ATTEMPTS):
        try:
            return _build_once(dossier)
        except Stirred:
            dossiers.go_on(dossier, done=0, now=timezone.now())
    raise GivenUp(STIRRED)


def _build_once(dossier: Dossier) -> None:
    """Raises Stirred, LostClaim, GivenUp and whatever may happen. No file is left behind but a
    whole one."""
    ids = list(
        dossiers.items_for(dossier.campaign, dossier.recipient, dossier.contents)
        .order_by("id")
        .values_list("id", flat=True)
    )
    if not ids:
        raise GivenUp(NOTHING_LEFT)
    started = timezone.now()
    with dossiers.folder().new_file(dossier.id) as file:
        with file.writing() as sink:
            pages = _write(dossier, ids, sink)
        _check_all_there(dossier, ids, started)
        dossiers.finish(dossier, file, pages=pages, done=len(ids), now=timezone.now())


def _write(dossier: Dossier, ids: list[UUID], sink: Any) -> int:
    """The number of pages."""
    started = timezone.now()

    def say(done: int) -> None:
        """Each is looked at twice: to count pages, which shows as nothing done, and to print."""
        printed = min(max(done - len(ids), 0), len(ids))
        dossiers.go_on(dossier, done=printed, now=timezone.now())

    with translation.override(dossier.language):
        front = _front(dossier, len(ids), started)
        if dossier.contents == Dossier.Contents.LETTERS:
            return dossier_pdf(front, _letters(ids, dossier.campaign.time_zone), sink, say)
        return dossier_pdf(front, (), sink, say, names=_names(ids, dossier.language))


def _letters(ids: list[UUID], zone: str) -> Iterator[dict[str, Any]]:
    """Each opened when its turn has come. Raises CannotOpen, Stirred."""
    private_keys: dict[int, bytes | None] = {}
    for start in range(0, len(ids), LETTERS_IN_A_PART):
        wanted = ids[start : start + LETTERS_IN_A_PART]
        letters = CarriedLetter.objects.kept().select_related("sealing_key").in_bulk(wanted)
        if len(letters) < len(wanted):
            raise Stirred
        for place, letter_id in enumerate(wanted, start + 1):
            letter = letters[letter_id]
            if letter.sealing_key_id not in private_keys:
                private_keys[letter.sealing_key_id] = letter.sealing_key.private_key()
            private_key = private_keys[letter.sealing_key_id]
            if private_key is None:
                raise CannotOpen("sealed to the organisation's own key")
            fields = letter.opened(private_key)
            yield {
                "number": place,
                "name": fields["name"],
                "place": fields["place"],
                "date": day(letter.created_at, zone),
                "subject": fields["subject"],
                "paragraphs": fields["body"].split("\n\n"),
            }


def _names(ids: list[UUID], language: str) -> Iterator[dict[str, str]]:
    """In the order in which they signed. Raises Stirred."""
    for start in range(0, len(ids), LETTERS_IN_A_PART):
        wanted = ids[start : start + LETTERS_IN_A_PART]
        signatures = Signature.objects.with_name_shown().in_bulk(wanted)
        if len(signatures) < len(wanted):
            raise Stirred
        for signature_id in wanted:
            signature = signatures[signature_id]
            yield {
                "name": signature.public_name,
                "country": countries.name(signature.country, language),
            }


def _check_all_there(dossier: Dossier, ids: list[UUID], started: datetime) -> None:
    """Raises Stirred where one is not, or was written anew since the building began."""
    there = dossiers.items_for(dossier.campaign, dossier.recipient, dossier.contents)
    there = there.filter(created_at__lte=started)
    if not set(ids) <= set(there.values_list("id", flat=True)):
        raise Stirred


# --- Covering letter and totals -------------------------------------------------------------


def _front(dossier: Dossier, items: int, now: datetime) -> dict[str, Any]:
    campaign, recipient = dossier.campaign, dossier.recipient
    addressee = Addressee.objects.with_facts().get(campaign=campaign, recipient=recipient)
    recipient, office = addressee.recipient, addressee.desk
    text = campaign.text_in(dossier.language)
    salutation = addressing.salutation(recipient, office)
    is_letters = dossier.contents == Dossier.Contents.LETTERS
    handed = _letters_handed(items, text.title) if is_letters else _names_handed(items, text.title)
    signatures = campaign.signature_count
    return {
        "language": dossier.language,
        "title": _("Letters on: %(title)s") % {"title": text.title}
        if is_letters
        else _("Signatures for: %(title)s") % {"title": text.title},
        "campaign": text.title,
        "organisation": campaign.organisation.name,
        "recipient": {
            "office": addressing.addressed_to(office),
            "state": recipient.name,
            "address": addressing.place_lines(recipient, office),
        },
        "date": day(now, campaign.time_zone),
        "paragraphs": [
            f"{salutation},",
            handed,
            _signed_until_today(signatures, day(now, campaign.time_zone)),
            _(
                "Each page is numbered, and a manifest at the end lets anybody check that no "
                "letter was changed."
            )
            if is_letters
            else "",
            _(
                "We ask you to read what they say, and to answer. The campaign’s page tells the "
                "public who has answered."
            ),
            _("Yours respectfully,"),
            campaign.organisation.name,
        ],
        "totals": {
            "letters": items if is_letters else 0,
            "signatures": signatures,
            "countries": _by_country(dossier),
        },
    }


def _letters_handed(count: int, title: str) -> str:
    return ngettext(
        "We hand you %(count)s letter on “%(title)s”, which its writer has asked us to bring to "
        "you.",
        "We hand you %(count)s letters on “%(title)s”, which their writers have asked us to bring "
        "to you.",
        count,
    ) % {"count": number(count), "title": title}


def _names_handed(count: int, title: str) -> str:
    return ngettext(
        "We hand you the name of %(count)s person who signed “%(title)s” and agreed to be named.",
        "We hand you the names of %(count)s people who signed “%(title)s” and agreed to be named.",
        count,
    ) % {"count": number(count), "title": title}


def _signed_until_today(count: int, today: str) -> str:
    return ngettext(
        "By %(day)s, %(count)s person has signed.",
        "By %(day)s, %(count)s people have signed.",
        count,
    ) % {"count": number(count), "day": today}


def _by_country(dossier: Dossier) -> list[dict[str, Any]]:
    """Signatures, from the tallies: the most first; those without a country last."""
    rows = (
        dossier.campaign.tallies.values_list("country")
        .annotate(count=Sum(F("confirmed") - F("withdrawn")))
        .filter(count__gt=0)
        .order_by("-count", "country")
    )
    known = [
        {"name": countries.name(country, dossier.language), "count": count}
        for country, count in rows
        if country
    ]
    elsewhere = sum(count for country, count in rows if not country)
    return known + ([{"name": _("Country not given"), "count": elsewhere}] if elsewhere else [])
