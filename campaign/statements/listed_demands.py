"""Demands that stand in a list: which lists ask for something, and of whom.

A list asks when a call introduces it ("We urge the ministry to:"), when it stands under a heading
of demands, or when it is addressed ("To the Governor:") and its points are orders. Bullets of
facts, of events and of what a group does itself are none.
"""

import re
from dataclasses import replace

from campaign.statements import words
from campaign.statements.audience import is_an_act_of_readers
from campaign.statements.layout import Block
from campaign.statements.marks import marked_in, outside
from campaign.statements.sentences import last_sentence_start

LEAD = re.compile(
    r"(?i)\b(?:call(?:s|ed|ing)?(?: \w+){0,3} (?:on|upon|for)|urg(?:e|es|ed|ing)|demand(?:s|ed|"
    r"ing)?|"
    r"ask(?:s|ed|ing)?(?! (?:why|how|whether|what))|request(?:s|ed|ing)?|appeal(?:s|ed|ing)?|"
    r"recommend(?:s|ed|ations?)?|"
    r"must|should|needs? to|want(?:s)?|insist(?:s|ed)?|implor(?:e|es|ed)|calls?|ought to|"
    r"propos(?:e|es|ed|als?)|expect(?:s|ed)?|conditions|"
    r"seek(?:s|ing)?|petition(?:s|ed)?|require(?:s|d)?|press(?:es|ing)?(?= \w+ (?:\w+ ){0,6}to))\b"
)
NOT_A_LEAD = re.compile(
    r"(?i)\b(?:background|notes?|found|documented|findings?|recorded|includ(?:e|es|ed|ing)|known|"
    r"facts?|signed|"
    r"signator(?:y|ies)|contacts?|among|example|cases?|reported|shows?|charged|accused|violations?|"
    r"available|read more|further (?:reading|information)|timeline|sources|resources|was asked|"
    r"speakers)\b"
)
LEAD_HEADING = re.compile(
    r"(?i)\b(?:demands?|recommend(?:s|ations?)?|proposes?|proposals?|conditions|"
    r"terms|calls?|asks?|we (?:want|ask|call|urge|demand|need)|what "
    r"(?:must|should|needs)|"
    r"calls? to action|requests?|required|what we)\b"
)
ADDRESS_LINE = re.compile(r"(?i)^(?:to|on|for)\s+(the\s+)?(.{3,120}?):?$")
ADDRESSEE = re.compile(
    r"(?i)\b(?:call(?:s|ed|ing)?(?: \w+){0,2}? (?:on|upon)|urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|"
    r"request(?:s|ed|ing)?|"
    r"appeal(?:s|ed|ing)?(?: \w+)? to|demand(?:s|ed|ing)? that|recommend(?:s|ed)? that|"
    r"implor(?:e|es|ed))\s+"
    r"(?P<who>[^:;]{2,200}?)\s*(?:,?\s*(?:to|must|should)\b[^:]{0,80})?:?\s*$"
)
OF_WHOM = re.compile(r"(?i)(?:to|on|for|from|of)\s(?:the\s|our\s)?[^.;:]{3,90}:$")
# Among demands, what readers may do: "Sign our petition: …"
READERS_ITEM = re.compile(r"(?:Sign|Join|Donate|Share|Subscribe)\b")
# "(i) that they replace it", "• that the pier be opened"
THAT_THEY = re.compile(r"^that\s(?:(?:it|they|he|she)\s(?!be\b|not\b))?")
A_PERSON = re.compile(r"(?:[A-Z][\w’'.-]*\s){1,3}[A-Z][\w’'-]+\s*(?:\(|,\s[A-Z]|$)")
TRAILING = re.compile(r"[\s;,.]*(?:[;,]\s*(?:and|or|as well as|and/or|&))?[\s;,.]*$")
BACKGROUND = re.compile(
    r"(?i)^\W*(?:background|context|notes?|about|timeline|the facts|key facts|facts|further "
    r"reading)\b"
)


def listed_in(blocks: list[Block]) -> tuple[list[str], list[str], frozenset[int]]:
    """Items of every list that a call introduces."""
    texts: list[str] = []
    addressees: list[str] = []
    used: set[int] = set()
    section_calls = background = calling = False
    index = 0
    while index < len(blocks):
        block = blocks[index]
        addressed = section_calls and ADDRESS_LINE.match(block.text)
        if (block.kind == "heading" or is_heading_like(block.text)) and not addressed:
            background = bool(BACKGROUND.match(block.text))
            section_calls = bool(LEAD_HEADING.search(block.text)) and not (
                background or OWN_ACTS.search(block.text)
            )
        if block.kind == "text" and (block.text.endswith(":") or len(block.text.split()) > 12):
            calling = _calls(block.text)
        if block.kind == "text" and calling and LETTERED.match(block.text):
            point = trimmed(block.text)
            if (act := addressed_act(point)) != point:
                texts.append(act)
                used.add(index)
        if _leads_on(blocks, index, calling=calling):
            calling = True
            index += 1
            continue
        if block.kind != "item":
            count = 0 if background else _unmarked(blocks, index, section=section_calls)
            texts.extend(trimmed(blocks[at].text) for at in range(index, index + count))
            used.update(range(index, index + count))
            if count:
                addressees.append(_addressee_of(blocks[index - 1].text))
            index += max(count, 1)
            continue
        end = index
        while end < len(blocks) and blocks[end].kind == "item":
            if _leads_on(blocks, end, calling=calling):
                break
            end += 1
        lead = _with_colon(blocks[index - 1]) if index else None
        if (
            lead is not None
            and not background
            and not _are_people(blocks[index:end])
            and (
                _introduces(lead, blocks[index:end], section_calls)
                or (calling and len(lead.text.split()) <= 10 and _are_orders(blocks[index:end]))
                or (calling and lead.kind == "item" and OF_WHOM.match(lead.text))
            )
        ):
            texts.extend(_points(blocks[index:end]))
            used.update(range(index, end))
            addressees.append(_addressee_of(lead.text) or _named_line(lead.text, calling=calling))
        index = end
    return texts, [a for a in addressees if a], frozenset(used)


OWN_ACTS = re.compile(
    r"(?i)\b(?:what (?:we|you)\b(?! (?:want|ask|call|demand|urge|need|propose|recommend))"
    r".{0,30}\b(?:do|did|can)|you can|how to|how you|"
    r"we (?:will|shall|are|have|do|ourselves|can|could|offer|provide)|ways to|join us|"
    r"get involved|take part|readers|programme|agenda|visitors|tips|steps you)\b"
)
# "The Bill would:" opens a list of what a law does.
WOULD = re.compile(
    r"(?i)\b(?:would|could|might|did|does|can|allows?|lets|enables?|permits?)\b[^.:]*:?$"
)
# "First – that the pier be opened.": a point that counts in words.
ORDINAL_LINE = re.compile(
    r"^(?:first|second|third|fourth|fifth|sixth|one|two|three|four|five|finally|last)(?:ly)?\s*"
    r"(?:[–—:.-]|,)\s+(?:that\s)?",
    re.I,
)
# "We asked the inspectors whether they:" opens a list of questions.
ASKS_WHETHER = re.compile(r"(?i)\b(?:whether|how|why)\b[^.;:]{0,80}:$|\bquestions?:$")
CONDITION = re.compile(
    r"(?i)\b(?:when|until|unless|once|only if|provided(?: that)?|on (?:the )?condition that|if)\s"
    r"[^,.;:]{3,90}:$"
)
ORDER = re.compile(
    r"(?i)^(?:please |also |finally,? |first(?:ly)?,? |immediately |fully |urgently |\w+ly |"
    r"do not |never |not |to )*(?P<verb>[a-z]+)\b(?!['’])"
)


# "Donor states should:", "The Government of Ostreva to": a point whose acts stand below it.
ONLY_WHO = re.compile(r"(?i)(?:\b(?:should|must|to|needs? to)(?:\s\w+ly)?\s*:?|:)$")
LETTERED = re.compile(r"[A-H][.)]\s")
CLOSED = re.compile(r"[.!?;:](?:\s*(?:and|or))?$|,\s*(?:and|or)$")
WHO_TO = re.compile(
    r"(?:[A-H][.)]\s+)?(?!(?:It|This|There|That|We)\s)(?:The|Our|All|[A-Z][\w’'-]+)\s(?:[\w’',-]+\s){0,9}?to\s+(?=[a-z])"
)


def is_order(text: str) -> bool:
    """ "Release the nine", "do not appeal": a verb in the form that asks."""
    order = ORDER.match(text)
    follows = text[order.end() : order.end() + 1] if order else ""
    return follows in (" ", ",", "") and order is not None and order["verb"].lower() in words.ORDERS


def _points(items: list[Block]) -> list[str]:
    """The points of a list. One that breaks off ("sign the accord, under which buyers") goes on in
    the deeper list below it; one that only says who ("Donor states should:") is none."""
    items = [item for item in items if not READERS_ITEM.match(item.text)] or items
    points: list[str] = []
    breaks_off: int | None = None
    for number, item in enumerate(items):
        if breaks_off is not None and item.level > breaks_off:
            points[-1] = f"{points[-1]} {item.text}"
            continue
        deeper = number + 1 < len(items) and items[number + 1].level > item.level
        breaks_off = None
        if deeper and ONLY_WHO.search(item.text) and not is_order(item.text):
            continue
        points.append(item.text)
        if deeper and not CLOSED.search(item.text):
            breaks_off = item.level
    return [addressed_act(THAT_THEY.sub("", trimmed(point))) for point in points]


def addressed_act(point: str) -> str:
    """ "The Council to send observers", below "We call on:", asks to "send observers"."""
    told = WHO_TO.match(point)
    if told and is_order(point) and point.split(None, 1)[0].lower() not in words.AUTHORITIES:
        return point  # "Require importers to prove it" asks to require
    return point[told.end() :] if told and is_order(point[told.end() :]) else point


def _calls(text: str) -> bool:
    """ "We therefore call on:" opens a list whose short lines say of whom each part asks."""
    last = text[last_sentence_start(text) :]
    asks = text.endswith(":") and LEAD.search(last)
    return bool(asks) and not (_only_reported(last) or OWN_ACTS.search(last))


def _named_line(text: str, *, calling: bool) -> str:
    """ "The Security Council" on a line of its own, below a call."""
    plain = text.strip(" :")
    return plain if calling and len(plain.split()) <= 8 and plain == text.rstrip(": ") else ""


def _leads_on(blocks: list[Block], index: int, *, calling: bool) -> bool:
    """ "6. The Council calls upon the army to —", "(b) From the agencies:": leads to points."""
    block, below = blocks[index], blocks[index + 1] if index + 1 < len(blocks) else None
    if block.kind != "item" or below is None or below.kind != "item":
        return False
    if below.level > block.level and block.text.endswith(":"):
        return _calls(block.text) or (calling and OF_WHOM.match(block.text) is not None)
    numbered = [any(character.isdigit() for character in b.marker) for b in (block, below)]
    apart = numbered[0] and not numbered[1] and block.level >= below.level
    return apart and _calls(_with_colon(block).text)


def _with_colon(block: Block) -> Block:
    """A lead that ends in a dash leads as one that ends in a colon does."""
    return replace(block, text=re.sub(r"\s*[—–]$", ":", block.text.rstrip()))


def _are_orders(points: list[Block]) -> bool:
    items = [is_order(block.text) for block in points]
    return sum(items) >= 0.7 * len(items)


def _are_people(points: list[Block]) -> bool:
    """ "Ana Ruiz (Minister of Ports)": a list of those who are asked, not of what."""
    return sum(bool(A_PERSON.match(block.text)) for block in points) > 0.6 * len(points)


def _unmarked(blocks: list[Block], index: int, *, section: bool) -> int:
    """How many paragraphs from `index` on are points of a list that has lost its marks."""
    lead = blocks[index - 1] if index else None
    if lead is None or lead.kind not in ("text", "heading"):
        return 0
    called = lead.text.rstrip().endswith(":") and LEAD.search(lead.text[-200:])
    if not (called or section or (lead.kind == "heading" and LEAD_HEADING.search(lead.text))):
        return 0
    if OWN_ACTS.search(lead.text[-200:]):
        return 0
    count = 0
    for block in blocks[index : index + 40]:
        asks = is_order(block.text) or ORDINAL_LINE.match(block.text)
        if block.kind != "text" or len(block.text.split()) > 60 or not asks:
            break
        if is_an_act_of_readers(block.text):
            break
        count += 1
    return count


def _introduces(lead: Block, points: list[Block], section: bool) -> bool:
    orders = _are_orders(points)
    if orders and not OWN_ACTS.search(lead.text[-200:]):
        told = ADDRESS_LINE.match(lead.text) or lead.text.rstrip().endswith((":", " to", " should"))
        factual = WOULD.search(lead.text[-200:]) and not LEAD.search(lead.text[-200:])
        if told and not factual and not BACKGROUND.match(lead.text):
            return True
    if lead.kind == "heading":
        return bool(LEAD_HEADING.search(lead.text)) or (
            section and bool(ADDRESS_LINE.match(lead.text))
        )
    text = lead.text.rstrip()
    running = outside(text, marked_in(text))
    last = running[last_sentence_start(running) :].strip()
    if text.endswith(":") or len(text.split()) <= 10 or text[-1:].isalpha():
        if ASKS_WHETHER.search(last):
            return False
        if section and ADDRESS_LINE.match(text):
            return True
        if LEAD.search(last):
            return not (_only_reported(last) or (OWN_ACTS.search(last) and not orders))
        if CONDITION.search(last):
            return True
        return section and not NOT_A_LEAD.search(last)
    # A call may end its sentence and list its points below it all the same.
    call = re.search(r"(?i)\b(?:we|organi[sz]ations|groups|signatories|undersigned)\b.{0,60}", last)
    return bool(
        call and LEAD.search(last) and re.search(r"(?i)\b(?:following|below|demands)\b", last)
    )


def _only_reported(last: str) -> bool:
    """ "The petition was signed by, among others:" has a lead word but introduces facts."""
    explicit = re.search(
        r"(?i)\b(?:call(?:s|ed|ing)?(?: \w+){0,3} (?:on|upon|for)|urg|demand|must|should|"
        r"recommend|request|appeal|want)",
        last,
    )
    return bool(NOT_A_LEAD.search(last)) and not explicit


def _addressee_of(lead: str) -> str:
    if line := ADDRESS_LINE.match(lead.strip()):
        return ((line[1] or "") + line[2]).strip()
    last = lead[last_sentence_start(lead) :].strip()
    match = ADDRESSEE.search(last[-400:])
    if match is None:
        modal = re.match(
            r"(?i)^(?P<who>[^:;,]{2,120}?)\s+(?:must|should|needs? to)\b[^:]{0,80}:?$", last
        )
        match = modal if modal and _names_authority(modal["who"]) else None
    if match is None:
        return ""
    return re.sub(r"(?i)\s+to$|^(?:for|that)\s+", "", match["who"]).strip(" ,")


def trimmed(text: str) -> str:
    """A demand without the bullet's closing `;`, `; and` or full stop."""
    text = ORDINAL_LINE.sub("", " ".join(text.split()))
    stripped = TRAILING.sub("", text)
    if text.endswith(".") and re.search(r"(?:\b[A-Z]\.[A-Z]|\betc|\b[ap]\.m)$", stripped):
        stripped += "."
    return stripped


def _names_authority(phrase: str) -> bool:
    return any(
        w.strip("’'s,") in words.AUTHORITIES or w in words.AUTHORITIES
        for w in phrase.lower().split()
    )


def is_heading_like(text: str) -> bool:
    tokens = text.split()
    return len(tokens) <= 4 and not re.search(r"[.!?,;]$", text) and bool(tokens)
