"""When are two names the same name, and when is that worth a look?

Letters of every script stay as they are: a vowel sign of Burmese or Thai makes another name of it.
Accents are folded on Latin letters only, since people leave them out on keyboards that lack them,
and not even there between names that look Vietnamese: Hằng and Hạng are two names. Words keep their
order: Aung Min and Min Aung are two people.
"""

import unicodedata
from collections.abc import Iterator

import regex

from campaign.lib.counting_characters import graphemes

_DROPPED = regex.compile(r"[\p{Cf}'’‘ʻʼ`´]")  # joiners, and the sign in O’Brien
_BETWEEN = regex.compile(r"[\p{P}\p{S}\p{Z}\s]+")
_ACCENTS = regex.compile(r"(?<=\p{Latin})\p{Mn}+")
_UNFOLDED = str.maketrans("đłøıħ", "dloih")  # accents to people, letters to Unicode
_VIETNAMESE = regex.compile(r"[ăđơư\u1ea0-\u1ef9]")
# Scripts that set no spaces between words.
_UNSPACED = regex.compile(r"[\p{Myanmar}\p{Thai}\p{Lao}\p{Khmer}]")

FEWEST_LETTERS = 8
FEWEST_UNSPACED = 5
LONG_LOCAL_PART, SHORT_LOCAL_PART = 8, 5
LONG_COMMENT = 15


def exact(name: str) -> str:
    """In small letters, with one space wherever something stood between two words."""
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return _BETWEEN.sub(" ", _DROPPED.sub("", name)).strip()


def folded(name: str) -> str:
    """And without accents."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", exact(name)))
    return unicodedata.normalize("NFC", bare.translate(_UNFOLDED))


def same_name(name: str, country: str) -> str:
    """Equal for two who would be listed under one name; "" where so many share one that it says
    nothing: a single word, or two short ones."""
    if not _is_distinctive(name):
        return ""
    plain = exact(name)
    is_vietnamese = country == "VN" or _VIETNAMESE.search(plain)
    return plain if is_vietnamese else folded(plain)


def shared_with_the_same_person(
    name: str, *, email: str, affiliation: str, comment: str
) -> Iterator[str]:
    """What two signatures of one person would have in common besides name and country.

    Of a name that many share, only an address that is not made of the name itself.
    """
    plain, local = folded(name), _local_part(email)
    if not _is_distinctive(name):
        if len(local) >= LONG_LOCAL_PART and local.rstrip("0123456789") != plain.replace(" ", ""):
            yield f"address {local}"
        return
    if local:
        bare = local.rstrip("0123456789")  # ann77 and ann78
        yield f"address {bare if len(bare) >= SHORT_LOCAL_PART else local}"
    if len(folded(affiliation)) > 3:
        yield f"affiliation {folded(affiliation)}"
    if len(exact(comment)) >= LONG_COMMENT:
        yield f"comment {exact(comment)}"


def _is_distinctive(name: str) -> bool:
    plain = exact(name)
    words = set(plain.split())
    if _UNSPACED.search(plain):
        return len(graphemes(plain)) >= FEWEST_UNSPACED
    return len(words) > 1 and len(plain) - plain.count(" ") >= FEWEST_LETTERS


def _local_part(email: str) -> str:
    """What stands before the @, as a person would say it: a.b+x@… is ab."""
    local = email.rpartition("@")[0].lower().partition("+")[0]
    return local.replace(".", "").replace("_", "").replace("-", "")
