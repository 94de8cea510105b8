"""Calls and requirements in running prose, told paragraph after paragraph."""

import re
from dataclasses import replace

from campaign.statements.acts import INLINE_ITEM, Asked
from campaign.statements.calls import calls_in, may_ask
from campaign.statements.layout import Block
from campaign.statements.listed_demands import trimmed
from campaign.statements.marks import marked_in, outside
from campaign.statements.requirements import is_needed, orders_in, requirements_in
from campaign.statements.sentences import sentence_spans
from campaign.statements.voice import Voice, goes_on

LONGEST_SENTENCE = 3000
WE = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")
MANY = 4
# "… asked the city to reopen it, and said the port must pay": a call and what must be besides.
ALSO_SAID = re.compile(
    r",?\s(?:and|but)\s(?:(?:it|they|he|she)\s)?(?:also\s)?"
    r"(?:said|says|added|adds|insisted|insists|argued|argues|stressed|stresses)\s(?:that\s)?"
)


def says_we(blocks: list[Block]) -> bool:
    """Whether a text speaks in the first person, quotes apart."""
    return sum(len(WE.findall(outside(b.text, marked_in(b.text)))) for b in blocks) >= MANY


class ProseReader:
    """Reads paragraphs in their order, since "he" in one is who spoke in the one before."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._is_anothers = False  # somebody else spoke last

    def read(self, text: str, *, lede: bool, in_list: bool) -> tuple[list[Asked], list[Asked]]:
        """(calls, requirements) of one paragraph, or one point of a list."""
        running = outside(text, marked_in(text))
        calls: list[Asked] = []
        needs: list[Asked] = []
        follows = False
        for start, end in sentence_spans(running):
            sentence, literal = running[start:end], text[start:end]
            goes = self._is_anothers and goes_on(sentence)
            self._is_anothers = goes or self._voice.is_anothers(sentence)
            if goes or len(sentence) > LONGEST_SENTENCE:
                continue
            asked, needed = self._sentence(
                sentence, literal, lede=lede, in_list=in_list, follows=follows
            )
            calls.extend(_enumerated(each) for each in asked)
            needs.extend(replace(each, lede=lede) for each in needed)
            follows = bool(asked or needed)
        return calls, needs

    def _sentence(
        self, sentence: str, literal: str, *, lede: bool, in_list: bool, follows: bool
    ) -> tuple[list[Asked], list[Asked]]:
        asked: list[Asked] = []
        if may_ask(sentence) and not is_needed(sentence):
            asked = calls_in(sentence, literal, self._voice, lede=lede, resolves=in_list)
        if asked:
            if said := ALSO_SAID.search(sentence):
                besides = sentence[said.end() :], literal[said.end() :]
                return asked, requirements_in(*besides, follows=True)
            return asked, []
        if not in_list and (ordered := orders_in(sentence, literal, follows=follows)):
            return [], ordered
        return [], requirements_in(sentence, literal, follows=follows)


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
