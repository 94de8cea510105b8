"""The top of a release: marks, dates, contacts, letterhead, title and subtitle."""

import re
from dataclasses import dataclass, field, replace

from campaign.statements import words
from campaign.statements.dates import FoundDate, dates_in
from campaign.statements.furniture import (
    BYLINE,
    DATE_LABEL,
    DATELINE,
    END_MARK,
    LETTER_FIELD,
    NOTES,
    REFERENCE,
    RELEASE_MARK,
    RELEASE_PREFIX,
    SUBJECT,
    is_contact,
    is_date_line,
    is_dateline,
    is_page_line,
    machinery,
)
from campaign.statements.layout import Block, in_other_script
from campaign.statements.names import is_organisation
from campaign.statements.redaction import REMOVED

LONGEST_TITLE = 240
LONGEST_HEADER = 40
LONGEST_MARK = 140
LONGEST_NAME = 14  # words of a letterhead
SHORTEST_DATELINE = 90  # a dateline opens a paragraph; "Watch — Republic of X" opens none
GREETING = re.compile(r"(?i)^(?:dear|your excellenc(?:y|ies)|honou?rable)\b.{0,120}[,:]?$")
SENTENCE_STOP = re.compile(r"[.!?:;,][”\"’']?$")
MAIL_FIELD = re.compile(r"(?i)^(?P<name>from|to|cc|bcc|sent|date|reply-to|subject):\s")
MAIL_TAGS = re.compile(r"(?i)^(?:\[[^\]]{1,40}\]\s*|(?:re|fwd?):\s*)+")
EMBARGO = re.compile(r"(?i)\bembargo|\bnot for (?:release|publication|use)")
NAMED_TITLE = re.compile(
    r"(?i)^(?:\w+ ){0,2}(?:statement|declaration|resolution|appeal|letter|message|communiqu[ée])"
    r" (?:of|by|from) "
)
# Short capitalised titles say something; letterheads only name somebody.
TITLE_VERBS = words.SAYING - {"states", "notes", "state"} | words.listed(
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
        if subject := SUBJECT.match(text):
            # What a letter is about is its title, whoever stands above it.
            header.lines.extend(candidate.block.text for candidate in candidates[1:])
            heading = replace(block, kind="heading", level=1, text=subject["rest"])
            candidates = [*candidates[:1], Candidate(heading)]
            at += 1
            continue
        mark = _mark(text, header, candidates)
        if mark:
            if candidates:
                candidates[-1].marked = True
        elif is_contact(text) or contact_chunk == block.chunk:
            contact_chunk = block.chunk
            header.contacts.append(text)
        elif is_page_line(text) or text == REMOVED or re.fullmatch(r"(?:https?://|www\.)\S+", text):
            pass
        elif _may_be_title(block, blocks[at + 1 :], candidates):
            candidates.append(Candidate(block))
        else:
            break
        at += 1
    header.rest = blocks[at:]
    _take_letter_title(header, candidates)
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


def _take_letter_title(header: Header, candidates: list[Candidate]) -> None:
    """A letter may carry its title below "Dear Minister,"; what it calls its subject always is."""
    for at, block in enumerate(header.rest[:8]):
        if not GREETING.match(block.text):
            continue
        line, *below = header.rest[at + 1 : at + 3] or [block]
        short = line.kind == "text" and len(line.text.split()) <= 20
        if subject := SUBJECT.match(line.text):
            line = replace(line, text=subject["rest"])
            header.lines.extend(candidate.block.text for candidate in candidates[1:])
            candidates[1:] = [Candidate(replace(line, kind="heading", level=1))]
            header.rest = [*header.rest[: at + 1], *header.rest[at + 2 :]]
            return
        if candidates:
            return
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
        titled = len(rest.split()) > 4 or (len(rest.split()) > 2 and not is_organisation(rest))
        if not header.take_date(rest) and titled:
            candidates.append(Candidate(Block("text", rest)))
        else:
            header.lines.append(rest)
        return True
    # "Issued at noon on 3 May 2026. Figures will follow." says when, though it is a sentence.
    labelled = DATE_LABEL.match(text) and len(text) < LONGEST_MARK
    if is_date_line(text) or (labelled and dates_in(text, bare_years=False)):
        header.take_date(text, embargo=bool(EMBARGO.search(text)))
        return True
    if (BYLINE.match(text) and len(text) < 120) or REFERENCE.match(text):
        header.lines.append(text)
        header.take_date(text)
        return True
    if _take_signed_date(text, header, candidates):
        return True
    if (letter := LETTER_FIELD.match(text)) and len(text) < LONGEST_MARK:
        header.lines.append(text)
        if letter["name"].lower() == "from" and letter["rest"]:
            header.letterhead = header.letterhead or letter["rest"].split(", with ")[0]
        return True
    return False


def _take_signed_date(text: str, header: Header, candidates: list[Candidate]) -> bool:
    """ "Cooperative of the Lower Reach — Port Marrow, 3 March 2026": who, and when."""
    if len(text) > LONGEST_TITLE or SENTENCE_STOP.search(text):
        return False
    name, *rest = re.split(r"\s*(?:\s[–—-]\s|[|·•])\s*", text)
    if not rest or not any(map(is_date_line, rest)):
        return False
    if not (candidates or _reads_as_name(name)):
        return False
    header.lines.append(text)
    if is_organisation(name) and _reads_as_name(name):
        header.letterhead = header.letterhead or name
    return header.take_date(text)


def _choose_title(header: Header, candidates: list[Candidate], running: str) -> None:
    """The first line that is no letterhead is the title; the next one is its subtitle.

    `running` is the prose below: who is named in it is somebody, not something that happened.
    """
    candidates = _from_heading(candidates, header)
    certain = False
    while len(candidates) > 1 and _is_letterhead(candidates, running, certain=certain):
        letterhead, certain = candidates.pop(0), True
        header.lines.insert(0, letterhead.block.text)
        header.letterhead = header.letterhead or letterhead.block.text
        # The same name in another script, or a part of the organisation, stands right below.
        while len(candidates) > 1 and candidates[0].block.chunk == letterhead.block.chunk:
            if letterhead.block.level or not _goes_with(candidates[0], candidates[1]):
                break
            header.lines.append(candidates.pop(0).block.text)
    if len(candidates) == 1 and _names_only(candidates[0]):
        header.letterhead = header.letterhead or candidates.pop().block.text
    if not candidates:
        _take_shouted_title(header)
        _take_named_title(header)
        return
    title, *rest = _in_one_script([candidate.block for candidate in candidates], running)
    header.title = title.text
    shouted = title.text.isupper() and bool(rest) and rest[0].text.isupper()
    if shouted and rest[0].chunk == title.chunk and not (title.level or rest[0].level):
        header.title = f"{title.text} {rest.pop(0).text}"
    below = [block for block in rest if not block.level and _is_body(block.text)]
    if below and header.letterhead is None:
        header.letterhead = below[0].text
    rest = [block for block in rest if block not in below]
    if rest:
        header.subtitle = rest[0].text
        header.lines.extend(block.text for block in rest[1:])


def _take_named_title(header: Header) -> None:
    """ "Statement of the Reed Cutters’ Guild" is a title where there is no other."""
    for line in header.lines:
        if header.title is None and NAMED_TITLE.match(line) and len(line.split()) > 4:
            header.title = line


def _from_heading(candidates: list[Candidate], header: Header) -> list[Candidate]:
    """From the main heading on; a lesser one goes before lines above it that only name somebody."""
    levels = [candidate.block.level for candidate in candidates]
    at = next((at for at, level in enumerate(levels) if level == 1), None)
    if at is None:
        at = next((at for at, level in enumerate(levels) if level == 2), 0)
        if any(len(candidate.block.text.split()) > 4 for candidate in candidates[:at]):
            return candidates
    above = [candidate.block.text for candidate in candidates[:at]]
    header.lines[:0] = above
    if above and _reads_as_name(above[0]):
        header.letterhead = header.letterhead or above[0]
    return candidates[at:]


def _goes_with(line: Candidate, below: Candidate) -> bool:
    if not line.block.text.isascii():
        return True
    apart = below.block.chunk != line.block.chunk and not line.block.level
    return apart and _reads_as_name(line.block.text) and not _reads_as_name(below.block.text)


def _in_one_script(blocks: list[Block], running: str) -> list[Block]:
    """A title that stands there in two scripts counts in that of the prose below."""
    script = in_other_script(running or blocks[0].text)
    fitting = [block for block in blocks if in_other_script(block.text) == script]
    return fitting or blocks


def _take_shouted_title(header: Header) -> None:
    """A note of what was corrected may stand between the letterhead and the title."""
    for at, block in enumerate(header.rest[:3]):
        shouted = block.text.isupper() and len(block.text.split()) > 3
        if (block.kind == "text" and shouted) or (block.kind == "heading" and block.level == 1):
            header.title = block.text
            header.rest = [*header.rest[:at], *header.rest[at + 1 :]]
            return


def _names_only(candidate: Candidate) -> bool:
    """ "ASSOCIATION OF PRISONERS’ FAMILIES" above "Statement 7/2026" is no title."""
    text = candidate.block.text
    if candidate.marked and _is_body(text) and not candidate.block.level:
        return True
    kind, *rest = [token.strip("’',.").lower() for token in text.split()]
    named = kind in words.ORGANISATION_WORDS and rest[:1] in (["of"], ["for"])
    return named and len(rest) < 7 and not TITLE_VERBS.intersection(rest)


def _is_body(text: str) -> bool:
    """ "Union of Quarry Hands (UQH)": an organisation's name and nothing else."""
    bare = re.sub(r"\s*\([^()]*\)", "", text)
    tokens = [token.strip("’',.").lower() for token in bare.split()]
    return bool(words.ORGANISATION_WORDS.intersection(tokens)) and _reads_as_name(bare)


def _reads_as_name(text: str) -> bool:
    """ "Panel of Independent Monitors": capitals and small words only, and no verb of a title."""
    tokens = text.split()
    capital = all(token[:1].isupper() or token.lower() in words.LINKING for token in tokens)
    said = {token.lower() for token in tokens} & TITLE_VERBS
    return len(tokens) <= 7 and capital and not said and not text.isupper()


def _is_letterhead(candidates: list[Candidate], running: str, *, certain: bool) -> bool:
    """`certain`: there is one already, another must be marked as such."""
    first = candidates[0]
    bare = re.sub(r"\s*\([^()]*\)", "", first.block.text)
    tokens = list(filter(None, (token.strip("’',.:/|–—-") for token in bare.split())))
    if not 1 <= len(tokens) <= LONGEST_NAME or first.block.level:
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
    recurs = re.search(rf"(?<![\w“\"]){re.escape(bare)}(?:’s|'s|,? [a-z])", running)
    marked = first.marked or any(together)
    if len(tokens) > 8 or ": " in bare:
        return named and marked
    return marked or bool(recurs) or (named and longer and not certain)


def _may_be_title(block: Block, rest: list[Block], candidates: list[Candidate]) -> bool:
    """A short line before the body without a full stop."""
    text = block.text
    if block.kind == "heading":
        if candidates and (NOTES.match(text) or re.match(r"\d{1,2}[.)]\s", text)):
            return False
        return not candidates or (block.level <= 3 and len(candidates) < 4 and _body_follows(rest))
    if len(text) > LONGEST_TITLE or len(text.split()) > 36 or re.match(r"(?i)(?:dear|to)\b", text):
        return False
    if text.endswith((".", ":", ";", ",", "။")) or re.search(
        r"[.!?][”\"’]$|^[“\"].*[”\"] said", text
    ):
        return False
    line = DATELINE.match(text) if len(text) > SHORTEST_DATELINE else None
    if line and is_dateline(line["place"]):
        return False
    if re.search(r"[.!?][”\"]?\s+[A-Z“\"]", text) and len(text) > 120:
        return False
    if candidates and len(text.split()) < 3 and not candidates[-1].marked:
        return False
    return _body_follows(rest)


def _body_follows(rest: list[Block]) -> bool:
    return any(len(block.text) > 80 or block.text.endswith((".", "။", ":")) for block in rest)
