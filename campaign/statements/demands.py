"""What a statement asks for: list items under a call, and calls made in running prose.

A demand belongs to the statement's own voice. What "rights groups and others have called for" is
background, what a quoted person says "must" happen is a quote, and "Background" bullets are facts.
"""

import re
from dataclasses import dataclass, replace

from campaign.statements import words
from campaign.statements.acts import INLINE_ITEM, Asked
from campaign.statements.calls import calls_in, may_ask
from campaign.statements.layout import Block
from campaign.statements.listed_demands import (
    BACKGROUND,
    is_heading_like,
    listed_in,
    trimmed,
)
from campaign.statements.marks import marked_in, outside
from campaign.statements.requirements import is_needed, orders_in, requirements_in
from campaign.statements.sentences import last_sentence_start, sentence_spans
from campaign.statements.voice import goes_on, is_of_others

# "We therefore call on the ministry to:" draws the conclusion of all that stands above it.
# "… asked the city to reopen it, and said the port must pay": a call and what must be besides.
ALSO_SAID = re.compile(
    r",?\s(?:and|but)\s(?:(?:it|they|he|she)\s)?(?:also\s)?"
    r"(?:said|says|added|adds|insisted|insists|argued|argues|stressed|stresses)\s(?:that\s)?"
)
THEREFORE = re.compile(r"(?i)\b(?:therefore|accordingly|for these reasons|in view of this)\b")
BROKEN_OFF = words.listed("a an the and or as of to for with in on by its their our")
WE = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")
MANY = 4
MOST_DEMANDS = 100  # each is compared with all before it


@dataclass(frozen=True)
class Demands:
    """`texts` as written; `items` are the indexes of blocks that became demands."""

    texts: list[str]
    addressees: list[str]
    items: frozenset[int]


def demands_in(blocks: list[Block], own_names: frozenset[str]) -> Demands:
    """The demands of a statement's body. `own_names`: lowercased names of who speaks in it."""
    listed, addressees, items = listed_in(blocks)
    calls: list[Asked] = []
    needs: list[Asked] = []
    first, last = (min(items), max(items)) if items else (0, 0)
    background = False
    argued = 0
    first_text = next((i for i, block in enumerate(blocks) if block.kind == "text"), 0)
    by_others = False
    we = sum(len(WE.findall(outside(b.text, marked_in(b.text)))) for b in blocks) >= MANY
    for index, block in enumerate(blocks):
        if block.kind == "heading" or is_heading_like(block.text):
            background = bool(BACKGROUND.match(block.text))
        if background or index in items or block.kind not in ("text", "item"):
            continue
        text = block.text
        if index + 1 in items and text.rstrip()[-1:] not in '.!?”"':
            text = text[: last_sentence_start(text)]
        asked, needed, by_others = _in_prose(
            text, own_names, by_others=by_others, lede=index == first_text, we=we, orders=block.kind == "text"
        )
        calls.extend(asked)
        if index < first:
            argued += sum(not call.lede and not call.participle for call in asked)
        # Before a list of demands, "must" and "should" argue for it; after it they add to it.
        needs.extend(needed if not items or index > last else [])
    texts = list(listed)
    if listed:
        calls = [call for call in calls if not call.lede and not call.participle]
    if items and THEREFORE.search(blocks[first - 1].text):
        calls = calls[argued:]  # a list that follows from what was argued sums it up
    prose = sorted(calls + needs, key=lambda asked: asked.order)
    prose = _without_restated_lede(prose)
    for asked in prose:
        for text in asked.texts:
            if len(texts) >= MOST_DEMANDS:
                break
            if not _is_whole(text):
                continue
            same = next((at for at, other in enumerate(texts) if _overlap(text, other) >= 0.7), None)
            if same is None:
                texts.append(text)
                addressees.append(asked.addressee)
            elif same >= len(listed) and len(text) > len(texts[same]):
                texts[same] = text  # asked twice: the fuller wording
    return Demands(_unique(texts), _unique(addressees), items)


def _in_prose(
    text: str, own: frozenset[str], *, by_others: bool, lede: bool, we: bool, orders: bool
) -> tuple[list[Asked], list[Asked], bool]:
    """(calls, requirements, whether somebody else spoke last).

    by_others: who spoke last above, in power or of another house, is whom "he" means
    """
    running = outside(text, marked_in(text))
    calls: list[Asked] = []
    needs: list[Asked] = []
    after_demand = False
    for start, end in sentence_spans(running):
        sentence, literal = running[start:end], text[start:end]
        by_others = (by_others and goes_on(sentence)) or is_of_others(sentence, own)
        if len(sentence) > 3000 or (by_others and goes_on(sentence)):
            continue
        asked = []
        if may_ask(sentence) and not is_needed(sentence):
            asked = calls_in(
                sentence, literal, own, lede=lede, first_person=we, resolves=not orders
            )
        needed = [] if asked or not orders else orders_in(sentence, literal, follows=after_demand)
        if not (asked or needed):
            needed = requirements_in(sentence, literal, follows=after_demand)
        elif asked and (said := ALSO_SAID.search(sentence)):
            needed = requirements_in(sentence[said.end() :], literal[said.end() :], follows=True)
        calls.extend(asked)
        needs.extend(replace(asked, lede=lede) for asked in needed)
        after_demand = bool(asked or needed)
    return [_enumerated(asked) for asked in calls], needs, by_others


def _enumerated(asked: Asked) -> Asked:
    """ "to: (1) release …; (2) repeal …; and (3) end …" is three demands."""
    texts: list[str] = []
    for text in asked.texts:
        numbered = len(INLINE_ITEM.split(text)) > 2
        if not numbered and (text.count(";") > 1 or "; and " in text):
            texts.extend(trimmed(piece) for piece in re.split(r";\s+(?:and\s+)?(?:that\s)?", text))
            continue
        first, *pieces = [trimmed(piece) for piece in INLINE_ITEM.split(text)]
        if numbered_before := INLINE_ITEM.search(f"{asked.addressee} "):
            # "calls on the ministry (i) to release …, (ii) to repeal …"
            asked = replace(asked, addressee=asked.addressee[: numbered_before.start()])
            pieces = [first, *pieces]
        elif pieces and len(first.split()) <= 12 and not asked.addressee:
            asked = replace(asked, addressee=first)
        elif not pieces or len(first.split()) > 12:
            pieces = [first, *pieces]
        pieces = [re.sub(r"^to\s|,?\s+(?:and|or)$", "", piece) for piece in pieces]
        pieces = [piece for piece in pieces if len(piece.split()) > 1]
        texts.extend(pieces if len(pieces) > 1 else [trimmed(text)])
    return replace(asked, texts=texts)


def _without_restated_lede(prose: list[Asked]) -> list[Asked]:
    """Without what the opening asks if the text asks it again, of the same ones, in more words."""
    later = [(text, asked.addressee) for asked in prose if not asked.lede for text in asked.texts]
    later = later[:MOST_DEMANDS]
    # A lead above three demands and more sums them up, though in other words.
    enough = 0.45 if len(later) < 3 else 0.2
    return [
        asked
        for asked in prose
        if not (
            asked.lede
            and any(
                _overlap(text, other) >= enough and _may_be_one(asked.addressee, addressee)
                for text in asked.texts
                for other, addressee in later
            )
        )
    ]


def _may_be_one(one: str, other: str) -> bool:
    """Whether two addressees may be the same: one is unnamed, or they share a word."""
    return not (one and other) or _overlap(one, other) > 0


def _is_whole(text: str) -> bool:
    """Not broken off before a quotation, "should take it as a"."""
    return bool(text) and text.split()[-1].lower() not in BROKEN_OFF


def _overlap(one: str, other: str) -> float:
    a, b = _content(one), _content(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _content(text: str) -> set[str]:
    found = set(re.findall(r"[^\W\d_]{4,}|\d+", text.lower()))
    return found - (words.NOT_NAMES - {"release"})


def _unique(texts: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for text in texts:
        if text:
            seen.setdefault(text.lower().removeprefix("the "), text)
    return list(seen.values())
