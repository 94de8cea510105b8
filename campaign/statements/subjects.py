"""Who does something in a sentence, whatever the verb: the subject, read from its shape.

Writers attribute with any verb at all ("marvelled", "fumed", "shrugged"), so no list of verbs can
be long enough. After a quote that ends in a comma the rest of the sentence is its attribution;
before a colon, the subject of the sentence is who speaks.
"""

import re

from campaign.statements import words
from campaign.statements.names import (
    EDGES,
    WORD_EDGES,
    is_honoured,
    is_organisation,
    is_person,
    leading_name,
    name_run,
)
from campaign.statements.people import DETERMINERS, FINITE, Speaker, speaker_in

IRREGULAR = words.listed(
    """said told wrote went put read began thought swore spoke sang taught felt knew heard saw
    had has was is were came laughed meant kept made left lost found took gave got ran stood sat
    held did does will would could can might used likes flew grew fell met paid sold built
    brought led won hid bit shot spent sent"""
)
CAPITAL = r"[A-Z][\w’'-]{0,40}"
NOT_VERBS = words.listed(
    """its this as us less unless yes plus his hers ours theirs whose across towards besides
    perhaps always sometimes afterwards indeed need based aged named"""
)
PARTICLE = (
    r"(?:\s(?:in|up|out|back|on|off|along)(?=\s(?:[A-Z]|the\b|a\b|an\b|h(?:er|is)\b|their\b)))?"
)
INVERTED = re.compile(
    rf"^(?P<verb>[a-z]{{3,}}){PARTICLE}\s+(?P<who>(?:[A-Z“]|(?:the|an?|one|another|his|her|their|"
    r"its|our)\s).*)$",
    re.S,
)
ADVERBIAL = re.compile(
    r"^(?:For|In|At|On|After|Before|During|Outside|Inside|From|Near|By|With|Under|As|To|Among|"
    r"Across|Behind|Until|Since|Amid|Despite|Asked|When|While|If)\b[^,]{1,160},\s+"
)
LATER = re.compile(r"^(?:[\w-]+\s){1,3}(?:later|earlier|before|ago),\s+")
CONJUNCTION = re.compile(r"^(?:But|And|Yet|So|Meanwhile|However|Still|Instead|Then)\b,?\s+")
NOUNS_BEFORE_NAME = re.compile(
    r"^(?P<role>(?:[Tt]he|[Aa]n?|[Hh]er|[Hh]is|[Tt]heir|[Oo]ur|[Ii]ts|[Oo]ne|[Aa]nother)\s"
    r"(?:[\w’'-]+\s){0,6}?[a-z][\w’'-]*)\s(?=[A-Z])"
)
PLAIN_OFFICE = re.compile(r"^(?P<role>(?:[\w’'-]+\s){0,6}?[a-z][\w’'-]*)\s(?=[A-Z])")
WHOSE_NOUN = re.compile(
    r"^(?P<who>(?:An?|One|Another|His|Her|Their)\s(?:[\w’'-]+\s){0,4}?(?P<noun>[a-z][\w’'-]+))(?:,|\s(?:who|of|from|"
    r"in|at|with|near)\b)"
)
# "The editor of the Gazette, who was fined, was blunter:"
HOLDER = re.compile(
    r"^(?P<who>The\s(?:[\w’'-]+\s){0,3}?(?P<noun>[a-z][\w’'-]+)\s(?:of|at|for)\s[^,:]{2,80}),"
)
RELATIVE_OF = re.compile(
    r"^(?P<who>(?:[A-Z][\w.-]*\s){0,3}[A-Z][\w-]*(?:’s|'s|(?<=s)[’'])\s(?:[\w-]+\s){0,3}?(?P<noun>[a-z][\w-]+))"
    r"(?:,\s(?:an?|the|who)\b|\s(?P<verb>[a-z]+)\b)"
)
# "That was confirmed by a nurse who has left the ward since.": a new face, wherever it stands.
INTRODUCED = re.compile(
    r"\b(?P<who>(?:[Aa]n?|[Oo]ne|[Aa]nother)\s(?:[\w’'-]+\s){0,4}?(?P<noun>[a-z][\w’'-]+)"
    r"(?:\s(?:of|at|from|in|for)\s(?:[\w’'-]+\s){0,4}?[\w’'-]+)?"
    r"\s(?:who|we shall call|whom we call)\s[^,.;:\u0000]{3,70})"
)
# "The second mate, who asked not to be named, told us": a face whose name is kept back.
UNNAMED = re.compile(
    r"^(?P<who>The\s(?:[\w’'-]+\s){0,4}?[a-z][\w’'-]+),\swho(?:se)?\s[^.;:]{0,80}?"
    r"\b(?:named?|identified|identity|anonym\w+)\b"
)
ONE_OF_THEM = re.compile(r"^One\sof\s(?:us|them|the(?:se|m)?\s\w+),\s(?=an?\s)")
HOUSE = re.compile(
    rf"(?:The\s)?{CAPITAL}(?:\s(?:(?:for|of|and|the|on)\s){{0,2}}{CAPITAL}){{0,6}}\s[a-z]+"
)
A_PERSON = re.compile(r"(?:er|or|ist|man|woman|ian|ee|ant|guard|nurse|cook|monk|nun|clerk|child)$")
ALIAS = re.compile(
    r"\b(?:asked to be (?:called|known as|identified (?:only )?as|named as)|g[ai]ves? (?:his|her|"
    r"their) name (?:only )?as|(?:goes|went) by(?: the name)?(?: of)?|calls? "
    r"(?:him|her|them)sel(?:f|ves)|"
    r"(?:we|I)(?:\s(?:shall|will)|’ll|'ll)?\scall|"
    r"(?:identified|introduced) (?:him|her|them)sel(?:f|ves) (?:only )?as)\s(?P<name>[A-Z].*)"
)
PEOPLE = words.ROLES | words.MASCULINE | words.FEMININE
KNOWN_NOUNS = PEOPLE | words.GENERIC_ORGANISATIONS | words.ORGANISATION_WORDS
ANOTHER = frozenset(("another", "one"))
BRACKETS = re.compile(r"\s*\([^()]{0,80}\)")
LINKS = frozenset(("of", "and", "for", "from", "at", "in", "on", "to", "with", "de", "or", "the"))


def is_verb_like(word: str) -> bool:
    """Whether a lowercase word may be a finite verb: "fumed", "recounts", "swore"."""
    if not word.islower() or word in NOT_VERBS:
        return False
    if word in words.SAYING or word in IRREGULAR:
        return True
    ended = word.endswith("ed") or (word.endswith("s") and not word.endswith(("ss", "us", "’s")))
    return len(word) > 3 and ended


def attribution_after(rest: str) -> Speaker | None:
    """Who speaks in what follows a quote's comma: "marvelled Ana Ruiz", "she would say"."""
    rest = rest.split("\u0000", maxsplit=1)[0].strip(" ,")
    inverted = INVERTED.match(rest)
    if inverted and is_verb_like(inverted["verb"]):
        return speaker_in(inverted["who"])
    tokens = rest.split()[:40]
    for index in range(1, min(len(tokens), 25)):
        bare = tokens[index].strip(WORD_EDGES + ".")
        if not is_verb_like(bare):
            continue
        before = " ".join(tokens[:index])
        before = re.sub(r"(?:,?\s(?:then|also|\w+ly|once|often|always|later))+,?$", "", before)
        speaker = speaker_in(before)
        if speaker and speaker.kind != "generic":
            return speaker
        if speaker and is_verb_like(bare) and bare in words.SAYING:
            return speaker
    return None


def named_subject(sentence: str) -> Speaker | None:
    """The person whom a sentence names as its subject, or introduces under another name."""
    if alias := ALIAS.search(sentence):
        run = name_run(tokens := alias["name"].split()[:6])
        name = " ".join(tokens[:run]).strip(EDGES)
        described = WHOSE_NOUN.match(sentence)
        if run and is_person(name):
            return Speaker("person", name, described["who"] if described else None)
    subject = subject_of(sentence, described=True)
    if subject and subject.kind == "generic":
        return Speaker("person", subject.name)  # "she" in the next sentence is "his wife"
    return subject if subject and subject.kind == "person" else None


def introduced(sentence: str) -> Speaker | None:
    """A person described rather than named, with what he or she did: "a nurse who asked …"."""
    if unnamed := UNNAMED.match(sentence):
        return Speaker("person", unnamed["who"])
    for match in INTRODUCED.finditer(sentence):
        noun = match["noun"]
        if noun in words.ROLES or A_PERSON.search(noun):
            return Speaker("person", match["who"].strip())
    return None


def office_subject(sentence: str) -> Speaker | None:
    """ "Your own office toured the yard": an office or a house that does something, by its noun."""
    tokens = ADVERBIAL.sub("", sentence[:400])[:160].split()
    if not tokens or tokens[0].lower() not in DETERMINERS:
        return None
    for index, token in enumerate(tokens[1:-1], start=1):
        known = token in KNOWN_NOUNS
        if known and is_verb_like(tokens[index + 1].strip(WORD_EDGES)):
            return Speaker("generic", " ".join(tokens[: index + 1]))
        if token.endswith((",", ";", ":")) or token in FINITE:
            return None
    return None


def organisation_subject(sentence: str, *, local: bool = False) -> Speaker | None:
    """ "The fund’s manager, Harbour Partners, denied it": an organisation behind its office;
    with `local` any house that does something: "The Harbour Court ruled"."""
    head, _, rest = sentence.partition(", ")
    name = rest.split(",")[0].strip()
    if local and (house := HOUSE.match(sentence)):
        *tokens, verb = house.group().split()
        if is_organisation(" ".join(tokens)) and (is_verb_like(verb) or verb in FINITE):
            return Speaker("organisation", " ".join(tokens).removeprefix("The "))
    named = "," in rest and is_organisation(name) and name_run(name.split()) == len(name.split())
    return Speaker("organisation", name) if named and _is_noun_phrase(head) else None


def subject_of(  # noqa: PLR0912 - one shape of a subject after another
    sentence: str, *, described: bool = False
) -> Speaker | None:
    """The person that a sentence is about; with `described` also "a night guard, who …"."""
    sentence = BRACKETS.sub("", sentence.split("\u0000", maxsplit=1)[0][:600]).strip(' ,“”"‘')
    sentence = LATER.sub("", CONJUNCTION.sub("", sentence))
    for _ in range(2):
        sentence = ADVERBIAL.sub("", sentence)
    sentence = ONE_OF_THEM.sub("", sentence)
    sentence = f"{sentence[:1].upper()}{sentence[1:]}"
    tokens = sentence.split()[:30]
    if not tokens:
        return None
    first = tokens[0].lower().strip(WORD_EDGES)
    if first in ("he", "she", "they"):
        return Speaker("pronoun", first)
    if described and first in ANOTHER and is_verb_like(tokens[1:] and tokens[1] or ""):
        return Speaker("generic", tokens[0])
    head, _, rest = sentence.partition(", ")
    named = leading_name(rest.split(",")[0]) if rest else None
    if named and named == rest.split(",")[0].strip(EDGES) and _is_noun_phrase(head):
        return speaker_in(f"{named}, {head}")
    if rest and _is_noun_phrase(head):
        held = speaker_in(f"{head}, {rest.split(',')[0]}")  # "His wife, Ana, disagrees"
        if held and held.kind == "person" and held.role:
            return held
    if rest and not named and _is_noun_phrase(head):
        told = speaker_in(rest.split(",")[0])  # "Its founder, musicologist Ana Ruiz, does not …"
        if told and told.kind == "person" and told.role:
            return told
    holder = (HOLDER.match(sentence) or RELATIVE_OF.match(sentence)) if described else None
    acts = holder and is_verb_like(holder.groupdict().get("verb") or "said")
    if holder and acts and holder["noun"] in words.ROLES:
        return Speaker("generic", holder["who"])
    if described and (who := WHOSE_NOUN.match(sentence)):
        noun = who["noun"].lower()
        if noun in words.ROLES or A_PERSON.search(noun):
            return Speaker("generic", who["who"])
    if (nouns := NOUNS_BEFORE_NAME.match(sentence)) and nouns["role"].split()[-1] not in LINKS:
        after = sentence[nouns.end() :]
        noun = nouns["role"].split()[-1].lower()
        name = _whole_name(after, least=1 if noun in words.ROLES else 2)
        if name and not is_verb_like(noun):
            return Speaker("person", name, re.sub(r"^[Tt]he\s|^[Aa]n?\s", "", nouns["role"]))
    office = PLAIN_OFFICE.match(sentence)
    noun = office["role"].split()[-1].lower() if office else ""
    named = noun in words.ROLES or (office and A_PERSON.search(noun) and not is_verb_like(noun))
    if named and (name := _whole_name(sentence[office.end() :])):
        return Speaker("person", name, office["role"])
    return _named_subject(tokens)


def _named_subject(tokens: list[str]) -> Speaker | None:
    """A name, perhaps behind an office, before the first word that is no part of it."""
    last = 0
    for index, token in enumerate(tokens):
        bare = token.strip(WORD_EDGES)
        if bare[:1].isupper() or bare.lower() in words.PARTICLES:
            last = index + 1 if bare[:1].isupper() else last
        elif bare.lower() not in words.ROLES:
            break
        if token.endswith((",", ";", ":")):
            break
    phrase = " ".join(tokens[:last]).strip(EDGES)
    speaker = speaker_in(phrase) if phrase else None
    if speaker is None or speaker.kind != "person":
        return None
    certain = speaker.role is not None or is_honoured(speaker.name)
    follows = tokens[last].strip(WORD_EDGES + ".") if last < len(tokens) else ""
    aside = tokens[last - 1].endswith(",") and len(speaker.name.split()) > 1
    if certain or aside or is_verb_like(follows) or follows in ("of", "from"):
        return speaker
    return None


def _whole_name(text: str, *, least: int = 2) -> str | None:
    tokens = text.split()[:8]
    run = name_run(tokens)
    name = " ".join(tokens[:run]).strip(EDGES)
    follows = tokens[run].strip(WORD_EDGES) if run < len(tokens) else ""
    fits = run >= least and is_person(name) and not is_organisation(name)
    return name if fits and (tokens[run - 1].endswith(",") or is_verb_like(follows)) else None


def _is_noun_phrase(head: str) -> bool:
    """ "The head of the union", "Its general counsel": no verb, and not a name itself."""
    tokens = head.split()
    return (
        1 < len(tokens) <= 10
        and tokens[0].lower() in ("the", "a", "an", "his", "her", "their", "its", "our", "one")
        and (tokens[1] == "of" or not is_verb_like(tokens[-1]) or tokens[-1] in words.ROLES)
        and not any(token in ("is", "was", "has", "had", "were", "are") for token in tokens)
    )
