"""The top of a release: marks, dates, contacts, letterhead, title and subtitle."""

import re
from dataclasses import dataclass, field, replace

from campaign.statements import words
from campaign.statements.dates import FoundDate, dates_in
from campaign.statements.furniture import (
    BYLINE,
    DATELINE,
    END_MARK,
    REFERENCE,
    RELEASE_MARK,
    RELEASE_PREFIX,
    is_contact,
    is_date_line,
    is_dateline,
    machinery,
)
from campaign.statements.layout import Block
from campaign.statements.redaction import REMOVED

LONGEST_TITLE = 240
LONGEST_HEADER = 40
GREETING = re.compile(r"(?i)^(?:dear|your excellenc(?:y|ies)|honou?rable)\b.{0,120}[,:]?$")
SENTENCE_STOP = re.compile(r"[.!?:;,][”\"’']?$")
MAIL_FIELD = re.compile(r"(?i)^(?P<name>from|to|cc|bcc|sent|date|reply-to|subject):\s")
MAIL_TAGS = re.compile(r"(?i)^(?:\[[^\]]{1,40}\]\s*|(?:re|fwd?):\s*)+")
EMBARGO = re.compile(r"(?i)\bembargo|\bnot for (?:release|publication|use)")
# Short capitalised titles say something; letterheads only name somebody.
TITLE_VERBS = words.SAYING | words.listed(
    """must should win wins end stop free release protect act save defend reject rejects ban bans
    must join joins launch launches file files face faces need needs want wants ask call no"""
)


@dataclass
class Candidate:
    """A line that may be the title. `marked`: a release mark, date or reference follows it."""

    block: Block
    marked: bool = False


@dataclass
class Header:
    """What stands above the body. `rest` are the blocks below it; `lines` what else was there."""

    rest: list[Block]
    title: str | None = None
    subtitle: str | None = None
    letterhead: str | None = None
    lines: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    date: FoundDate | None = None
    embargoed: bool = False

    def take_date(self, text: str, *, embargo: bool = False) -> bool:
        """Remember the first date of the release; an embargo's only until another is found."""
        dates = dates_in(text, bare_years=False)
        if dates and (self.date is None or (self.embargoed and not embargo)):
            self.date, self.embargoed = dates[-1] if embargo else dates[0], embargo
        return bool(dates)


def header_of(blocks: list[Block]) -> Header:
    """Read the header off the front of a text."""
    header = Header(rest=blocks)
    blocks = header.rest = _without_mail_fields(blocks, header)
    running = "\n".join(block.text for block in blocks[1:80] if len(block.text) > 80)
    candidates: list[Candidate] = []
    contact_chunk = None
    at = 0
    while at < len(blocks) and at < LONGEST_HEADER:
        block = blocks[at]
        text = block.text
        if block.kind == "rule" or END_MARK.match(text):
            at += 1
            continue
        if block.kind in ("item", "quote"):
            break
        mark = _mark(text, header, candidates)
        if mark:
            if candidates:
                candidates[-1].marked = True
        elif is_contact(text) or contact_chunk == block.chunk:
            contact_chunk = block.chunk
            header.contacts.append(text)
        elif text == REMOVED or re.fullmatch(r"(?:https?://|www\.)\S+", text):
            pass
        elif _may_be_title(block, blocks[at + 1 :], candidates):
            candidates.append(Candidate(block))
        else:
            break
        at += 1
    header.rest = blocks[at:]
    if not candidates:
        _take_letter_title(header)
    _choose_title(header, candidates, running)
    return header


def _without_mail_fields(blocks: list[Block], header: Header) -> list[Block]:
    """A pasted e-mail: its subject is the title, less "[press]" and "Fwd:"; its date the date."""
    top = next((n for n, block in enumerate(blocks[:8]) if not MAIL_FIELD.match(block.text)), 8)
    fields = [(MAIL_FIELD.match(block.text), block) for block in blocks[:top]]
    subject = next((block for label, block in fields if label["name"].lower() == "subject"), None)
    if subject is None or top < 2:
        return blocks
    for label, block in fields:
        header.lines.append(block.text)
        if label["name"].lower() in ("date", "sent"):
            header.take_date(block.text)
    title = MAIL_TAGS.sub("", subject.text[len("subject:") :].strip())
    return [replace(subject, kind="heading", level=1, text=title), *blocks[top:]]


def _take_letter_title(header: Header) -> None:
    """An open letter may carry its title below "Dear Minister,"."""
    for at, block in enumerate(header.rest[:8]):
        if not GREETING.match(block.text):
            continue
        line, *below = header.rest[at + 1 : at + 3] or [block]
        short = line.kind == "text" and len(line.text.split()) <= 20
        if short and below and len(below[0].text) > 80 and not SENTENCE_STOP.search(line.text):
            header.title = line.text
            header.rest = [*header.rest[: at + 1], *header.rest[at + 2 :]]
        return


def _mark(text: str, header: Header, candidates: list[Candidate]) -> bool:
    """Take in a line of the release's machinery; whether it was one."""
    prefix = RELEASE_PREFIX.match(text)
    if RELEASE_MARK.match(text):
        header.lines.append(text)
        if EMBARGO.match(text):
            header.take_date(text, embargo=True)
        return True
    told, name = machinery(text)
    if told:
        header.lines.append(text)
        header.take_date(text, embargo=bool(EMBARGO.search(text)))
        header.letterhead = header.letterhead or name
        return True
    if prefix and len(text) < 240:
        rest = prefix["rest"]
        header.lines.append(rest)
        if not header.take_date(rest) and len(rest.split()) > 4:
            candidates.append(Candidate(Block("text", rest)))
        return True
    if is_date_line(text):
        header.take_date(text, embargo=bool(EMBARGO.search(text)))
        return True
    if (BYLINE.match(text) and len(text) < 120) or REFERENCE.match(text):
        header.lines.append(text)
        return True
    return False


def _choose_title(header: Header, candidates: list[Candidate], running: str) -> None:
    """The first line that is no letterhead is the title; the next one is its subtitle.

    `running` is the prose below: who is named in it is somebody, not something that happened.
    """
    first_heading = next((c for c in candidates if c.block.level == 1), None)
    if first_heading is not None:
        position = candidates.index(first_heading)
        header.lines[:0] = [c.block.text for c in candidates[:position]]
        candidates = candidates[position:]
    while len(candidates) > 1 and _is_letterhead(candidates, running):
        letterhead = candidates.pop(0)
        header.lines.insert(0, letterhead.block.text)
        header.letterhead = header.letterhead or letterhead.block.text
        # The same name in another script, or a part of the organisation, stands right below.
        while len(candidates) > 1 and candidates[0].block.chunk == letterhead.block.chunk:
            if letterhead.block.level or not _goes_with(candidates[0], candidates[1]):
                break
            header.lines.append(candidates.pop(0).block.text)
    if len(candidates) == 1 and _names_only(candidates[0].block.text):
        header.letterhead = header.letterhead or candidates.pop().block.text
    if not candidates:
        return
    title, *rest = (candidate.block for candidate in candidates)
    header.title = title.text
    shouted = title.text.isupper() and bool(rest) and rest[0].text.isupper()
    if shouted and rest[0].chunk == title.chunk and not (title.level or rest[0].level):
        header.title = f"{title.text} {rest.pop(0).text}"
    if rest:
        header.subtitle = rest[0].text
        header.lines.extend(block.text for block in rest[1:])


def _goes_with(line: Candidate, below: Candidate) -> bool:
    if not line.block.text.isascii():
        return True
    apart = below.block.chunk != line.block.chunk and not line.block.level
    return apart and _reads_as_name(line.block.text) and not _reads_as_name(below.block.text)


def _names_only(text: str) -> bool:
    """ "ASSOCIATION OF PRISONERS’ FAMILIES" above "Statement 7/2026" is no title."""
    kind, *rest = [token.strip("’',.").lower() for token in text.split()]
    named = kind in words.ORGANISATION_WORDS and rest[:1] in (["of"], ["for"])
    return named and len(rest) < 7 and not TITLE_VERBS.intersection(rest)


def _reads_as_name(text: str) -> bool:
    """ "Panel of Independent Monitors": capitals and small words only, and no verb of a title."""
    tokens = text.split()
    capital = all(token[:1].isupper() or token.lower() in words.LINKING for token in tokens)
    said = {token.lower() for token in tokens} & TITLE_VERBS
    return len(tokens) <= 7 and capital and not said and not text.isupper()


def _is_letterhead(candidates: list[Candidate], running: str) -> bool:
    first = candidates[0]
    tokens = [token.strip("’',.") for token in first.block.text.split()]
    if not 1 <= len(tokens) <= 8 or first.block.level:
        return False
    lowered = {token.lower() for token in tokens}
    small = ("of", "for", "the", "and", "de", "des", "du", "la", "on", "in", "&", "del", "to")
    if not all(token[:1].isupper() or token.lower() in small for token in tokens if token):
        return False
    if lowered & TITLE_VERBS or not any(
        len(other.block.text.split()) > 3 for other in candidates[1:]
    ):
        return False
    together = [other.marked for other in candidates[1:] if other.block.chunk == first.block.chunk]
    named = bool(lowered & words.ORGANISATION_WORDS)
    longer = any(
        len(other.block.text.split()) > len(tokens) or not _reads_as_name(other.block.text)
        for other in candidates[1:3]
    )
    recurs = re.search(rf"(?<![\w“\"]){re.escape(first.block.text)}(?:’s|'s|,? [a-z])", running)
    return first.marked or any(together) or (named and longer) or bool(recurs)


def _may_be_title(block: Block, rest: list[Block], candidates: list[Candidate]) -> bool:
    """A short line before the body without a full stop."""
    text = block.text
    if block.kind == "heading":
        return not candidates or (block.level <= 3 and len(candidates) < 3 and _body_follows(rest))
    if len(text) > LONGEST_TITLE or len(text.split()) > 36 or re.match(r"(?i)(?:dear|to)\b", text):
        return False
    if text.endswith((".", ":", ";", ",", "။")) or re.search(
        r"[.!?][”\"’]$|^[“\"].*[”\"] said", text
    ):
        return False
    if (line := DATELINE.match(text)) and is_dateline(line["place"]):
        return False
    if re.search(r"[.!?][”\"]?\s+[A-Z“\"]", text) and len(text) > 120:
        return False
    if candidates and len(text.split()) < 3 and not candidates[-1].marked:
        return False
    return _body_follows(rest)


def _body_follows(rest: list[Block]) -> bool:
    return any(len(block.text) > 80 or block.text.endswith((".", "။", ":")) for block in rest)
