"""Speech that no quotation marks show: under "Ana Ruiz, director, said:", and in quoted e-mails."""

import re

from campaign.statements import words
from campaign.statements.attribution import before_quote
from campaign.statements.layout import Block
from campaign.statements.marks import marked_in, starts_with_opener
from campaign.statements.people import Speaker
from campaign.statements.quotable import ends_sentence
from campaign.statements.sentences import last_sentence_start

LONGEST_LEAD = 300
LONGEST_SPEECH = 8
# Between the verb of saying and the colon: "said in a statement today:".
VERB_BEFORE_COLON = 7
TOLD = words.SAYING - words.WEAK_SAYING | {"comments", "states"}
FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]urs?|[Mm]y|[Mm]e|[Uu]s|mine|I’m|I'm)\b")
# "On Mon, 9 Mar 2026 at 21:03, Ana Ruiz wrote:": the mail below is told by somebody, with marks.
MAIL = re.compile(r"(?i)^(?:on\s.{6,90}\swrote:|from:\s|-+\s?(?:original|forwarded) message)")


def is_mail(text: str) -> bool:
    """Whether a quoted block is a mail that is answered rather than somebody's words."""
    return MAIL.match(text) is not None


def unmarked_speech(blocks: list[Block]) -> dict[int, tuple[Speaker, int]]:
    """Whose words each paragraph without marks is, and where in it they begin.

    A line says so: "Ana Ruiz, director, said:". Speech goes on to the next such line. Where none
    follows, only what was written together with the first paragraph, or says "I" or "we", is
    surely still speech.
    """
    lines = {}
    for index, block in enumerate(blocks):
        if announced := _announced(block):
            lines[index] = announced
    spoken: dict[int, tuple[Speaker, int]] = {}
    for index, (speaker, begins) in lines.items():
        inside = begins < len(blocks[index].text)
        run = _paragraphs_below(blocks, index, frozenset(lines))
        end = run[-1] + 1 if run else index
        if end not in lines:
            run = _surely_speech(blocks, run, index if inside else None)
        if inside:
            spoken[index] = (speaker, begins)
        spoken.update(dict.fromkeys(run, (speaker, 0)))
    return spoken


def _announced(block: Block) -> tuple[Speaker, int] | None:
    """Who is announced by a paragraph's first words, and where what follows the colon begins."""
    text = block.text
    colon = re.search(r":(?:\s+|$)", text[:LONGEST_LEAD])
    if colon is None or block.kind not in ("text", "heading"):
        return None
    lead = text[: colon.start() + 1]
    tokens = lead.rstrip(":").lower().split()
    told = set(tokens[-VERB_BEFORE_COLON:]) & TOLD
    below = text[colon.end() :]
    if not told or last_sentence_start(lead) or marked_in(text):
        return None
    if below and not (below[:1].isupper() and ends_sentence(below)):
        return None
    speaker = before_quote(lead)
    return (speaker, colon.end()) if speaker and speaker.kind == "person" else None


def _paragraphs_below(blocks: list[Block], index: int, lines: frozenset[int]) -> list[int]:
    run: list[int] = []
    for at in range(index + 1, min(len(blocks), index + 1 + LONGEST_SPEECH)):
        block = blocks[at]
        speech = block.kind == "text" and at not in lines and ends_sentence(block.text)
        if not speech or starts_with_opener(block.text):
            break
        run.append(at)
    return run


def _surely_speech(blocks: list[Block], run: list[int], first: int | None) -> list[int]:
    """first: the paragraph that holds both the announcement and the first words, if one does."""
    kept = run[:1] if first is None else []
    for at in run[len(kept) :]:
        together = blocks[at].chunk == blocks[run[0] if first is None else first].chunk
        if not together and not FIRST_PERSON.search(blocks[at].text):
            break
        kept.append(at)
    return kept
