"""What a name looks like: which capitalised words are a person, and which an organisation.

A name is told by its shape and by the words it must not hold; who it stands for is elsewhere.
"""

from itertools import dropwhile

from campaign.statements import words

EDGES = " \t,;:.–—-()[]\u0000"
WORD_EDGES = "“”\"‘’'(),;:[]"


def name_run(tokens: list[str]) -> int:
    """How many tokens at the start belong to one capitalised name."""
    count = 0
    for index, token in enumerate(tokens):
        bare = token.strip(WORD_EDGES)
        if is_capital(bare, index):
            count = index + 1
        elif not (bare.lower() in words.PARTICLES or (bare == "&" and index)) or not index:
            break
        if token.endswith((",", ";", ":")):
            break
    return count


def is_person(name: str) -> bool:
    """Whether a capitalised phrase looks like one person's name."""
    tokens = [token.strip(WORD_EDGES) for token in name.split()]
    if not 1 <= len(tokens) <= 7 or any(not token for token in tokens):
        return False
    if name_run(tokens) != len(tokens) or tokens[-1].endswith(("’s", "'s")):
        return False
    lowered = [token.lower().rstrip(".") for token in tokens]
    honoured = 0  # "Mrs Justice Abena Sey": how many words come before the name
    while honoured < len(tokens) - 1 and lowered[honoured] in words.HONORIFICS:
        honoured += 1
    named_may = len(tokens) > 1 and lowered[0] in words.MONTH_NAMES
    if lowered[0] in words.NOT_NAMES and not honoured and not named_may:
        return False
    if lowered[0] in words.PLACE_OPENERS and len(tokens) > 1:
        return False
    if len(tokens) == 1:
        token = tokens[0]
        return not (token.isupper() and len(token) > 1) and lowered[0] not in (
            words.ORGANISATION_WORDS | words.NOT_NAMES | words.HONORIFICS | words.ROLES
        )
    for token, low in zip(tokens[honoured:], lowered[honoured:], strict=True):
        if low in words.ORGANISATION_WORDS or token.endswith(("!", "?")):
            return False
        acronym = token.isupper() and len(token.rstrip(".")) > 2 and "." not in token
        if acronym and not all(t.isupper() for t in tokens[honoured:]):
            return False
    return not any(low in words.ROLES for low in _without_surname(lowered[honoured:]))


def _without_surname(lowered: list[str]) -> list[str]:
    """A name's words but for a surname that is an office elsewhere: "Amy Fisher", "Ida B. King"."""
    if len(lowered) < 2 or lowered[-1] not in words.SURNAMES_TOO:
        return lowered
    return lowered if lowered[-2] in words.BEFORE_AN_OFFICE else lowered[:-1]


def is_organisation(name: str) -> bool:
    tokens = [token.strip(WORD_EDGES) for token in name.split()]
    lowered = {token.lower() for token in tokens if token[:1].isupper()}
    acronym = any(t.isupper() and 2 < len(t) < 9 and t.isalpha() for t in tokens)
    return bool(lowered & words.ORGANISATION_WORDS) or acronym


def is_honoured(name: str) -> bool:
    """Whether a name begins with an honorific: "Mr Crean", "Daw Mi Mi"."""
    first, *rest = name.split()
    return bool(rest) and first.lower().rstrip(".") in words.HONORIFICS


def leading_name(text: str) -> str | None:
    """The person's name that a phrase begins with, if it does."""
    tokens = text.split()
    run = name_run(tokens)
    name = " ".join(tokens[:run]).strip(EDGES)
    return name if run >= 2 and is_person(name) else None


def same_person(short: str, full: str) -> bool:
    """Whether `short` (a surname, "Ms Mann", "Tamar") can stand for `full`."""
    short, full = (name.lower().replace("’", "'") for name in (short, full))
    wanted = without_honorifics(short)
    have = bare_words(full)
    spread = len(have) - len(wanted) + 1
    return any(have[index : index + len(wanted)] == wanted for index in range(spread))


def without_honorifics(name: str) -> list[str]:
    """The words of a name itself: in "Ma Khin" one, in "Yadanar Maung" two."""
    bare = bare_words(name)
    return [*dropwhile(lambda word: word.lower() in words.HONORIFICS, bare[:-1]), *bare[-1:]]


def is_capital(token: str, index: int) -> bool:
    bare = token.strip(WORD_EDGES)
    if not bare or not (bare[0].isalpha() or bare[0] in "ʻ") or bare[0].islower():
        return (
            bare[:3].lower() in ("al-", "el-", "d’a", "d'a")
            and len(bare) > 3
            and bare[3:4].isupper()
        )
    lowered = bare.lower().rstrip(".")
    return not (
        index == 0
        and lowered in words.NOT_NAMES
        and lowered not in (*words.MONTH_NAMES, "no", "an", "so")
    )


def bare_words(text: str) -> list[str]:
    return [
        token.strip(WORD_EDGES + ".") for token in text.split() if token.strip(WORD_EDGES + ".")
    ]
