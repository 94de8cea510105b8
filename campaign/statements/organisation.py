"""Which organisation a statement speaks for, only ever in words that stand in it."""

import re
from collections import Counter

from campaign.statements import words
from campaign.statements.anatomy import Anatomy
from campaign.statements.attribution import reporting_speaker
from campaign.statements.furniture import RELEASE_MARK
from campaign.statements.names import is_organisation, name_run
from campaign.statements.sentences import sentences

ABOUT_WHOM = re.compile(
    r"(?i)^\W*about\s+(?:the\s+)?(?P<who>[^:.\n]{2,90}?)\s*(?::.*|[.?]?)$", re.S
)
ISSUED_BY = re.compile(
    r"(?i)\b(?:(?:press|media|news) (?:release|statement)|statement|issued|released|published|"
    r"open letter)"
    r"\s+(?:by|from|of)\s+(?:the\s+)?(?P<who>[A-Z][^,.;:\n()]{2,80})|^\s*(?:organi[sz]ation|from|"
    r"issued by):\s*(?P<label>[^\n]{2,90})$"
)
ANNOUNCED_BY = re.compile(
    r",\s+the\s+(?P<who>[A-Z][^,()]{3,80}?)(?:\s+\([A-Z][A-Za-z]{1,9}\))?\s+"
    r"(?:announced|said|says|warned|revealed|reported)(?:\s+(?:today|yesterday|on \w+day))?\.?$"
)
SPEAKS_AS_ONE = re.compile(
    r"\b[Tt]he (?:organi[sz]ation|group|network|statement|union|coalition) "
    r"(?:said|says|read|added)\b"
)
LEDE_VERB = re.compile(
    r"\b(?:today|yesterday|has|have|is|are|said|says|called|calls|urged|urges|condemned|condemns|"
    r"welcomed|welcomes|"
    r"demanded|demands|launched|released|published|warned|warns|expressed|expresses|delivered|"
    r"announced|will|on|this)\b"
)
LOWER_LINKS = ("of", "for", "and", "the", "on", "in", "de", "to", "against", "without", "&")


def organisation_of(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """The statement's organisation as the text writes it, or None."""
    for find in (_from_header, _from_about, _from_source, _from_contacts, _from_lede, _from_speech):
        if name := find(parts, paragraphs):
            return _usual_spelling(name, paragraphs)
    return None


def _from_header(parts: Anatomy, paragraphs: list[str]) -> str | None:
    if parts.letterhead and not RELEASE_MARK.match(parts.letterhead):
        return parts.letterhead
    for line in parts.header:
        if match := ISSUED_BY.search(line):
            return (match["who"] or match["label"]).strip()
        if 1 < len(line.split()) <= 7 and is_organisation(line) and not line.isupper():
            run = leading_organisation(line)
            if run and len(run) >= 0.8 * len(line):
                return run
    return None


def _from_about(parts: Anatomy, paragraphs: list[str]) -> str | None:
    match = ABOUT_WHOM.match(parts.about or "")
    if not match or match["who"].lower() in ("us", "this", "the petition"):
        return None
    return match["who"].strip()


def _from_source(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """A name in the text whose letters are the address: openharbour.org is "Open Harbour"."""
    domain = re.search(r"https?://(?:www\.)?([\w-]+)\.", parts.source or "")
    if not domain:
        return None
    wanted = domain[1].lower().replace("-", "")
    for name, _ in _organisation_names(paragraphs).most_common(60):
        if re.sub(r"\W", "", name.lower()).removeprefix("the") == wanted:
            return name
    return None


def _from_contacts(parts: Anatomy, paragraphs: list[str]) -> str | None:
    for line in parts.contacts:
        for piece in map(str.strip, re.split(r"[,|;•/]|\s[–—-]\s|:\s", line)):
            named = 1 < len(piece.split()) <= 8 and leading_organisation(piece) == piece
            if named and piece in " ".join(paragraphs):
                return piece
    return None


def _from_lede(parts: Anatomy, paragraphs: list[str]) -> str | None:
    for paragraph in paragraphs[:2]:
        first = (sentences(paragraph) or [""])[0]
        if announced := ANNOUNCED_BY.search(first):
            return announced["who"]
        speaker = reporting_speaker(first)
        if speaker and speaker.kind == "organisation":
            return speaker.name
        if speaker and speaker.role is None and _recurring_name(speaker.name, paragraphs):
            return speaker.name
        name = leading_organisation(first) or _recurring_name(first, paragraphs)
        if name and LEDE_VERB.match(first.removeprefix("The ")[len(name) :].lstrip(" ,")):
            return name
    return None


def _recurring_name(sentence: str, paragraphs: list[str]) -> str | None:
    """A name without any telling word ("Open Harbour") that others belong to: "of Open Harbour"."""
    tokens = sentence.removeprefix("The ").split()[:8]
    run = name_run(tokens)
    name = " ".join(tokens[:run]).strip(" ,;:.")
    if not name or name.lower() in words.NOT_NAMES or re.search(r"(?:’s|'s)$", name):
        return None
    later = " ".join(paragraphs)[len(sentence) :]
    written = re.escape(name)
    belongs = rf"\b(?:of|at|from|with|by|for)\s(?:the\s)?{written}\b|{written}(?:’s|'s|’|')\s\w"
    return name if re.search(belongs, later) or SPEAKS_AS_ONE.search(later) else None


def _from_speech(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """The organisation that the text lets speak most often."""
    spoken: Counter[str] = Counter()
    for paragraph in paragraphs[:80]:
        for sentence in sentences(paragraph[:20_000]):
            speaker = reporting_speaker(sentence) if len(sentence) < 1200 else None
            if speaker and speaker.kind == "organisation":
                spoken[speaker.name] += 1
    return spoken.most_common(1)[0][0] if spoken else None


def leading_organisation(text: str) -> str | None:
    """The organisation's name that a sentence opens with."""
    tokens = text.removeprefix("The ").split()[:14]
    end = 0
    for index, token in enumerate(tokens):
        bare = token.strip('“”"(),.;:')
        if bare[:1].isupper() or (bare[:1].isdigit() and index):
            end = index + 1
            if token.endswith((",", ";", ":")) or bare.endswith(("’s", "'s")):
                break
        elif bare.lower() not in LOWER_LINKS or not index:
            break
    name = " ".join(tokens[:end]).strip(" ,;:.")
    if not name or re.search(r"(?:’s|'s)$", name):
        return None
    first = name.split()[0].lower()
    if first in words.NOT_NAMES and first not in ("all", "no", "both"):
        return None
    return name if is_organisation(name) and not _is_authority(name) else None


def _is_authority(name: str) -> bool:
    return bool(
        {t.lower() for t in name.split()}
        & {"government", "ministry", "junta", "police", "military", "minister"}
    )


def _organisation_names(paragraphs: list[str]) -> Counter[str]:
    names: Counter[str] = Counter()
    for paragraph in paragraphs[:200]:
        tokens = paragraph[:20_000].split()
        at = 0
        while at < len(tokens):
            run = name_run(tokens[at : at + 8])
            if run:
                name = " ".join(tokens[at : at + run]).strip(" ,;:.“”\"’'")
                if run > 1 or is_organisation(name):
                    names[name] += 1
            at += max(run, 1)
    return names


def _usual_spelling(name: str, paragraphs: list[str]) -> str:
    """The most frequent spelling: "Justice For Myanmar" over one "Justice for Myanmar"."""
    text = "\n".join(paragraphs)
    spellings = Counter(re.findall(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", text))
    spellings = Counter({s: n for s, n in spellings.items() if not s.isupper() or name.isupper()})
    return spellings.most_common(1)[0][0] if spellings else name


def own_names(organisation: str | None, paragraphs: list[str]) -> frozenset[str]:
    """Lowercased names the statement's voice goes by: its name, its acronym in brackets."""
    if not organisation:
        return frozenset()
    names = {organisation.lower(), re.sub(r"\s*\(.*", "", organisation).lower()}
    names |= {
        acronym.lower() for acronym in re.findall(r"\(([A-Z][A-Za-z-]{1,12})\)", organisation)
    }
    names |= {
        f"the {t.lower()}"
        for t in organisation.split()
        if t[0].isupper() and (len(t) > 5 or t.lower() in words.ORGANISATION_WORDS)
    }
    text = "\n".join(paragraphs)
    bracket = re.search(rf"{re.escape(organisation)}\s*\(([A-Z][A-Za-z-]{{1,12}})\)", text)
    if bracket:
        names.add(bracket[1].lower())
    initials = "".join(t[0] for t in organisation.split() if t[0].isupper()).lower()
    if len(initials) > 2 and re.search(rf"\b{initials.upper()}\b", text):
        names.add(initials)
    return frozenset(names)
