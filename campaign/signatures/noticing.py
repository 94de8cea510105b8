"""What makes a name or a comment worth a look before others see it.

Rules that can be explained in half a sentence, and nothing that understands language: they put
words to the front of the organisers' queue and keep them off the page until somebody has read
them; they never hide anything for good. A word that a rule takes amiss costs its writer a wait.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.lib import text


class Remark(models.TextChoices):
    """What was noticed. Stored: never change a value."""

    LINK = "link", _("contains a web address")
    EMAIL = "email", _("contains an e-mail address")
    PHONE = "phone", _("contains what looks like a phone number")
    ID_NUMBER = "id-number", _("contains what looks like an identity number")
    CAPITALS = "capitals", _("is all in capitals")
    LONG_WORD = "long-word", _("has a very long word")
    REPETITION = "repetition", _("repeats one character")
    MIXED_SCRIPTS = "mixed-scripts", _("mixes alphabets within a word")
    INVISIBLE = "invisible", _("has invisible characters")
    STACKED_MARKS = "stacked-marks", _("stacks marks on its letters")
    OFFICE = "office", _("is an office, not a person’s name")
    REPEATED = "repeated", _("was sent many times")


NAME, COMMENT = "name", "comment"

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w")
_LINK = re.compile(
    r"https?:|://|\bwww\.|\b[a-z0-9-]+\.[a-z]{2,}/"
    r"|\b[a-z0-9-]{2,}\.(?:com|net|org|info|biz|xyz|shop|top|link)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b\d{4}[-./]\d{1,2}[-./]\d{1,2}\b|\b\d{1,2}[-./]\d{1,2}[-./]\d{4}\b")
_PHONE = re.compile(r"(?:\d[\s().-]{0,2}){7,}\d")  # \d is a digit of any script
# Myanmar's 12/ABC(N)123456 in either script, and one or two letters with six to nine digits.
_ID_NUMBER = re.compile(
    r"\d{1,2}\s*/\s*[^\s\d/]{2,20}?\s*\([^)\d]{1,12}\)\s*\d{5,6}|\b[A-Z]{1,2}\d{6,9}\b"
)
_LONG_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f\u1e00-\u1eff]{40,}")  # scripts that use spaces
_REPETITION = re.compile(r"([^\s.…=_*-])\1{7,}")
_MIXED = re.compile(
    r"[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]"  # Greek, Cyrillic
)
# Between Latin letters: Khmer, Lao, Thai and Burmese use some of these to break lines.
_INVISIBLE = re.compile(
    rf"[{text.REORDERING}\U000e0000-\U000e007f]"
    r"|[A-Za-z][\u00ad\u180e\u200b-\u200d\u2060-\u2064]+[A-Za-z]"
)
_STACKED = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3,}")
_SAME_THRICE = re.compile(r"([^\x00-\u02ff])\1\1")

# Nobody is called so. As a whole name: some are surnames when they stand beside others.
_OFFICES = frozenset(
    {
        *("admin", "administrator", "moderator", "the king", "the queen", "king", "queen"),
        *("president", "the president", "mr president", "vice president", "minister", "senator"),
        *("general", "senior general", "chairman", "ambassador", "secretary-general", "the pope"),
        *("presiden", "menteri", "raja", "sultan", "panglima", "duta besar", "pangulo"),
        *("presidente", "ministro", "ministru", "rei", "embaixador"),
    }
)
_OFFICE = re.compile(
    r"prime[ -]minister|vice[ -]president|president of|minister (?:of|for)|secretary[ -]general of"
    r"|perdana menteri|menteri luar negeri|presiden (?:republik|ri)\b|primeir[ou][ -]ministr[ou]"
    r"|presidente d[aoe]\b|punong ministro|ประธานาธิบดี|นายกรัฐมนตรี|รัฐมนตรี"
    r"|thủ tướng|chủ tịch nước|bộ trưởng|သမ္မတ|ဝန်ကြီးချုပ်|ဝန်ကြီး|ဗိုလ်ချုပ်မှူးကြီး"
    r"|នាយករដ្ឋមន្ត្រី|ប្រធានាធិបតី|រដ្ឋមន្ត្រី|ນາຍົກລັດຖະມົນຕີ|ປະທານປະເທດ|总统|总理|主席|部长"
    r"|ஜனாதிபதி|குடியரசுத் தலைவர்|பிரதமர்|அமைச்சர்",
    re.IGNORECASE,
)


def notice(*, name: str, comment: str) -> list[str]:
    """What stands out, as `name:office` or `comment:link`; nearly always nothing.

    name, comment: as they would be shown; empty where there is none.
    """
    found = [f"{NAME}:{remark}" for remark in _of_words(name)]
    if name and _is_office(name):
        found.append(f"{NAME}:{Remark.OFFICE}")
    if comment:
        found += [f"{COMMENT}:{remark}" for remark in _of_words(comment)]
        if _shouts(comment):
            found.append(f"{COMMENT}:{Remark.CAPITALS}")
    return found


def about(part: str, noticed: list[str] | None) -> list[Remark]:
    """The remarks among `noticed` that are about the name, or about the comment."""
    codes = [code.partition(":") for code in noticed or []]
    return [Remark(code) for where, _colon, code in codes if where == part and code in Remark]


def _of_words(words: str) -> Iterator[Remark]:
    for remark, is_so in _RULES:
        if is_so(words):
            yield remark


def _has_email(words: str) -> bool:
    return "@" in words and bool(_EMAIL.search(words))


def _has_phone(words: str) -> bool:
    return bool(_PHONE.search(_DATE.sub("", words)))


def _has_stacked_marks(words: str) -> bool:
    if words.isascii():
        return False
    return bool(_STACKED.search(words)) or any(
        unicodedata.category(found[1]).startswith("M") for found in _SAME_THRICE.finditer(words)
    )


def _shouts(words: str) -> bool:
    """Twenty letters or more in a script that has small ones, and hardly a small one among them."""
    large = sum(map(str.isupper, words))
    if large < 16:  # four fifths of twenty
        return False
    small = sum(map(str.islower, words))
    return large + small >= 20 and large >= 0.8 * (large + small)


def _is_office(name: str) -> bool:
    return " ".join(name.casefold().split()) in _OFFICES or bool(_OFFICE.search(name))


_RULES: list[tuple[Remark, Callable[[str], object]]] = [
    (Remark.LINK, _LINK.search),
    (Remark.EMAIL, _has_email),
    (Remark.ID_NUMBER, _ID_NUMBER.search),
    (Remark.PHONE, _has_phone),
    (Remark.LONG_WORD, _LONG_WORD.search),
    (Remark.REPETITION, _REPETITION.search),
    (Remark.MIXED_SCRIPTS, _MIXED.search),
    (Remark.INVISIBLE, _INVISIBLE.search),
    (Remark.STACKED_MARKS, _has_stacked_marks),
]
