"""What a statement asks for: list items under a call, and calls made in running prose.

A demand belongs to the statement's own voice. What "rights groups and others have called for" is
background, what a quoted person says "must" happen is a quote, and "Background" bullets are facts.
"""

import re
from dataclasses import dataclass

from campaign.statements import words
from campaign.statements.acts import Asked
from campaign.statements.layout import Block
from campaign.statements.listed_demands import BACKGROUND, is_heading_like, listed_in
from campaign.statements.prose import ProseReader, says_we
from campaign.statements.sentences import last_sentence_start
from campaign.statements.voice import Voice

# "We therefore call on the ministry to:" draws the conclusion of all that stands above it.
THEREFORE = re.compile(r"(?i)\b(?:therefore|accordingly|for these reasons|in view of this)\b")
BROKEN_OFF = words.listed("a an the and or as of to for with in on by its their our")
SAME = 0.7  # of the shorter one's words
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
    prose = _in_prose(blocks, Voice(own_names, says_we(blocks)), items)
    texts = list(listed)
    for asked in _without_restated_lede(prose):
        for text in filter(_is_whole, asked.texts):
            if len(texts) >= MOST_DEMANDS:
                break
            same = next((n for n, other in enumerate(texts) if _overlap(text, other) >= SAME), None)
            if same is None:
                texts.append(text)
                addressees.append(asked.addressee)
            elif same >= len(listed) and len(text) > len(texts[same]):
                texts[same] = text  # asked twice: the fuller wording
    return Demands(_unique(texts), _unique(addressees), items)


def _in_prose(blocks: list[Block], voice: Voice, items: frozenset[int]) -> list[Asked]:
    """What is asked outside of lists of demands, which stand at `items`; in the text's order."""
    reader = ProseReader(voice)
    first, last = (min(items), max(items)) if items else (0, 0)
    first_text = next((i for i, block in enumerate(blocks) if block.kind == "text"), 0)
    calls: list[Asked] = []
    needs: list[Asked] = []
    argued = 0
    background = False
    for index, block in enumerate(blocks):
        if block.kind == "heading" or is_heading_like(block.text):
            background = bool(BACKGROUND.match(block.text))
        if background or index in items or block.kind not in ("text", "item"):
            continue
        text = block.text
        if index + 1 in items and text.rstrip()[-1:] not in '.!?”"':
            text = text[: last_sentence_start(text)]
        asked, needed = reader.read(text, lede=index == first_text, in_list=block.kind == "item")
        calls.extend(asked)
        if index < first:
            argued += sum(not call.lede and not call.participle for call in asked)
        # Before a list of demands, "must" and "should" argue for it; after it they add to it.
        needs.extend(needed if not items or index > last else [])
    if items:
        calls = [call for call in calls if not call.lede and not call.participle]
        if THEREFORE.search(blocks[first - 1].text):
            calls = calls[argued:]  # a list that follows from what was argued sums it up
    return sorted(calls + needs, key=lambda asked: asked.order)


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
    return (
        bool(text)
        and not text.endswith(":")
        and text.rsplit(maxsplit=1)[-1].lower() not in BROKEN_OFF
    )


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
