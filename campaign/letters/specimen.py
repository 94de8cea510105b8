"""Letters as they would be, for the organiser to read before anybody sends one.

Where the signer's own words go stands what goes there, in brackets.
"""

from typing import Any

from django.utils.translation import gettext as _

from campaign.letters import passing_on
from campaign.letters.models import Addressee, LetterVersion
from campaign.letters.writing import Letter, Letters
from campaign.lib import typesetting

# A letter without these is no letter from anybody to anybody.
NEEDED_BLANKS = ("salutation", "signer_name")


def specimen(
    letters: Letters,
    addressee: Addressee,
    *,
    version: LetterVersion | None = None,
    language: str = "",
) -> Letter:
    """The letter to this addressee; of `version`, where one is given. Raises LookupError."""
    if version is not None:
        return letters.written(version, addressee, **_signer())
    return letters.letter_to(addressee, language=language, **_signer())


def against(letter: Letter, base: Letter | None) -> list[tuple[str, bool]]:
    """Its paragraphs, each with whether it stands in this letter only and not in the base letter;
    no difference is marked where there is nothing to compare with."""
    if base is None:
        return [(paragraph, False) for paragraph in letter.paragraphs]
    common = set(base.paragraphs)
    return [(paragraph, paragraph not in common) for paragraph in letter.paragraphs]


def link_length(letter: Letter) -> int:
    """Of the link that opens a mail program with this letter in it (passing_on.LONGEST_LINK)."""
    return passing_on.mail_link_length(
        to=letter.office.sending_address, subject=letter.subject, body=letter.body
    )


def pdf(letter: Letter) -> bytes:
    """On A4, for an envelope with a window. Raises CannotTypeset."""
    return typesetting.to_pdf("letter.typ", _on_paper(letter))


def pages(letter: Letter) -> int | None:
    """How many sheets of A4 it takes; None where it cannot be set."""
    try:
        return len(typesetting.to_png("letter.typ", _on_paper(letter), ppi=8))
    except typesetting.CannotTypeset:
        return None


def _on_paper(letter: Letter) -> dict[str, Any]:
    signer = _signer()
    return passing_on.for_typesetting(
        letter,
        name=signer["signer_name"],
        place=signer["signer_place"],
        subject=letter.subject,
        body=letter.body,
    )


def _signer() -> dict[str, str]:
    return {
        "signer_name": _("[the signer’s name]"),
        "signer_place": _("[where they live]"),
        "personal_line": _("[what they add in their own words]"),
    }
