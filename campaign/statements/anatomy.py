"""The parts of a release: header, title, dateline, body, and what follows ENDS.

News reports have fewer parts; a text without any of them is all body.
"""

import re
from dataclasses import dataclass, field, replace

from campaign.statements import words
from campaign.statements.dates import FoundDate, dates_in
from campaign.statements.layout import Block
from campaign.statements.redaction import REMOVED

SOURCE = re.compile(r"(?i)^(?:source|url|link|retrieved from|original):\s+(\S.*)$")
RELEASE_MARK = re.compile(
    r"(?i)^\W*(?:for (?:immediate|urgent) (?:release|use|publication)|not for release before.*|embargo(?:ed)?\b.*|"
    r"(?:joint |public |urgent |open |oral |written )*(?:press|media|news) (?:release|statement|advisory|alert|note|briefing)s?|"
    r"(?:joint |public |urgent |solidarity |position |civil society )*statement|press|news|latest news|"
    r"(?:joint |public )*open letter|for release|immediate release|media|breaking|updated?|exclusive|"
    r"check against delivery|draft|confidential|share|print|tweet|page \d+(?: of \d+)?|\d+ ?/ ?\d+)\W*$"
)
RELEASE_PREFIX = re.compile(
    r"(?i)^(?:for immediate release|(?:joint )?(?:press|media|news) (?:release|statement))\s*(?:[:|–—-]|\()\s*(?P<rest>.*?)\)?$"
)
END_MARK = re.compile(
    r"(?i)^\W{0,6}(?:ends?|end of (?:statement|release|text)|30|ends here|fin)\W{0,6}$|^\s*#(?:\s?#){1,5}\s*$|^\s*-\s?30\s?-\s*$"
)
CONTACT = re.compile(
    r"(?i)^\W*(?:(?:for|to)\b.{0,60}\b(?:information|enquir(?:y|ies)|inquir(?:y|ies)|interviews?|queries|comment)\b.{0,80}|"
    r"(?:media|press|news|general)?\s*(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies))(?: (?:details|person|persons|information|us))?)\s*(?::|$|,? (?:please )?contact)"
)
CONTACT_FIELD = re.compile(
    r"(?i)^\W*(?:tel(?:ephone)?|phone|mobile|mob|cell|fax|e-?mail|signal|whatsapp|website|web|twitter|x|facebook|address|telegram|instagram|bluesky|mastodon)\b\s*(?:[.:]|\()"
)
NOTES = re.compile(
    r"(?i)^\W*(?:notes?(?: (?:to|for) (?:the )?(?:editors?|media|journalists?|press))?|editors?[’'] notes?|background(?: (?:information|notes?|and context))?|footnotes?|references|sources|endnotes?|further (?:information|reading)|additional information|context)\W*$"
)
NOTES_PREFIX = re.compile(
    r"(?i)^\W*(?:notes? (?:to|for) (?:the )?(?:editors?|media|journalists?|press)|editors?[’'] notes?)\b"
)
ABOUT = re.compile(r"(?i)^\W*(?:about (?:us|(?:the )?[A-Z“\"].{1,90}|.{2,60}:))")
SIGNATORIES = re.compile(
    r"(?i)^\W*(?:signator(?:y|ies)|signed(?:,| by| on behalf.*)?|(?:the )?undersigned(?: organi[sz]ations| groups)?|endorsed by|"
    r"endors(?:ing|ement).{0,40}|signing organi[sz]ations|list of (?:signatories|organi[sz]ations|endorse).{0,40}|"
    r"supporting organi[sz]ations|co-?signed(?: by)?|(?:this|the) .{0,60}(?:signed|endorsed|supported) by.{0,60})\s*(?:\(\d+\)|\[\d+\])?\s*:?\W*$"
)
BYLINE = re.compile(r"^(?:By|BY|Reporting by|Written by|Words by|Story by)\s+[A-Z]")
FOOTNOTE_LINE = re.compile(
    r"^\s*(?:\[\d{1,3}\]|\[\^?\d{1,3}\]:?|\d{1,2}\s(?=See\b|Ibid)|[¹²³⁴⁵⁶⁷⁸⁹]+)\s*"
)
DATE_LABEL = re.compile(
    r"(?i)^\W*(?:date|dated|released?(?: on)?|published(?: on)?|issued(?: on)?|posted(?: on)?|embargo(?:ed)?[^:]{0,60}|not for release before|updated?)\b\s*:?\s*"
)
REFERENCE = re.compile(
    r"(?i)^\W*(?:ref(?:erence)?|index(?: number)?|ai index|document|doc|no|number|file|pr|location|place|language|topics?|tags?|categor(?:y|ies)|region|country|theme)\b\.?\s*(?:no\.?)?\s*[:#]"
)
DATELINE = re.compile(
    r"^\(?(?P<place>[^—–:|]{2,80}?)\)?\s*(?:—|–|--|\s-|\|)\s*(?=[\"“‘'A-Z0-9\u0e00-\u109f])"
)
DATELINE_COLON = re.compile(r"^(?P<place>[A-Z][^—–:|]{2,70}?\d{4}\)?)\s*:\s*(?=[\"“‘'A-Z0-9])")
AGENCY = re.compile(
    r"\s*\(?\b(?:AFP|AP|Reuters|REUTERS|DPA|dpa|UPI|Xinhua|Bernama|ANI|PTI|IPS|RFA|BenarNews|Mizzima)\b\)?"
)
LONGEST_TITLE = 240


@dataclass
class Anatomy:
    """The statement's parts. `body` and `tail` are blocks; `signatories` counts a list left out."""

    title: str | None = None
    subtitle: str | None = None
    body: list[Block] = field(default_factory=list)
    tail: list[Block] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    date: FoundDate | None = None
    embargoed: bool = False
    source: str | None = None
    about: str | None = None
    signatories: int = 0


def anatomy_of(blocks: list[Block]) -> Anatomy:
    """Sort blocks into the parts of a release."""
    parts = Anatomy()
    rest = _without_source(blocks, parts)
    rest = _read_header(rest, parts)
    _read_body(rest, parts)
    return parts


def _without_source(blocks: list[Block], parts: Anatomy) -> list[Block]:
    if blocks and (source := SOURCE.match(blocks[0].text)):
        parts.source = source[1]
        return blocks[1:]
    return blocks


def _read_header(blocks: list[Block], parts: Anatomy) -> list[Block]:
    """Consume release marks, dates, contacts, title and subtitle; return what is left."""
    at = 0
    contact_chunk = None
    while at < len(blocks) and at < 40:
        block = blocks[at]
        text = block.text
        if block.kind == "rule" or END_MARK.match(text):
            at += 1
            continue
        if block.kind in ("item", "quote"):
            break
        prefix = RELEASE_PREFIX.match(text)
        if RELEASE_MARK.match(text):
            parts.header.append(text)
            if re.match(r"(?i)^\W*(?:embargo|not for release)", text):
                _take_date(text, parts, embargo=True)
        elif prefix and len(text) < 160:
            parts.header.append(prefix["rest"])
            if not _take_date(prefix["rest"], parts) and prefix["rest"]:
                rest = prefix["rest"]
                if parts.title is None and len(rest.split()) > 4:
                    parts.title = rest
        elif _is_contact(text) or contact_chunk == block.chunk:
            contact_chunk = block.chunk
            parts.contacts.append(text)
        elif _is_date_line(text):
            _take_date(text, parts, embargo=bool(re.match(r"(?i)^\W*(?:embargo|not for)", text)))
        elif BYLINE.match(text) and len(text) < 120 or REFERENCE.match(text):
            parts.header.append(text)
        elif text in (REMOVED,) or re.fullmatch(r"(?:https?://|www\.)\S+", text):
            pass
        elif _is_title(block, blocks[at + 1 :], parts):
            if parts.title is None:
                parts.title = text
            elif parts.subtitle is None:
                parts.subtitle = text
            else:
                parts.header.append(text)
        else:
            break
        at += 1
    _letterhead_is_no_title(parts)
    return blocks[at:]


def _letterhead_is_no_title(parts: Anatomy) -> None:
    """ "Open Harbour" above "Port workers win …": the first line was the letterhead."""
    first, second = parts.title, parts.subtitle
    if not first or not second:
        return
    tokens = first.split()
    named = {t.strip("’',").lower() for t in tokens} & (words.ORGANISATION_WORDS | {"petition"})
    lettered = all(t[0].isupper() or t.lower() in ("of", "for", "the", "and", "de") for t in tokens)
    verbs = {t.lower() for t in tokens} & {
        "must",
        "calls",
        "call",
        "urges",
        "urge",
        "demand",
        "demands",
        "condemns",
        "condemn",
        "should",
        "win",
        "ask",
        "asks",
        "says",
        "say",
        "end",
        "stop",
    }
    if len(tokens) <= 6 and lettered and named and not verbs and len(second.split()) > len(tokens):
        parts.header.insert(0, first)
        parts.title, parts.subtitle = second, None
        if len(parts.header) > 1:
            late = [
                h
                for h in parts.header[1:]
                if len(h.split()) > 6 and not RELEASE_MARK.match(h) and not BYLINE.match(h)
            ]
            parts.subtitle = late[0] if late else None


def _is_title(block: Block, rest: list[Block], parts: Anatomy) -> bool:
    """A short line before the body without a full stop."""
    text = block.text
    if block.kind == "heading":
        return parts.title is None or (
            parts.subtitle is None and block.level <= 2 and _body_follows(rest)
        )
    if (
        len(text) > LONGEST_TITLE
        or text.endswith((".", ":", ";", ",", "။"))
        or re.match(r"(?i)dear\b", text)
    ):
        return False
    if DATELINE.match(text) and is_dateline(DATELINE.match(text)["place"]):
        return False
    if text[-1] in "”\"’'" and text[-2:-1] in ".,!?" or text[0] in '“"' and "” said" in text:
        return False
    if re.search(r"[.!?][”\"]?\s+[A-Z“\"]", text) and len(text) > 120 or not _body_follows(rest):
        return False
    if parts.title is not None and len(text.split()) < 3:
        return False
    return len(text.split()) <= 36


def _body_follows(rest: list[Block]) -> bool:
    return any(len(block.text) > 80 or block.text.endswith((".", "။", ":")) for block in rest)


def _read_body(blocks: list[Block], parts: Anatomy) -> None:
    """Split what is left into body and tail, dropping contacts, signatures and page furniture."""
    section = "body"
    skip_chunk = None
    for block in blocks:
        text = block.text
        short = len(text) < 140
        if short and END_MARK.match(text):
            section = "tail" if section in ("body", "contact") else section
            skip_chunk = None
        elif block.kind == "rule":
            section = "tail" if section in ("signatories", "contact") else section
        elif short and NOTES.match(text) or NOTES_PREFIX.match(text):
            section = "tail"
            parts.tail.append(block if short else replace(block, kind="text"))
        elif short and SIGNATORIES.match(text):
            section = "signatories"
        elif _is_contact(text):
            section = "contact"
            skip_chunk = block.chunk
            parts.contacts.append(text)
        elif ABOUT.match(text) and (
            section != "body" or (block.kind == "heading" or text.endswith(":") or ":" in text[:80])
        ):
            section = "about"
            parts.about = parts.about or text
            parts.tail.append(block)
        elif section == "contact":
            prose = len(text) > 160 or (
                block.chunk != skip_chunk and re.search(r"[a-z]{3,}[.”]$", text) and len(text) > 80
            )
            if block.kind == "heading" or (prose and REMOVED not in text):
                section = "tail" if parts.body else "body"
                (parts.tail if section == "tail" else parts.body).append(block)
            else:
                parts.contacts.append(text)
        elif section == "signatories":
            if block.kind == "heading" or len(text) > 220:
                section = "tail"
                parts.tail.append(block)
            else:
                parts.signatories += 1
        elif CONTACT_FIELD.match(text) and short:
            parts.contacts.append(text)
        elif section in ("tail", "about"):
            parts.tail.append(block)
        elif (
            FOOTNOTE_LINE.match(text)
            and parts.body
            and not parts.body[-1].text.endswith(":")
            and block.kind == "text"
        ):
            parts.tail.append(replace(block, text=FOOTNOTE_LINE.sub("", text)))
        elif short and (RELEASE_MARK.match(text) or (BYLINE.match(text) and len(text) < 80)):
            parts.header.append(text)
        elif short and _is_date_line(text):
            _take_date(text, parts)
        else:
            parts.body.append(block)
    if parts.body and parts.body[0].kind in ("text", "heading"):
        parts.body[0] = replace(parts.body[0], text=_without_dateline(parts.body[0].text, parts))


def _is_contact(text: str) -> bool:
    if CONTACT.match(text) and len(text) < 400:
        return True
    return bool(REMOVED in text and len(text) < 140 and CONTACT_FIELD.match(text)) or (
        REMOVED in text and len(text.replace(REMOVED, "").split()) < 8
    )


def _is_date_line(text: str) -> bool:
    """A line that holds a date and at most a place."""
    if len(text) > 110:
        return False
    bare = DATE_LABEL.sub("", text)
    dates = dates_in(bare, bare_years=False)
    if not dates:
        return False
    rest = bare[: dates[0].start] + bare[dates[-1].end :]
    rest = re.sub(
        r"(?i)\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?[ap]\.?m\b|\b(?:gmt|utc|local time|hrs?|est|edt|at|for immediate release)\b",
        "",
        rest,
    )
    tokens = re.findall(r"[^\W\d_]+", rest)
    return len(tokens) <= 6 and all(t[0].isupper() or not t.isascii() or len(t) < 4 for t in tokens)


def _take_date(text: str, parts: Anatomy, *, embargo: bool = False) -> bool:
    dates = dates_in(text, bare_years=False)
    if dates and (parts.date is None or (parts.embargoed and not embargo)):
        parts.date, parts.embargoed = dates[-1] if embargo else dates[0], embargo
    return bool(dates)


def is_dateline(place: str) -> bool:
    """ "PORT ALTO, Meridia", "(Bangkok, 5 May 2026)", "GENEVA (3 May 2026)": place, perhaps date."""
    place = AGENCY.sub("", place)
    for date in reversed(dates_in(place, bare_years=False)):
        place = place[: date.start] + " " + place[date.end :]
    place = re.sub(r"(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", "", place)
    tokens = re.findall(r"[^\W\d_][\w.’'-]*", place)
    if not tokens:
        return True
    small = ("de", "of", "la", "el", "and", "the", "da", "do", "dos", "al")
    capital = all(t[0].isupper() or t.lower() in small or not t.isascii() for t in tokens)
    return (
        capital
        and len(tokens) <= 9
        and tokens[0].lower()
        not in ("we", "the", "i", "this", "it", "our", "these", "in", "on", "but")
    )


def _without_dateline(text: str, parts: Anatomy) -> str:
    for pattern in (DATELINE, DATELINE_COLON):
        match = pattern.match(text[:200])
        if not match or not is_dateline(match["place"]):
            continue
        place = match["place"]
        dated = dates_in(place, bare_years=False)
        shouted = re.match(r"[A-Z][A-Z.’' -]+\b", place)
        if not dated and not shouted and "," not in place and len(place.split()) > 3:
            continue
        if (
            not dated
            and not shouted
            and not AGENCY.search(place)
            and re.match(r"\s*[–—]", text[match.end("place") :])
        ):
            following = text[match.end() :][:1]
            if not following.isupper() and following not in "“\"‘'" and not following.isdigit():
                continue
        _take_date(place, parts)
        parts.header.append(place)
        return text[match.end() :].strip()
    return text
