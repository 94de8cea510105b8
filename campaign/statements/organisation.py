"""Which organisation a statement speaks for, only ever in words that stand in it."""

import re
from collections import Counter

from campaign.statements import words
from campaign.statements.anatomy import Anatomy
from campaign.statements.attribution import reporting_speaker
from campaign.statements.dates import dates_in
from campaign.statements.furniture import RELEASE_MARK
from campaign.statements.names import is_honoured, is_organisation, is_person, name_run
from campaign.statements.naming import NAME
from campaign.statements.redaction import REMOVED
from campaign.statements.sentences import sentences

# Whom statements speak to and not for, and what is no organisation whatever its words.
AUTHORITIES = words.listed(
    """government ministry junta police military minister mission senate parliament parliamentary
    authority court tribunal embassy army regime rapporteur department commissioner prosecutor
    attorney bill act covenant convention treaty mp mps president"""
)
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
DOCUMENT = r"(?:[\w-]+ )?(?:statement|report|letter|release|communiqu[ée])\b"
LEDE_VERB = re.compile(
    r"\b(?:today|yesterday|has|have|is|are|said|says|called|calls|urged|urges|condemned|condemns|"
    r"welcomed|welcomes|"
    r"demanded|demands|launched|released|published|warned|warns|expressed|expresses|delivered|"
    r"announced|will|on|this)\b"
)
# What a statement says of itself in the present: news reports tell it in the past.
OF_ITSELF = re.compile(
    r"\s(?:(?:also|strongly|therefore|further|firmly|again)\s)?(?:calls? (?:on|upon|for)|urges?|"
    r"condemns?|welcomes?|demands?|believes?|supports?|understands?|rejects?|opposes?|recommends?|"
    r"stands?|remains?|hopes?|asks?|insists?|reiterates?|joins?|thanks|deplores?|mourns?|"
    r"(?:is|are) (?:\w+ly )?(?:\w{2,}ing (?:on|upon|for|with|to|citizens|the|all)|concerned|"
    r"appalled|alarmed|outraged|shocked|saddened|dismayed|disappointed|pleased|proud))\b"
)
WE_ARE = re.compile(
    r"\b[Ww]e(?:,\s(?:the\s)?|\s(?:at|from|in)\s(?:the\s)?)(?P<who>[A-Z][^,.;:()]{3,90}?)"
    r"(?:\s\([A-Z][\w-]{1,12}\))?(?=,|\s[a-z]{4,}\s|\s(?:are|have|do|ask|say)\s)"
)
OFFICE = (
    r"(?:[Ss]pokes(?:person|man|woman|people)|[Dd]irector|(?:[Vv]ice[- ])?[Cc]hair(?:man|woman|"
    r"person)?|[Cc]o-?ordinator|[Pp]resident|[Ss]ecretary|[Cc]ampaigner|[Ff]ounder|[Cc]onvenor|"
    r"[Cc]onvener|[Oo]rgani[sz]er|[Tt]reasurer|[Tt]rustee|[Ll]ead|[Ll]eader|[Hh]ead)"
)
SPEAKS_FOR = (
    re.compile(
        rf"\b{NAME}(?:’s|'s)?\s(?:(?!(?:as|the|an?|is|was|are|and|to|has|of|in|for|on|by)\b)"
        rf"[\w-]+\s){{0,2}}?{OFFICE}\b"
    ),
    re.compile(rf"\b{OFFICE},?\s(?:of|at|for|with)\s(?:the\s)?{NAME}"),
)
OTHERS = re.compile(r"(?i)\b(?:others|more|further|organi[sz]ations|groups|signatories)\b")
BEHALF = re.compile(
    r"(?:^[Ff]or|(?:^|\s)(?:for the|[Oo]n behalf of|[Ii]n the name of))\s(?:the\s)?(?P<who>.+)$"
)
# An organisation's name ends at these; what follows is its address, a place or another name.
NAME_ENDS = re.compile(r"\s+(?:[—–|/·•]|-{1,2})\s+|\s*\(.*")
LOWER_LINKS = ("of", "for", "and", "the", "on", "in", "de", "to", "against", "without", "&")


def organisation_of(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """The statement's organisation as the text writes it, or None."""
    for find in FINDERS:
        if name := find(parts, paragraphs):
            return _usual_spelling(_in_full(name, paragraphs), paragraphs)
    return None


def _from_header(parts: Anatomy, paragraphs: list[str]) -> str | None:
    text = "\n".join(paragraphs)
    head = parts.letterhead or ""
    if not RELEASE_MARK.match(head) and (name := _letterhead(head, text)):
        return name
    for line in parts.header:
        if match := ISSUED_BY.search(line):
            name = _letterhead((match["who"] or match["label"]).strip(), text)
            if name:
                return name
        if 1 < len(line.split()) <= 7 and is_organisation(line) and not line.isupper():
            run = leading_organisation(line)
            if run and len(run) >= 0.8 * len(line) and _telling(run):
                return run
    return None


def _letterhead(line: str, text: str) -> str | None:
    """The name in a letterhead: "Press Office, Weavers’ Guild — Port Alto" is the guild's."""
    name, *others = NAME_ENDS.split(line.replace(REMOVED, "").strip(" ,;:|–—-"))
    office, _, rest = name.partition(", ")
    if rest and _is_generic(office):
        name = rest
    if (
        is_organisation(name)
        and not _is_generic(name)
        and (_telling(name) or name.lower() in text.lower())
    ):
        return name
    telling = next((other for other in others if _telling(other)), None)
    if telling or not name or is_person(name) and len(name.split()) < 4 and name not in text:
        return telling
    known = re.search(rf"(?i)\b{re.escape(name)}\b", text) or len(name.split()) > 1
    return name if known and not (_is_generic(name) or is_organisation(name)) else None


def _telling(name: str) -> bool:
    """Whether words say that it is an organisation, and not capitals alone."""
    return bool(words.ORGANISATION_WORDS.intersection(name.lower().split())) or (
        len(name.split()) == 1 and is_organisation(name)
    )


def _is_generic(name: str) -> bool:
    """ "League", "Interior Ministry’s Press Office": no name of its own."""
    plain = {token.strip("’',.").lower() for token in name.split()} - {"the", "of", "and", "&"}
    return plain <= (words.ORGANISATION_WORDS | words.GENERIC_ORGANISATIONS | {"public", "members"})


def _from_about(parts: Anatomy, paragraphs: list[str]) -> str | None:
    match = ABOUT_WHOM.match(parts.about or "")
    known = match and match["who"].lower() not in ("us", "this", "the petition")
    return NAME_ENDS.split(match["who"])[0].strip() if known else None


def _from_publisher(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """The site that a page's title names, where the text names it too."""
    site = parts.publisher
    return site if site and re.search(rf"\b{re.escape(site)}\b", "\n".join(paragraphs)) else None


def _from_source(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """A name in the text whose letters are the address: openharbour.org is "Open Harbour"."""
    domain = re.search(r"https?://(?:www\.)?([\w-]+)\.", parts.source or "")
    wanted = domain[1].lower().replace("-", "") if domain else None
    for name, _ in _organisation_names(paragraphs).most_common(60):
        if re.sub(r"\W", "", name.lower()).removeprefix("the") == wanted:
            return name
    return None


def _from_contacts(parts: Anatomy, paragraphs: list[str]) -> str | None:
    found: dict[str, None] = {}
    for line in parts.contacts:
        for piece in map(str.strip, re.split(r"[,|;•/]|\s[–—-]\s|:\s", line)):
            named = 1 < len(piece.split()) <= 8 and leading_organisation(piece) == piece
            if named and piece in " ".join(paragraphs):
                found[piece] = None
    return next(iter(found)) if len(found) == 1 else None


def _from_lede(parts: Anatomy, paragraphs: list[str]) -> str | None:
    for paragraph in paragraphs[:2]:
        first = (sentences(paragraph) or [""])[0]
        if (announced := ANNOUNCED_BY.search(first)) and _is_house(announced["who"]):
            return announced["who"]
        speaker = reporting_speaker(first)
        if speaker and _is_house(speaker.name):
            if speaker.kind == "organisation":
                return speaker.name
            if speaker.role is None and _recurring_name(speaker.name, paragraphs):
                return speaker.name
        name = leading_organisation(first) or _recurring_name(first, paragraphs)
        ahead = first.removeprefix("The ")[len(name or "") :].lstrip(" ,")
        if name and _is_house(name) and LEDE_VERB.match(ahead):
            return name
    return None


def _from_first_person(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """ "We, the Guild of Weavers," and "we at Open Harbour" name themselves."""
    for paragraph in paragraphs[:80]:
        for match in WE_ARE.finditer(paragraph):
            name = match["who"]
            if _is_name(name) and _is_house(name) and is_organisation(name):
                return name
    return None


def _from_signature(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """The one organisation below a letter: "for the Guild of Weavers", "Friends of the Weir"."""
    signed: list[str] = []
    for line in parts.names:
        first = next(iter(dates_in(line, bare_years=False)), None)
        name = (line[: first.start] if first else line).strip(" ,.;–—-").removeprefix("The ")
        if behalf := BEHALF.search(name):
            name = behalf["who"]
        if _is_name(name) and _telling(name) and _is_house(name) and ", " not in name:
            signed.append(name)
        elif signed and name and (OTHERS.search(name) or _is_name(name)):
            return None
    return signed[0] if len(signed) == 1 else None


def _from_acts(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """Who "is appalled", "urges" and "believes" in the text's own present."""
    acting: Counter[str] = Counter()
    for paragraph in paragraphs[:80]:
        for sentence in sentences(paragraph[:20_000]):
            for clause in (sentence, *re.split(r",\s(?=[A-Z])", sentence)[1:2]):
                name = _name_before(clause.removeprefix("The "), OF_ITSELF)
                if name and _is_house(name):
                    acting[name] += 1
    name = _clearly_first(acting)
    return name if name and (acting[name] > 1 or "\n".join(paragraphs).count(name) > 1) else None


def _name_before(clause: str, verb: re.Pattern) -> str | None:
    tokens = clause.split()[:12]
    run = name_run(tokens)
    name = " ".join(tokens[:run])
    long = run > 1 and (is_organisation(name) or not is_person(name))
    alone = run == 1 and name.isupper() and is_organisation(name)
    return name if (long or alone) and verb.match(clause[len(name) :]) else None


def _from_spokespeople(parts: Anatomy, paragraphs: list[str]) -> str | None:
    """The organisation whose officers are the only ones to speak in the text."""
    speaking: Counter[str] = Counter()
    for paragraph in paragraphs[:80]:
        for pattern in SPEAKS_FOR:
            for match in pattern.finditer(paragraph[:20_000]):
                name = re.sub(r"(?:’s|'s)$", "", match["name"])
                if _is_house(name):
                    speaking[name] += 1
    names = [name for name in speaking if is_organisation(name) or speaking[name] > 1]
    return names[0] if len(names) == len(speaking) == 1 else None


def _clearly_first(counted: Counter[str]) -> str | None:
    (name, most), *others = counted.most_common(2) or [("", 0)]
    return name if name and (not others or most > others[0][1]) else None


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
            if speaker and speaker.kind == "organisation" and _is_house(speaker.name):
                spoken[speaker.name] += 1
    name = _clearly_first(spoken)
    if not name:
        return None
    text = "\n".join(paragraphs)
    stated = re.search(rf"{re.escape(name)}\b[^.]{{0,40}}\bin an? {DOCUMENT}", text)
    alone = len(spoken) == 1 and (stated or SPEAKS_AS_ONE.search(text) or text.count(name) > 2)
    return name if spoken[name] > 1 or alone else None


FINDERS = (
    _from_header,
    _from_about,
    _from_publisher,
    _from_source,
    _from_contacts,
    _from_first_person,
    _from_signature,
    _from_lede,
    _from_acts,
    _from_spokespeople,
    _from_speech,
)


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


def _is_house(name: str) -> bool:
    """Whether a statement may speak for it: no authority, no person, no name of a kind alone."""
    tokens = name.split()
    honoured = is_honoured(name) and tokens[1].lower() not in LOWER_LINKS  # "Justice for All"
    return bool(tokens) and not (_is_authority(name) or honoured or _is_generic(name))


def _is_name(text: str) -> bool:
    tokens = text.split()
    capital = all(token[0].isupper() or token.lower() in LOWER_LINKS for token in tokens)
    return bool(tokens) and capital and len(tokens) < 13 and tokens[0][0].isupper()


def _is_authority(name: str) -> bool:
    tokens = [token.strip("’',.").lower() for token in name.split()]
    return bool(AUTHORITIES.intersection(tokens)) or tokens[-1:] in (["states"], ["nations"])


def _in_full(name: str, paragraphs: list[str]) -> str:
    """ "Guild of Weavers" for "GOW" where the text says "the Guild of Weavers (GOW)"."""
    if not (name.isupper() and len(name.split()) == 1):
        return name
    for paragraph in paragraphs[:200]:
        at = paragraph.find(f"({name})")
        tokens = paragraph[max(0, at - 120) : max(0, at)].split()
        for run in range(min(len(tokens), 10), 1, -1):
            full = " ".join(tokens[-run:])
            if _is_name(full) and full[0].upper() == name[0].upper() and name_run(tokens[-run:]):
                return full
    return name


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
    tokens = organisation.split()
    for cut in range(2, len(tokens)):  # "Weavers’ Guild" of "Weavers’ Guild of Port Alto"
        short = re.escape(" ".join(tokens[:cut]))
        if tokens[cut - 1].lower() not in LOWER_LINKS and re.search(
            rf"\b{short}\b(?!\s{re.escape(tokens[cut])})", text
        ):
            names.add(" ".join(tokens[:cut]).lower())
    if bracket:
        names.add(bracket[1].lower())
    initials = "".join(t[0] for t in organisation.split() if t[0].isupper()).lower()
    if len(initials) > 2 and re.search(rf"\b{initials.upper()}\b", text):
        names.add(initials)
    return frozenset(names)
