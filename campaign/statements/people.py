"""Who a phrase names: "Digital Rights Watch Chair Lizzie O'Shea" is a role and a person.

`speaker_in(phrase)` takes a noun phrase next to a verb of saying apart. It copies, never completes:
resolving "she" or a surname to somebody named earlier is the work of `mentions`.
"""

import re
from dataclasses import dataclass, replace

from campaign.statements import words
from campaign.statements.names import (
    EDGES,
    WORD_EDGES,
    bare_words,
    is_capital,
    is_honoured,
    is_organisation,
    is_person,
    leading_name,
    name_run,
)

POSSESSIVE = re.compile(r"^(.{1,120}?)(?:’s|'s|(?<=s)’|(?<=s)')\s+(\S.*)$", re.S)
PREPOSITIONS = ("from", "of", "at", "with", "for", "in")
DETERMINERS = words.listed(
    "the a an one another his her its their our my your this that two some both many several"
)
LEADING_NOISE = re.compile(
    r"^(?:(?:and|but|while|as|also|later|then|meanwhile|however|yesterday|today|for (?:his|her|"
    r"their) "
    r"part|in turn|so|yet|where|there|when|because)\b,?\s+)+",
    re.I,
)
# What follows a name after "said NAME" without belonging to the speaker.
CIRCUMSTANCE = re.compile(
    r",?\s+(?:(?:in|during|through|via|on|at|from) (?:a|an|the|its|his|her|their|their joint|"
    r"this|one|another)"
    r" (?:\w+ ){0,3}(?:statement|release|letter|interview|post|speech|message|conference|"
    r"briefing|report|"
    r"event|rally|hearing|meeting|summit|ceremony|tweet|call|video|e-?mail|blog|podcast|vigil|"
    r"address|submission|page|webinar|protest|march|launch)"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:this|last) (?:week|month|year|"
    r"night|\w+day)\b|late (?:on|last)\b|(?:earlier|yesterday|today|tonight)\b"
    r"|(?:after|before|following|when|while|as|ahead of|speaking|adding|referring|who added|"
    r"commenting|responding|citing|noting|describing|by (?:phone|telephone|video|text)|"
    r"standing|sitting|whose|recalling|holding|calling|urging|because|if|since) ).*$",
    re.I | re.S,
)
IN_BRACKETS = re.compile(
    r"^(?P<head>[^(),]{3,80}?)\s*\((?P<inside>[^()]{2,120})\)(?P<rest>\s*(?:,.*)?)$", re.S
)
PICTURED = re.compile(r"(?i)pictured|above|left|right|right to left|photo")
FINITE = words.listed(
    "did does do has had have is are was were will would could can may might must should told"
)
RELATIVE = re.compile(r"^who(?:m)?\s+(?:(?:is|was|are|were)\s+(?=the|a|an|one)|)\s*", re.I)
AGE = re.compile(r"^(?:aged\s+)?\d{1,3}\s*(?:,|$|years? old,?)\s*", re.I)
# "night sorter", "toxicologist": before a full name, a trade needs no list.
TRADE = re.compile(
    r"^(?!(?:over|under|after|other|former|never|however|either)$)\w{2,}(?:er|or|ist|man|woman|ian)$"
)
WRITTEN = (
    "study|report|paper|book|article|letter|post|statement|review|essay|memoir|editorial|analysis|"
    "submission|column|e-?mail|memo|note|tweet|speech|testimony|communiqu[ée]|declaration|release|"
    "message|affidavit|diary|blog|reply|answer|remarks|briefing|survey|judge?ment|ruling"
)
DOCUMENT = re.compile(rf"(?:^|[\s-])(?:{WRITTEN})$")
OF_A_DAY = re.compile(r"\s(?:of|dated|to|on|about|published|sent|issued|in)\s")
WRITTEN_BY = re.compile(
    r"(?i:an?|the|its|his|her|their|one|this|another)\s(?:[\w’'-]+\s){0,5}?"
    rf"(?:{WRITTEN})\s(?:by|from)\s(?P<who>.+)$",
    re.S,
)
SIGNED_BY = re.compile(r"(?:co-?)?(?:signed|written|sent|issued|published|penned|authored) by\s")
OWN_ARTICLE = re.compile(r"^(?:[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Oo]ur)\s+")
ONE_OF_SEVERAL = re.compile(r"(?:the (?:first|second|third|fourth|other|last)|one|another)$")
# "83 groups and security experts", "More than forty unions": several who speak as one.
COUNTED = re.compile(
    r"(?:(?:more than|over|some|nearly|almost|about|at least)\s)?"
    r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"\w+ty(?:-\w+)?|hundreds of|dozens of)\s"
    r"(?:[\w-]+\s){0,3}?(?:\w+(?:ers|ors|ists|ians|men|women)|groups|organi[sz]ations|unions|associations|ngos|experts|lawmakers|"
    r"academics|families|residents|signatories|members|networks|charities)\b"
)
LEADING_ARTICLE = re.compile(r"^(?:The|A|An)\s+|^(?:is|was)\s(?:how|what)\s+")


@dataclass(frozen=True)
class Speaker:
    """kind: person, organisation, pronoun, generic ("the group", "a resident")."""

    kind: str
    name: str
    role: str | None = None
    other: str | None = None  # the same name in another script, if the text gives both

    def named_for(self, text: str) -> "Speaker":
        """The speaker with that of two names whose script is the text's."""
        if self.other is None or is_latin(self.name) == is_latin(text):
            return self
        return replace(self, name=self.other, other=self.name)


def is_latin(text: str) -> bool:
    """Whether a text is written in Latin letters, by most of its letters."""
    letters = [character for character in text if character.isalpha()]
    return 2 * sum(character < "\u0250" for character in letters) >= len(letters)


def speaker_in(phrase: str) -> Speaker | None:
    """The speaker a noun phrase names, or None where it names nobody."""
    phrase = LEADING_NOISE.sub("", " ".join(phrase[:400].split()).strip(EDGES)).strip(EDGES)
    if "(" in phrase and ")" not in phrase:
        phrase += ")"
    if not phrase:
        return None
    if phrase.lower() in words.PRONOUNS:
        return Speaker("pronoun", phrase.lower())
    phrase = _without_circumstance(phrase)
    if bracket := IN_BRACKETS.match(phrase):
        shown = PICTURED.match(bracket["inside"])
        if is_latin(bracket["head"]) != is_latin(bracket["inside"]):
            named = speaker_in(bracket["head"] + bracket["rest"])
            return replace(named, other=bracket["inside"].strip()) if named else None
        inside = "" if shown or bracket["rest"].strip(" ,") else f", {bracket['inside']}"
        phrase = f"{bracket['head']}{inside}{bracket['rest']}"
    head, _, rest = phrase.partition(",")
    role = _role_from(rest)
    return _from_head(head.strip(EDGES), role)


def _from_head(head: str, role: str | None) -> Speaker | None:  # noqa: PLR0912 - surest first
    tokens = head.split()
    if not tokens or len(tokens) > 24:
        return None
    if author := _author_of(head):
        return author
    signed = SIGNED_BY.match(role or "")
    if signed and DOCUMENT.search(head) and (author := speaker_in(role[signed.end() :])):
        return author
    run = name_run(tokens)
    placed = 1 < run < len(tokens) and tokens[run].lower() in PREPOSITIONS
    if placed and is_person(" ".join(tokens[:run])):
        return _named_first(head, role)  # "Ana Ruiz of Varland’s Harbour Office"
    if (before := _role_before_name(tokens)) and not before[0].lower().endswith(" of the"):
        return Speaker("person", before[1], _both(before[0], role))
    possessive = POSSESSIVE.match(head)
    if possessive and len(possessive[2].split()) > 1 and is_person(possessive[2]):
        return Speaker("person", possessive[2], _both(possessive[1], role))
    if tokens[0].lower() == "the" and len(tokens) > 2 and tokens[1][:1].isupper():
        named = _from_head(" ".join(tokens[1:]), role)
        if named and named.kind == "person" and (named.role or is_honoured(named.name)):
            return named  # "The Reverend Tim Costello"
    if tokens[0].lower() in DETERMINERS and not is_capital(tokens[0], 1):
        return _described(head, role)
    title = re.split(r"\s(?:of|at|for|with|on|to)\s", head)[0].split()
    if (
        role
        and len(title) < len(tokens)
        and words.ROLES.intersection(bare_words(title[-1].lower()))
    ):
        first = role.split(",")[0]
        if leading_name(first) == first:
            return Speaker("person", first, head)  # "Deputy Chair of Open Harbour, Ana Ruiz"
    office = "(" not in head and tokens[-1].islower() and tokens[-1] in words.ROLES
    if office and role and (named := leading_name(role)) and named == role:
        return Speaker("person", named, head)  # "Open Harbour executive director, Ana Ruiz"
    if possessive and is_person(possessive[2]):
        return Speaker("person", possessive[2], _both(possessive[1], role))
    return _named_first(head, role)


def _author_of(head: str) -> Speaker | None:
    """ "a study by Ana Ruiz of Open Harbour", "Ana Ruiz’s last letter": who wrote it."""
    written = WRITTEN_BY.match(head)
    owned = POSSESSIVE.match(head)
    if written is None and owned and DOCUMENT.search(OF_A_DAY.split(owned[2])[0]):
        written = re.match(r"(?P<who>.*)", owned[1], re.S)
    author = speaker_in(written["who"]) if written else None
    houses = words.GENERIC_ORGANISATIONS | words.ORGANISATION_WORDS | words.ROLES
    known = author and (author.kind != "generic" or author.name.split()[-1] in houses)
    return author if known and author.kind != "pronoun" else None


def _named_first(head: str, role: str | None) -> Speaker | None:
    """A phrase that opens with a name: "Ana Ruiz of Open Harbour", "Open Harbour", "Ana Ruiz"."""
    tokens = head.split()
    run = name_run(tokens)
    if run == len(tokens):
        return _capitalised(head, role)
    if run and tokens[run].lower() in PREPOSITIONS:
        name, after = " ".join(tokens[:run]), " ".join(tokens[run + 1 :])
        article = after.lower().startswith(("the ", "a ", "an "))
        if is_person(name) and (run >= 2 or article) and tokens[run].lower() != "in":
            return Speaker("person", name, _both(_after_preposition(after), role))
        if is_organisation(head) or is_organisation(name):
            return Speaker("organisation", head)
        if is_person(name) and run >= 2:
            return Speaker("person", name, _both(_after_preposition(after), role))
    if run and is_person(" ".join(tokens[:run])) and (run >= 2 or run == len(tokens)):
        return Speaker("person", " ".join(tokens[:run]), role)
    if run and is_organisation(head) and all(t[0].isupper() or len(t) < 4 for t in tokens):
        return Speaker("organisation", head)
    return _described(head, role)


def _capitalised(head: str, role: str | None) -> Speaker | None:
    """A phrase of capitalised words only: a person, an organisation, or an office."""
    tokens = head.split()
    if tokens[0].lower().strip(WORD_EDGES) in ("the",) and len(tokens) > 1:
        head, tokens = " ".join(tokens[1:]), tokens[1:]
    office = tokens[-1].lower().strip(WORD_EDGES) in words.ROLES
    if office and role and (name := leading_name(role)):
        return Speaker("person", name, head)
    if is_person(head):
        return Speaker("person", head, role)
    if tokens and tokens[0].lower().strip(WORD_EDGES) not in words.NOT_NAMES:
        return Speaker("organisation", head)
    return None


def _described(head: str, role: str | None) -> Speaker | None:
    """ "the group’s director, Ana Ruiz" is Ana Ruiz; "a resident of Kyun" stays as described."""
    lowered = head.lower()
    name = leading_name(role) if role else None
    if (
        role
        and not name
        and (words.ROLES.intersection(bare_words(lowered)[-1:]) or ONE_OF_SEVERAL.match(lowered))
    ):
        name = role if is_person(role) else None  # "his wife, Lena"
    told = _role_before_name(role.split(",")[0].split()) if role and not name else None
    if told:
        return Speaker("person", told[1], told[0])  # "One of them, crane driver Ana Ruiz"
    if name and (name == role or any(t in words.ROLES for t in bare_words(lowered))):
        return Speaker("person", name, OWN_ARTICLE.sub("", head))
    first = lowered.split()[0]
    if named := _named_after_noun(head.split()):
        return replace(named, role=named.role or role)
    if COUNTED.match(lowered):
        return Speaker("generic", head)
    if first in DETERMINERS or any(t in words.ROLES for t in bare_words(lowered)[:6]):
        both = head.split(" and the ")
        if len(both) == 2 and first == "the" and all(map(_is_named, (both[0][4:], both[1]))):
            return Speaker("organisation", head[4:])  # "the Salt Alliance and the Pier Union"
        if is_organisation(head) and first == "the":
            stripped = head[4:]
            if stripped[:1].isupper() and "’s" not in stripped and "'s" not in stripped:
                return Speaker("organisation", _leading_capitals(stripped))
        return Speaker("generic", head, None)
    return None


def _is_named(phrase: str) -> bool:
    tokens = phrase.split()
    return is_organisation(phrase) and len(tokens) > 1 and name_run(tokens) == len(tokens)


def _named_after_noun(tokens: list[str]) -> Speaker | None:
    """ "the watchdog Open Harbour" is an organisation, "her neighbour Ana Ruiz" a person."""
    small = [n for n, token in enumerate(tokens) if token[:1].islower()]
    at = small[-1] if small else 0
    name, noun = " ".join(tokens[at + 1 :]), tokens[at].strip(WORD_EDGES)
    if not name or at < 1 or tokens[0].lower() not in DETERMINERS or noun in words.LINKING:
        return None
    if noun in words.GENERIC_ORGANISATIONS:
        return Speaker("organisation", name)
    return (
        Speaker("person", name, " ".join(tokens[1 : at + 1]))
        if leading_name(name) == name
        else None
    )


def gender_of(speaker: Speaker) -> str:
    name = speaker.name.lower()
    if (owned := POSSESSIVE.match(name)) and words.ROLES.intersection(owned[2].split()):
        name = f"the {owned[2]}"  # "Mr Lund’s widow" is a woman
    described = name.split()[0] in DETERMINERS
    tokens = set(
        bare_words(f"{name if described else name.split()[0]} {speaker.role or ''}".lower())
    )
    if described:
        tokens -= DETERMINERS
    tokens = {token.rstrip(".") for token in tokens}
    if tokens & words.FEMININE:
        return "f"
    return "m" if tokens & words.MASCULINE else ""


def _role_before_name(tokens: list[str]) -> tuple[str, str] | None:
    """Split at the first office that a name follows: role words, then the name to the end."""
    for index in range(len(tokens) - 1):
        word = tokens[index].strip(WORD_EDGES).lower()
        bare = word.rsplit("-", 1)[-1]  # "vice-captain", "Leg-spinner"
        trade = (tokens[index].islower() or bare != word) and TRADE.search(bare)
        if tokens[index].endswith((",", ";")) or not (trade or {word, bare} & words.ROLES):
            continue
        after = tokens[index + 1 :]
        compound = bool(word in words.BEFORE_GENERAL and after[0].lower() == "general")
        if compound and len(after) > 2:
            after, index = after[1:], index + 1  # noqa: PLW2901 - "Attorney General" is one office
        run = name_run(after)
        name = " ".join(after[:run])
        if not run or not is_person(name) or (run < 2 and word not in words.ROLES):
            continue
        if run < len(after) and after[run].lower() not in (*PREPOSITIONS, "and"):
            continue
        only_honorific = not compound and all(
            t.lower().rstrip(".") in words.HONORIFICS for t in tokens[: index + 1]
        )
        if only_honorific and index < 2:
            return None
        role = " ".join(tokens[: index + 1])
        whole = tokens[0][0].islower() and tokens[0] not in ("is", "was")
        return role if whole else LEADING_ARTICLE.sub("", role), name
    return _office_with_place(tokens) or _noun_before_name(tokens)


def _noun_before_name(tokens: list[str]) -> tuple[str, str] | None:
    """ "Federal Bureau agent Ana Ruiz": any small noun right before a full name is an office."""
    small = [n for n, token in enumerate(tokens) if token[:1].islower()]
    at = small[-1] if small else 0
    noun = tokens[at].strip(WORD_EDGES)
    name = " ".join(tokens[at + 1 :])
    particle = noun in words.PARTICLES or noun in words.LINKING or noun in PREPOSITIONS
    if at < 1 or particle or tokens[at].endswith((",", ";")) or not noun.isalpha():
        return None
    return (
        (" ".join(tokens[: at + 1]), name)
        if 1 < len(name.split()) < 5 and is_person(name)
        else None
    )


def _office_with_place(tokens: list[str]) -> tuple[str, str] | None:
    """ "Regional Director for the Strait Ana Ruiz": the last two words are taken for a name."""
    lowered = [token.strip(WORD_EDGES).lower() for token in tokens]
    offices = [n for n, word in enumerate(lowered) if word in words.ROLES]
    if not offices or len(tokens) < offices[0] + 5 or lowered[offices[0] + 1] not in PREPOSITIONS:
        return None
    name = " ".join(tokens[-2:])
    if not (is_person(name) and is_person(" ".join(tokens[-3:]))):
        return None
    return " ".join(tokens[:-2]), name


def _role_from(rest: str) -> str | None:
    rest = rest.strip(EDGES)
    rest = AGE.sub("", rest)
    rest = RELATIVE.sub("", rest).strip(EDGES)
    rest = re.split(
        r",\s+(?:who|whose|which|and who|has|had|is|was|will|did|told)\b"
        r"|,\s+and (?=[A-Z]\w+ [A-Z])",
        rest,
    )[0]
    rest = rest.strip(EDGES)
    first = rest.split(None, 1)[0].lower() if rest else ""
    if not rest or len(rest) > 250 or first in words.SAYING or first in FINITE:
        return None
    return rest


def _both(first: str | None, second: str | None) -> str | None:
    """A role in two pieces is kept as its first piece unless that is only a possessor."""
    if first and second and len(first.split()) < 2:
        return second
    return first or second


def _after_preposition(after: str) -> str | None:
    return re.sub(r"^(?:the|The)\s+", "", after).strip(EDGES) or None


def _without_circumstance(phrase: str) -> str:
    cut = CIRCUMSTANCE.sub("", phrase)
    return cut if cut.strip(EDGES) else phrase


def _leading_capitals(text: str) -> str:
    tokens = text.split()
    last = 0
    for index, token in enumerate(tokens):
        if token[:1].isupper():
            last = index + 1
        elif token.lower() not in ("of", "for", "and", "the", "on", "in", "de", "&"):
            break
    return " ".join(tokens[:last])
