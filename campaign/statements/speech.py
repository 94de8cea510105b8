"""Speech that no quotation marks show: under "Ana Ruiz, director, said:", and in quoted e-mails."""

import re

from campaign.statements import words
from campaign.statements.attribution import before_quote
from campaign.statements.layout import Block
from campaign.statements.marks import marked_in, starts_with_opener
from campaign.statements.people import Speaker
from campaign.statements.quotable import ends_sentence
from campaign.statements.sentences import last_sentence_start

LONGEST_LINE = 45
LONGEST_SPEECH = 8
# Between the verb of saying and the colon: "said in a statement today:".
VERB_BEFORE_COLON = 7
FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]urs?|[Mm]y|[Mm]e|[Uu]s|mine|I’m|I'm)\b")
# "On Mon, 9 Mar 2026 at 21:03, Ana Ruiz wrote:": the mail below is told by somebody, with marks.
MAIL = re.compile(r"(?i)^(?:on\s.{6,90}\swrote:|from:\s|-+\s?(?:original|forwarded) message)")


def is_mail(text: str) -> bool:
    """Whether a quoted block is a mail that is answered rather than somebody's words."""
    return MAIL.match(text) is not None


def unmarked_speech(blocks: list[Block]) -> dict[int, Speaker]:
    """Whose words each paragraph without marks is, that stands under a line which says so.

    Speech goes on to the next such line. Where none follows, only what was written together with
    the first paragraph, or says "I" or "we", is surely still speech.
    """
    lines = {}
    for index, block in enumerate(blocks):
        if speaker := _announced(block):
            lines[index] = speaker
    spoken: dict[int, Speaker] = {}
    for index, speaker in lines.items():
        run = _paragraphs_below(blocks, index, lines)
        end = run[-1] + 1 if run else index
        if end not in lines:
            run = _surely_speech(blocks, run)
        spoken.update(dict.fromkeys(run, speaker))
    return spoken


def _announced(block: Block) -> Speaker | None:
    text = block.text.strip()
    if block.kind not in ("text", "heading") or not text.endswith(":"):
        return None
    tokens = text.rstrip(":").lower().split()
    told = set(tokens[-VERB_BEFORE_COLON:]) & (words.SAYING - words.WEAK_SAYING | {"comments"})
    if not told or len(tokens) > LONGEST_LINE or last_sentence_start(text) or marked_in(text):
        return None
    speaker = before_quote(text)
    return speaker if speaker and speaker.kind == "person" else None


def _paragraphs_below(blocks: list[Block], index: int, lines: dict[int, Speaker]) -> list[int]:
    run: list[int] = []
    for at in range(index + 1, min(len(blocks), index + 1 + LONGEST_SPEECH)):
        block = blocks[at]
        speech = block.kind == "text" and at not in lines and ends_sentence(block.text)
        if not speech or starts_with_opener(block.text):
            break
        run.append(at)
    return run


def _surely_speech(blocks: list[Block], run: list[int]) -> list[int]:
    kept = run[:1]
    for at in run[1:]:
        together = blocks[at].chunk == blocks[run[0]].chunk
        if not together and not FIRST_PERSON.search(blocks[at].text):
            break
        kept.append(at)
    return kept
