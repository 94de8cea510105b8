"""The parts of a release: header, title, dateline, body, and what follows ENDS.

News reports have fewer parts; a text without any of them is all body.
"""

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from campaign.statements import words
from campaign.statements.dates import FoundDate, dates_in, settled
from campaign.statements.furniture import (
    ABOUT,
    AGENCY,
    BYLINE,
    CONTACT_FIELD,
    DATELINE,
    DATELINE_BRACKET,
    DATELINE_COLON,
    DATELINE_DAY,
    DATELINE_STOP,
    END_MARK,
    FOOTNOTE_LINE,
    NOTES,
    NOTES_PREFIX,
    PAGE_END,
    RELEASE_MARK,
    SIGNATORIES,
    SOURCE,
    VALEDICTION,
    is_contact,
    is_date_line,
    is_dateline,
    is_page_line,
)
from campaign.statements.header import header_of
from campaign.statements.layout import Block
from campaign.statements.redaction import REMOVED

# "The letter, signed by nine unions, reads:" below the contacts: the statement itself follows.
LETTER_BELOW = re.compile(
    r"(?i)\b(?:letter|statement|declaration|resolution|appeal|petition|text)\b[^.:]{0,120}\b"
    r"(?:reads?|follows|says|in full|below)\b[^.:]{0,20}:$"
)
MAIL_SIGNATURE = "--"
# What tells a section of the text itself from notes: it asks, or lets somebody speak.
SPEAKS = re.compile(
    r"[“«„]|(?<!\S)\"\w|(?i:\b(?:calls?(?:ed|ing)? (?:on|upon|for)|urg(?:es?|ed|ing)|demand\w*|"
    r"recommend\w*|appeals? (?:to|for)|must|should)\b)"
)
ISSUED = re.compile(
    r"(?i)^(?:issued|released|published|adopted|agreed|signed|done|dated|given)\b(?!.*\b(?:was|were)\b)"
)
LATER_THAN_WRITTEN = dt.timedelta(days=2)
SENTENCE_END = re.compile(r"[.!?:;။…][”\"’')»\]]*$|[”\"»]$")


@dataclass
class Anatomy:
    """The statement's parts. `body` and `tail` are blocks; `signatories` counts a list left out.

    `names` are the lines of a letter below its last word.
    """

    title: str | None = None
    subtitle: str | None = None
    letterhead: str | None = None
    body: list[Block] = field(default_factory=list)
    tail: list[Block] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    date: FoundDate | None = None
    dateline: str | None = None
    embargoed: bool = False
    source: str | None = None
    publisher: str | None = None
    about: str | None = None
    signatories: int = 0


def anatomy_of(blocks: list[Block]) -> Anatomy:
    """Sort blocks into the parts of a release."""
    parts = Anatomy()
    rest = _without_source(blocks, parts)
    header = header_of(rest)
    parts.title, parts.subtitle = header.title, header.subtitle
    parts.letterhead = header.letterhead
    parts.header, parts.contacts = header.lines, header.contacts
    parts.date, parts.embargoed = header.date, header.embargoed
    _read_body(header.rest, parts)
    if parts.date and parts.date.why == "ambiguous":
        others = [date for block in rest for date in dates_in(block.text, bare_years=False)]
        parts.date = settled(parts.date, others)
    return parts


def _without_source(blocks: list[Block], parts: Anatomy) -> list[Block]:
    if blocks and (source := SOURCE.match(blocks[0].text)):
        parts.source = source[1]
        return blocks[1:]
    return blocks


def _read_body(blocks: list[Block], parts: Anatomy) -> None:  # noqa: PLR0912, PLR0915 - a table
    """Split what is left into body and tail, dropping contacts, signatures and page furniture."""
    section = "body"
    skip_chunk = None
    resumes = _last_section(blocks)
    for at, block in enumerate(blocks):
        text = block.text
        short = len(text) < 140
        if text == MAIL_SIGNATURE or (PAGE_END.match(text) and not _goes_on(blocks, at)):
            section = "page" if parts.body else section
        elif section == "page":
            parts.header.append(text)
        elif is_page_line(text):
            pass
        elif section == "body" and parts.body and _is_valediction(blocks, at):
            section = "names"
        elif section == "names":
            if _is_prose(text):
                section = "tail"
                parts.tail.append(block)
            else:
                parts.names.append(text)
        elif short and END_MARK.match(text):
            section = "tail" if section in ("body", "contact") else section
            skip_chunk = None
        elif block.kind == "rule":
            section = "tail" if section in ("signatories", "contact") else section
        elif section == "body" and at < resumes and (NOTES.match(text) or ABOUT.match(text)):
            parts.body.append(replace(block, kind="heading") if short else block)
        elif short and NOTES.match(text) or NOTES_PREFIX.match(text):
            section = "tail"
            parts.tail.append(block if short else replace(block, kind="text"))
        elif short and SIGNATORIES.match(text) and not LETTER_BELOW.search(text):
            section = "signatories"
        elif is_contact(text):
            section = "contact"
            skip_chunk = block.chunk
            parts.contacts.append(text)
        elif ABOUT.match(text) and (
            section != "body" or (block.kind == "heading" or text.endswith(":") or ":" in text[:80])
        ):
            section = "about"
            parts.about = parts.about or text
            parts.tail.append(block)
        elif section == "contact" and LETTER_BELOW.search(text):
            section = "body"
            parts.body.append(block)
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
        elif short and is_date_line(text):
            _take_date(text, parts)
        else:
            parts.body.append(block)
    _take_signature(parts)
    _take_closing_date(parts)
    if parts.body and parts.body[0].kind in ("text", "heading"):
        parts.body[0] = replace(parts.body[0], text=_without_dateline(parts.body[0].text, parts))


def _goes_on(blocks: list[Block], at: int) -> bool:
    """Whether prose of the statement follows: "Topics" is a heading then."""
    return any(_is_prose(block.text) for block in blocks[at + 1 :])


def _last_section(blocks: list[Block]) -> int:
    """Where the last section that asks or quotes has its heading; "Background" may come before."""
    last = heading = -1
    for at, block in enumerate(blocks):
        text = block.text
        if END_MARK.match(text) or is_contact(text) or SIGNATORIES.match(text):
            break
        if NOTES.match(text) or NOTES_PREFIX.match(text) or ABOUT.match(text):
            heading = -1
        elif _is_heading(blocks, at):
            heading = at
        elif heading >= 0 and SPEAKS.search(text):
            last = heading
    return last


def _is_heading(blocks: list[Block], at: int) -> bool:
    """A heading, or a short line without a stop that stands alone above prose or a list."""
    block, below = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
    if block.kind == "heading" or below is None:
        return block.kind == "heading"
    if block.kind != "text" or len(block.text.split()) > 9 or SENTENCE_END.search(block.text):
        return False
    alone = not at or blocks[at - 1].chunk != block.chunk
    return alone and (below.kind == "item" or _is_prose(below.text) or len(below.text) < 60)


def _is_prose(text: str) -> bool:
    return len(text) > 60 and bool(re.search(r"[a-z]{2,}[.!?][”\"’')]*$", text))


def _is_valediction(blocks: list[Block], at: int) -> bool:
    """A short line with a comma ("Yours, with a heavy heart,") above a name, at a letter's end."""
    line, below = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
    if line.kind != "text" or below is None or below.kind != "text":
        return False
    named = not SENTENCE_END.search(below.text) and len(below.text.split()) <= 12
    ending = VALEDICTION.match(line.text)
    return bool(named and ending and (ending["comma"] or line.chunk != below.chunk))


def _take_signature(parts: Anatomy) -> None:
    """The name, office and day below the last paragraph of a letter or a resolution."""
    while len(parts.body) > 1:
        last = parts.body[-1]
        ended = SENTENCE_END.search(last.text) or last.kind != "text"
        if ended or len(last.text.split()) > 9 or parts.body[-2].text.endswith(":"):
            break
        parts.names.insert(0, parts.body.pop().text)
    for name in reversed(parts.names):
        dates = dates_in(name, bare_years=False)
        if dates and dates[0].start < 4 and parts.date is None:
            _take_date(name, parts)


def _take_closing_date(parts: Anatomy) -> None:
    """The day in one of the last lines: "Friends of the Weir, 4 May 2026", "Issued on 3 May"."""
    if parts.date is not None:
        return
    for blocks in (parts.tail, parts.body):
        for at in range(len(blocks) - 1, max(-1, len(blocks) - 5), -1):
            text = blocks[at].text
            if len(text) > 160 or blocks[at].kind not in ("text", "heading"):
                continue
            dates = [date for date in dates_in(text, bare_years=False) if date.iso]
            if len(dates) != 1 or dates[0].parts[2] is None:
                continue
            before, after = text[: dates[0].start].strip(), text[dates[0].end :].strip(" .")
            signed = not after and all(
                word[0].isupper() or word in words.LINKING or not word[0].isalpha()
                for word in before.split()
            )
            opens = not before and not SENTENCE_END.search(text) and len(after.split()) < 9
            if signed or opens or ISSUED.match(text):
                parts.date = dates[0]
                parts.names.append(blocks.pop(at).text)
                return


def _take_date(text: str, parts: Anatomy) -> None:
    """A dateline or a closing date line counts where the header had no date of its own.

    It goes before a much later one above it: that is when somebody put the text on a page.
    """
    dates = dates_in(text, bare_years=False)
    if not dates:
        return
    days = [_day(date) for date in (dates[0], parts.date)]
    late = all(days) and days[1] - days[0] > LATER_THAN_WRITTEN
    if parts.date is None or parts.embargoed or late:
        parts.date, parts.embargoed = dates[0], False


def _day(date: FoundDate | None) -> dt.date | None:
    whole = date is not None and date.iso and len(date.iso) == len("2026-11-05")
    return dt.date.fromisoformat(date.iso) if whole else None


def _without_dateline(text: str, parts: Anatomy) -> str:
    for pattern in (DATELINE_BRACKET, DATELINE_DAY, DATELINE, DATELINE_COLON, DATELINE_STOP):
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
        parts.dateline = place if dated and any(date.iso for date in dated) else None
        return text[match.end() :].strip()
    return text
