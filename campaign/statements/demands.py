"""What a statement asks for: list items under a call, and calls made in running prose.

A demand belongs to the statement's own voice. What "rights groups and others have called for" is
background, what a quoted person says "must" happen is a quote, and "Background" bullets are facts.
"""

import re
from dataclasses import dataclass, replace

from campaign.statements import words
from campaign.statements.layout import Block
from campaign.statements.marks import marked_in, outside
from campaign.statements.prose_demands import Asked, calls_in, requirements_in
from campaign.statements.sentences import last_sentence_start, sentence_spans

LEAD = re.compile(
    r"(?i)\b(?:call(?:s|ed|ing)?(?: \w+){0,3} (?:on|upon|for)|urg(?:e|es|ed|ing)|demand(?:s|ed|"
    r"ing)?|"
    r"ask(?:s|ed|ing)?(?! (?:why|how|whether|what))|request(?:s|ed|ing)?|appeal(?:s|ed|ing)?|"
    r"recommend(?:s|ed|ations?)?|"
    r"must|should|needs? to|want(?:s)?|insist(?:s|ed)?|implor(?:e|es|ed)|calls?|ought to|"
    r"propos(?:e|es|ed)|"
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
    r"(?i)\b(?:demands?|recommendations?|calls?|asks?|we (?:want|ask|call|urge|demand|need)|what "
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
TRAILING = re.compile(r"[\s;,.]*(?:[;,]\s*(?:and|or|as well as|and/or|&))?[\s;,.]*$")
INLINE_ITEM = re.compile(
    r"(?:^|[\s:;,])\((?:\d{1,2}|[a-h]|[ivx]{1,4})\)\s+|(?<=[:;,])\s+(?:\d{1,2}|[a-h])[.)]\s+"
)
BACKGROUND = re.compile(
    r"(?i)^\W*(?:background|context|notes?|about|timeline|the facts|key facts|facts|further "
    r"reading)\b"
)


@dataclass(frozen=True)
class Demands:
    """`texts` as written; `items` are the indexes of blocks that became demands."""

    texts: list[str]
    addressees: list[str]
    items: frozenset[int]


def demands_in(blocks: list[Block], own_names: frozenset[str]) -> Demands:
    """The demands of a statement's body. `own_names`: lowercased names of who speaks in it."""
    listed, addressees, items = _listed(blocks)
    calls: list[Asked] = []
    needs: list[Asked] = []
    background = False
    first_text = next((i for i, block in enumerate(blocks) if block.kind == "text"), 0)
    for index, block in enumerate(blocks):
        if block.kind == "heading" or _is_heading_like(block.text):
            background = bool(BACKGROUND.match(block.text))
        if background or index in items or block.kind not in ("text", "item"):
            continue
        text = block.text
        if index + 1 in items and text.rstrip().endswith(":"):
            text = text[: last_sentence_start(text)]
        asked, needed = _in_prose(text, own_names, lede=index == first_text)
        calls.extend(asked)
        # Before a list of demands, "must" and "should" argue for it; after it they add to it.
        needs.extend(needed if not items or index > max(items) else [])
    texts = list(listed)
    if listed:
        calls = [call for call in calls if not call.lede and not call.participle]
    prose = sorted(calls + needs, key=lambda asked: asked.order)
    prose = _without_restated_lede(prose)
    for asked in prose:
        for text in asked.texts:
            if text and not any(_overlap(text, other) >= 0.7 for other in texts):
                texts.append(text)
                addressees.append(asked.addressee)
    if not texts:
        for block in blocks:
            if block.kind in ("text", "quote"):
                for asked in _in_quotes(block.text):
                    texts.extend(asked.texts)
                    addressees.append(asked.addressee)
    return Demands(_unique(texts), _unique(addressees), items)


def _listed(blocks: list[Block]) -> tuple[list[str], list[str], frozenset[int]]:
    """Items of every list that a call introduces."""
    texts: list[str] = []
    addressees: list[str] = []
    used: set[int] = set()
    section_calls = background = False
    index = 0
    while index < len(blocks):
        block = blocks[index]
        addressed = section_calls and ADDRESS_LINE.match(block.text)
        if (block.kind == "heading" or _is_heading_like(block.text)) and not addressed:
            background = bool(BACKGROUND.match(block.text))
            section_calls = bool(LEAD_HEADING.search(block.text)) and not background
        if block.kind != "item":
            index += 1
            continue
        end = index
        while end < len(blocks) and blocks[end].kind == "item":
            end += 1
        lead = blocks[index - 1] if index else None
        if (
            lead is not None
            and not background
            and _introduces(lead, blocks, index, section_calls, used)
        ):
            texts.extend(trimmed(blocks[at].text) for at in range(index, end))
            used.update(range(index, end))
            addressees.append(_addressee_of(lead.text))
        index = end
    return texts, [a for a in addressees if a], frozenset(used)


def _introduces(
    lead: Block, blocks: list[Block], index: int, section: bool, used: set[int]
) -> bool:
    if lead.kind == "heading":
        return bool(LEAD_HEADING.search(lead.text)) or (
            section and bool(ADDRESS_LINE.match(lead.text))
        )
    text = lead.text.rstrip()
    running = outside(text, marked_in(text))
    last = running[last_sentence_start(running) :].strip()
    if text.endswith(":") or len(text.split()) <= 10:
        if section and ADDRESS_LINE.match(text):
            return True
        if LEAD.search(last):
            return not _only_reported(last)
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


def _in_prose(text: str, own: frozenset[str], *, lede: bool) -> tuple[list[Asked], list[Asked]]:
    running = outside(text, marked_in(text))
    calls: list[Asked] = []
    needs: list[Asked] = []
    after_demand = False
    for start, end in sentence_spans(running):
        sentence, literal = running[start:end], text[start:end]
        if len(sentence) > 3000:
            continue
        asked = calls_in(sentence, literal, own, lede=lede)
        needed = [] if asked else requirements_in(sentence, literal, own, follows=after_demand)
        calls.extend(asked)
        needs.extend(needed)
        after_demand = bool(asked or needed)
    return [_enumerated(asked) for asked in calls], needs


def _in_quotes(text: str) -> list[Asked]:
    """Only where nothing else asks: "we call on …" inside a quote is the organisation's call."""
    found = []
    for stretch in marked_in(text):
        words_said = stretch.words(text)
        for start, end in sentence_spans(words_said):
            sentence = words_said[start:end]
            if len(sentence) < 3000 and re.search(r"(?i)\bwe\b", sentence):
                found.extend(
                    calls_in(sentence, sentence, frozenset(), lede=False, first_person=True)
                )
    return found


def _enumerated(asked: Asked) -> Asked:
    """ "to: (1) release …; (2) repeal …; and (3) end …" is three demands."""
    texts: list[str] = []
    for text in asked.texts:
        if text.count(";") > 1 or "; and " in text:
            texts.extend(trimmed(piece) for piece in re.split(r";\s+(?:and\s+)?", text))
            continue
        first, *pieces = [trimmed(piece) for piece in INLINE_ITEM.split(text)]
        if pieces and len(first.split()) <= 12 and not asked.addressee:
            asked = replace(asked, addressee=first)
        elif not pieces or len(first.split()) > 12:
            pieces = [first, *pieces]
        pieces = [re.sub(r",?\s+(?:and|or)$", "", piece) for piece in pieces]
        pieces = [piece for piece in pieces if len(piece.split()) > 1]
        texts.extend(pieces if len(pieces) > 1 else [trimmed(text)])
    return replace(asked, texts=texts)


def _without_restated_lede(prose: list[Asked]) -> list[Asked]:
    later = [text for asked in prose if not asked.lede for text in asked.texts]
    return [
        asked
        for asked in prose
        if not (
            asked.lede
            and any(_overlap(text, other) >= 0.45 for text in asked.texts for other in later)
        )
    ]


def trimmed(text: str) -> str:
    """A demand without the bullet's closing `;`, `; and` or full stop."""
    text = " ".join(text.split())
    stripped = TRAILING.sub("", text)
    if text.endswith(".") and re.search(r"(?:\b[A-Z]\.[A-Z]|\betc)$", stripped):
        stripped += "."
    return stripped


def _overlap(one: str, other: str) -> float:
    a, b = _content(one), _content(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _content(text: str) -> set[str]:
    return {w for w in re.findall(r"[^\W\d_]{4,}|\d+", text.lower()) if w not in words.NOT_NAMES}


def _names_authority(phrase: str) -> bool:
    return any(
        w.strip("’'s,") in words.AUTHORITIES or w in words.AUTHORITIES
        for w in phrase.lower().split()
    )


def _is_heading_like(text: str) -> bool:
    tokens = text.split()
    return len(tokens) <= 4 and not re.search(r"[.!?,;]$", text) and bool(tokens)


def _unique(texts: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for text in texts:
        if text:
            seen.setdefault(text.lower().removeprefix("the "), text)
    return list(seen.values())
