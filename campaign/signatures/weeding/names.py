"""What is no person's name: rules with good precision, and a short list.

People are called in more ways than any rule knows: with one word (Aye, Sukarno), with one letter's
sound doubled (Su Su), with particles, in any script, with initials. None of that is a reason here.
A name is looked at as a whole; what it contains makes nobody suspect but an address or a number.
"""

import tomllib
from functools import cache
from pathlib import Path

import regex

from campaign.signatures import noticing
from campaign.signatures.noticing import NAME, Remark
from campaign.signatures.weeding.comparing import exact, folded
from campaign.signatures.weeding.models import Why

WELL_KNOWN = Path(__file__).with_name("well_known.toml")
FEWEST_KEYS = 4

_LETTER = regex.compile(r"\p{L}")
_ONE_LETTER = regex.compile(r"[a-z]")
_ONE_REPEATED = regex.compile(r"(\X)\1{2,}|(\X)(?: \2){2,}")  # aaa, กกก, x x x; not Oo Oo
_SYLLABLES = regex.compile(r"\b(\p{Latin}{3,5})\1+\b")  # asdasd; shorter ones are names: Nana, Coco

# What is noticed while people sign (noticing.py), as a reason to look before handing over. Capitals
# and long words are how some people write, and how some are called.
_OF_REMARK = {
    Remark.LINK: Why.NOT_A_NAME,
    Remark.EMAIL: Why.NOT_A_NAME,
    Remark.PHONE: Why.NOT_A_NAME,
    Remark.ID_NUMBER: Why.NOT_A_NAME,
    Remark.REPETITION: Why.NOT_A_NAME,
    Remark.OFFICE: Why.OFFICE,
    Remark.MIXED_SCRIPTS: Why.TRICKS,
    Remark.INVISIBLE: Why.TRICKS,
    Remark.STACKED_MARKS: Why.TRICKS,
}


def doubts_about(name: str) -> set[Why]:
    """Why this is worth a look; nearly always nothing."""
    if not _LETTER.search(name):
        return {Why.NOT_A_NAME}
    found = {
        _OF_REMARK[remark]
        for remark in noticing.about(NAME, noticing.notice(name=name, comment=""))
        if remark in _OF_REMARK
    }
    if known := _well_known().get(folded(name)):
        found.add(known)
    elif _is_gibberish(exact(name)):
        found.add(Why.NOT_A_NAME)
    return found


def _is_gibberish(plain: str) -> bool:
    """One Latin letter, one letter again and again, a walk along the keyboard."""
    if _ONE_LETTER.fullmatch(plain) or _ONE_REPEATED.fullmatch(plain):
        return True
    words = [_SYLLABLES.sub(r"\1", word) for word in plain.split()]
    return len(max(plain.split(), key=len)) >= FEWEST_KEYS and all(map(_is_a_walk, words))


def _is_a_walk(word: str) -> bool:
    return len(word) >= 3 and any(word in row for row in _rows())


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(WELL_KNOWN.read_text(encoding="utf-8"))


@cache
def _well_known() -> dict[str, Why]:
    lists = _lists()
    return {
        folded(name): why
        for why, key in (
            (Why.PUBLIC_PERSON, "public_person"),
            (Why.FIGURE, "figure"),
            (Why.PLACEHOLDER, "placeholder"),
        )
        for name in lists[key]
    }


@cache
def _rows() -> tuple[str, ...]:
    rows = _lists()["keyboard_rows"]
    return (*rows, *(row[::-1] for row in rows))
