"""The quotes of a statement, each with the speaker that the text gives it.

A fragment is one stretch between marks. Fragments get a speaker from their own sentence first,
then from their paragraph, then from the lines around it; fragments of one speaker that follow each
other are one quote. Scare quotes, titles and definitions are left alone.
"""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from campaign.statements.attribution import (
    after_quote,
    before_quote,
    byline,
    closing_speaker,
    gapped,
    is_signature,
    label,
)
from campaign.statements.draft import Quote
from campaign.statements.layout import Block
from campaign.statements.marks import (
    ANY_MARK,
    DOUBLE_CLOSERS,
    DOUBLE_MARK,
    Marked,
    marked_in,
    outside,
    runs_on,
    starts_with_opener,
)
from campaign.statements.mentions import Mentions
from campaign.statements.names import leading_name
from campaign.statements.people import Speaker
from campaign.statements.quotable import (
    LONG_PHRASE,
    LONGEST_LEAD,
    SENTENCE_END,
    Fragment,
    ends_sentence,
    is_law,
    is_quote,
    is_sentence,
    is_whole,
    kind_of,
    told_before,
)
from campaign.statements.runs import backfill, merged, shortened, signed_below, without_echoes
from campaign.statements.sentences import first_sentence, last_sentence_start
from campaign.statements.speech import is_mail
from campaign.statements.subjects import subject_of

SAID_IN_TAIL = re.compile(r"^\s[^,]{0,60}\b(?:said|says|added|adds|told|tells)\b[^“”\"]{0,80}$")
OTHER_CLAUSE = re.compile(r"^\s*[,;]?\s*(?:while|whereas|but|and|though|although)\s+")
DONE_TO = re.compile(
    r"\b(?:charged|accused|convicted|sentenced|arrested|jailed|guilty|detained|fined|titled|"
    r"entitled|called|named|author|wrote the|reads?)\b"
)
# "Quotes attributable to Ana Ruiz, director": the line above what she says.
ATTRIBUTABLE = re.compile(
    r"(?i)(?:the following\s)?(?:quotes?|quotations?|comments?|remarks?|statement|the following)\b"
    r"[^.!?]{0,40}?\b(?:attributable to|attributed to|from|by)\s[^.!?]{3,160}:?$"
)
ISSUED = re.compile(
    r"(?i)\b(?:following|here|below) (?:is|are) (?:an?|the) (?:\w+ )?(?:statement|comments?|"
    r"remarks?|reaction) (?:from|by)\s"
)
SIGNATURE_BELOW = "--"  # what stands under it in an e-mail is nobody's speech
LONGEST_SIGNATURE = 12
LONGEST_GLOSS = 20  # "(in English: “…”)"
WHOLE = 15  # no slogan has so many words, full stop or not
MOST_FRAGMENTS = 500
MOST_MARKS = 5000  # apostrophes among them
MOST_UNMARKED = 6  # paragraphs between the one that opens a quote and the one that closes it


def quotes_in(
    blocks: list[Block], mentions: Mentions, spoken: dict[int, tuple[Speaker, int]]
) -> tuple[list[Quote], list[str]]:
    """(quotes in order, notes for the organiser). `spoken`: what `unmarked_speech` found."""
    notes: list[str] = []
    fragments: list[Fragment] = []
    open_quote = False
    marks = 0
    for index, block in enumerate(blocks):
        if index in spoken:
            fragments.append(_spoken(index, block.text, spoken[index], mentions))
            open_quote = False
            continue
        if block.text == SIGNATURE_BELOW and len(blocks) - index <= LONGEST_SIGNATURE:
            break
        if block.kind in ("heading", "rule"):
            open_quote = False
            continue
        marks += len(ANY_MARK.findall(block.text))
        if len(fragments) >= MOST_FRAGMENTS or marks > MOST_MARKS:
            notes.append(
                _("There are more than %(count)s quotes; the rest was left out.")
                % {"count": MOST_FRAGMENTS}
            )
            break
        found, open_quote = _fragments_of(
            blocks, index, open_quote, mentions, earlier=fragments, notes=notes
        )
        fragments.extend(found)
    fragments = [
        fragment
        for fragment in without_echoes(signed_below(fragments))
        if fragment.speaker or fragment.continues or is_whole(fragment.text)
    ]
    return merged(fragments, notes), notes


def _fragments_of(  # noqa: PLR0912 - one paragraph, told in the order it is read
    blocks: list[Block],
    index: int,
    open_before: bool,
    mentions: Mentions,
    *,
    earlier: list[Fragment],
    notes: list[str],
) -> tuple[list[Fragment], bool]:
    """The fragments of one paragraph, and whether it leaves a quote open for the next."""
    text = blocks[index].text
    reopens = open_before and starts_with_opener(text)
    stretches = _stretches_of(
        blocks[index], open_before=open_before, reopens=reopens, signed=_signs(blocks, index)
    )
    if runs_on(text) and _closes_later(blocks, index):
        stretches = [Marked(0, len(text), 1, len(text), closed=False)]
    elif open_before and not stretches and _closes_later(blocks, index):
        stretches = [Marked(0, len(text), 0, len(text), closed=False, opened=False)]
    if not stretches:
        return [], False
    running = outside(text, stretches)
    fragments = [
        Fragment(
            index,
            stretch,
            stretch.words(text),
            continues=(number == 0 and (reopens or not stretch.opened)) and open_before,
            aside=running[: stretch.start].endswith("("),
        )
        for number, stretch in enumerate(stretches)
    ]
    named = _direct_speakers(running, fragments)
    alone = not running.replace("\u0000", "").strip(" .,—–-")
    kept: list[Fragment] = []
    for number, fragment in enumerate(fragments):
        speaker = named[number]
        direct = speaker is not None
        if speaker is not None:
            speaker = mentions.resolve(speaker, (index, fragment.marked.start))
            speaker = speaker and speaker.named_for(fragment.text)
            if speaker and is_law(speaker):
                continue
        elif fragment.continues:
            speaker = earlier[-1].speaker if earlier else None
        elif number and kept and kept[-1].speaker:
            speaker = kept[-1].speaker
        if not is_quote(
            text,
            running,
            fragment,
            kind=kind_of(speaker) if direct and speaker else "",
            inherits=bool(speaker),
            alone=alone,
        ):
            continue
        if speaker is None:
            speaker = _speaker_around(
                blocks, index, mentions, bare=alone, kept=kept, earlier=earlier
            )
        guess = None
        if speaker is None and alone and index:
            guess = mentions.subject_of(index - 1)
        elif speaker is None and is_sentence(fragment, running):
            speaker = mentions.subject_of(index, fragment.marked.start)
        if speaker:
            mentions.add((index, fragment.marked.start), speaker)
        told = told_before(running[: fragment.marked.start])
        found = replace(fragment, speaker=speaker, direct=direct, alone=alone, guess=guess)
        kept.append(replace(found, told_first=told))
    kept = backfill(kept)
    last = fragments[-1]
    left_open = not last.marked.closed and last.marked.end == len(text)
    if left_open and not _closes_later(blocks, index):
        left_open = False
        if kept and kept[-1].marked is last.marked:
            notes.append(
                _("A quotation mark is never closed after “%(words)s”. Where does the quote end?")
                % {"words": shortened(last.text)}
            )
    return kept, left_open


def _stretches_of(block: Block, *, open_before: bool, reopens: bool, signed: bool) -> list[Marked]:
    """What stands between marks in a paragraph; all of a block quote that has none."""
    text, quoted = block.text, block.kind == "quote" and not is_mail(block.text)
    stretches = marked_in(text, inside=open_before and not reopens)[:MOST_FRAGMENTS]
    if quoted and stretches and stretches[0].start and not open_before:
        stretches = []  # the marks within a block quote are its speaker's own
    if not stretches and quoted and not (is_signature(text) or signed):
        stretches = [_whole_block(text)]
    if stretches and not stretches[-1].closed:
        stretches[-1] = _without_attribution(text, stretches[-1])
    return stretches


def _signs(blocks: list[Block], index: int) -> bool:
    """Whether a line of a block quote only names who said the marked words above it."""
    above, line = _neighbour(blocks, index, -1), blocks[index].text
    marked = above is not None and above.kind == "quote" and above.text[-1:] in DOUBLE_CLOSERS
    return marked and not ends_sentence(line) and byline(line) is not None


def _direct_speakers(running: str, fragments: list[Fragment]) -> list[Speaker | None]:
    named = [_direct_speaker(running, fragments, n) for n in range(len(fragments))]
    for number in range(len(fragments) - 2, -1, -1):
        # “A. “B,” said X: a quote that is never closed goes on in the one right after it.
        this, following = fragments[number].marked, fragments[number + 1].marked
        gap = running[this.end : following.start].strip()
        translated = fragments[number + 1].aside and not named[number] and len(gap) < LONGEST_GLOSS
        if translated or not this.closed and not gap:
            named[number] = named[number + 1]
    return named


def _direct_speaker(running: str, fragments: list[Fragment], number: int) -> Speaker | None:
    """The speaker named in the sentence that the quote belongs to."""
    fragment = fragments[number]
    start, end = fragment.marked.start, fragment.marked.end
    following = fragments[number + 1].marked.start if number + 1 < len(fragments) else len(running)
    previous = fragments[number - 1].marked.end if number else 0
    after = running[end:following]
    after = after.removeprefix(")") if fragment.aside else after
    finished = bool(SENTENCE_END.search(fragment.text))
    rest = first_sentence(after[:700])
    leads_on = (
        finished
        and following < len(running)
        and len(rest) >= len(after.strip())
        and re.search(r"[:,]\s*$|\b(?:that|saying|adding)\s*$", after) is not None
    )
    before = running[max(previous, start - LONGEST_LEAD) : start]
    lead = before[last_sentence_start(before) :]
    ended = (
        number > 0 and ends_sentence(fragments[number - 1].text) and before.lstrip()[:1].isupper()
    )
    goes_on = number > 0 and not ended and len(lead.strip()) == len(before.strip())
    # "…, while Hla Win called it “theft”": a clause with a speaker of its own.
    clause = OTHER_CLAUSE.match(lead) if goes_on else None
    if clause and (speaker := before_quote(lead[clause.end() :]) or gapped(lead[clause.end() :])):
        return speaker
    if goes_on:
        # The same sentence runs on from the quote before: its subject stands further left.
        lead = running[_sentence_start(running, start) : start]
    if ";" in lead and lead[lead.rindex(";") + 1 :].strip(" \u0000"):
        lead = lead[lead.rindex(";") + 1 :]
    colon = lead.rstrip().endswith(":")
    if colon and (speaker := before_quote(lead[-700:])):
        return speaker
    unfinished = fragment.text.endswith((",", "!", "?", "…", "—", "–"))
    own = not (finished or unfinished) and (rest[:1] != "," or OTHER_CLAUSE.match(rest))
    if own and (speaker := before_quote(lead[-700:])):
        return speaker
    stopped = fragment.text.endswith(".") or running[end : end + 1] == "."
    if not leads_on and (speaker := after_quote(rest, unfinished=unfinished, full_stop=stopped)):
        return speaker
    if speaker := before_quote(lead[-700:]):
        return speaker
    if finished:
        return None
    if speaker := closing_speaker(first_sentence(running[end : end + 700]).rstrip(".")):
        return speaker
    # "George Brandis has indicated plans to raise “the need to …”": his words, whatever the verb.
    long_enough = len(fragment.text.split()) >= LONG_PHRASE and not DONE_TO.search(lead)
    subject = subject_of(lead) if long_enough else None
    return subject if subject and subject.kind == "person" else None


def _sentence_start(running: str, at: int) -> int:
    return last_sentence_start(running[max(0, at - LONGEST_LEAD) : at]) + max(0, at - LONGEST_LEAD)


def _speaker_around(
    blocks: list[Block],
    index: int,
    mentions: Mentions,
    *,
    bare: bool,
    kept: list[Fragment],
    earlier: list[Fragment],
) -> Speaker | None:
    """The speaker of a quote whose own sentence names nobody, from the lines around it."""
    if kept and kept[-1].speaker:
        return kept[-1].speaker
    before = _neighbour(blocks, index, -1)
    after = _neighbour(blocks, index, +1)
    if before is not None and (speaker := _introduced(blocks, index, before, bare=bare)):
        return mentions.resolve(speaker, (index, 0))
    signed = bare and after is not None and len(after.text.split()) <= 18
    # "Ana Ruiz, director, said:" introduces the quote below it and signs none.
    signed = signed and not after.text.rstrip().endswith(":")
    # A slogan above somebody's signature is not their words; a sentence is, and a dash says so.
    whole = ends_sentence(blocks[index].text) or len(blocks[index].text.split()) >= WHOLE
    signed = signed and (whole or is_signature(after.text))
    if signed and not marked_in(after.text) and not ends_sentence(after.text):
        speaker = byline(after.text)
        if speaker:
            return mentions.resolve(speaker, (index, 0))
    if before is not None and bare:
        last = earlier[-1] if earlier else None
        if last and last.speaker and last.paragraph == index - 1:
            return last.speaker
    return None


def _introduced(blocks: list[Block], index: int, before: Block, *, bare: bool) -> Speaker | None:
    """Whom the line above a quote gives it to: "Quotes attributable to …", "… said:", a name."""
    if bare and (ATTRIBUTABLE.match(before.text) or ISSUED.search(before.text)):
        speaker = before_quote(before.text.rstrip(":"))
        if speaker and speaker.kind in ("person", "organisation"):
            return speaker
    marked = marked_in(before.text)
    if before.text.rstrip().endswith(":"):
        lead = outside(before.text, marked)
        return before_quote(lead[last_sentence_start(lead) :][-700:])
    if marked:
        return None
    if not bare or before.kind != "text" or ends_sentence(before.text):
        return None
    speaker = label(before.text)
    above = _neighbour(blocks, index - 1, -1)
    if above is not None and above.chunk == before.chunk:
        # "Ana Ruiz" on one line, "Director, Open Harbour" on the next.
        together = f"{above.text}, {before.text}"
        speaker = byline(together) if leading_name(above.text) == above.text else speaker
    return speaker if speaker and speaker.kind == "person" else None


def _neighbour(blocks: list[Block], index: int, step: int) -> Block | None:
    at = index + step
    if 0 <= at < len(blocks) and blocks[at].kind != "rule":
        return blocks[at]
    return None


def _whole_block(text: str) -> Marked:
    """A block quote without marks: all of it, less a closing "— Name, role"."""
    dash = max(text.rfind(" — "), text.rfind(" – "), text.rfind(" ― "))
    if dash > 0 and len(text) - dash < 160 and byline(text[dash + 3 :]):
        return Marked(0, dash, 0, dash, closed=True)
    return Marked(0, len(text), 0, len(text), closed=True)


def _spoken(index: int, text: str, told: tuple[Speaker, int], mentions: Mentions) -> Fragment:
    """A paragraph that is speech although no marks say so."""
    speaker = mentions.resolve(told[0], (index, 0))
    mentions.add((index, 0), speaker)
    marked = Marked(told[1], len(text), told[1], len(text), closed=True)
    return Fragment(index, marked, marked.words(text), speaker=speaker, direct=True, alone=True)


def _without_attribution(text: str, marked: Marked) -> Marked:
    """An unclosed quote less the ", Ana Ruiz said." that its forgotten mark left inside; one that
    began within a sentence ("urged him “to wait.") less the sentences that follow."""
    words_said = text[marked.inner : marked.inner_end]
    if words_said[:1].islower() and marked.start:
        end = marked.inner + len(first_sentence(words_said))
        return replace(marked, end=end, inner_end=end)
    for comma in reversed(list(re.finditer(r"[,?!]\s", words_said[-200:]))[-3:]):
        at = len(words_said) - len(words_said[-200:]) + comma.start() + 1
        if SAID_IN_TAIL.search(words_said[at:]) and after_quote(words_said[at:], unfinished=True):
            end = marked.inner + at
            return replace(marked, end=end, inner_end=end)
    return marked


def _closes_later(blocks: list[Block], index: int) -> bool:
    """Whether the next paragraph carries an open quote on."""
    after = _neighbour(blocks, index, +1)
    if after is None or after.kind == "heading":
        return False
    if starts_with_opener(after.text):
        return bool(SENTENCE_END.search(blocks[index].text)) or not blocks[index].text
    for block in blocks[index + 1 : index + 1 + MOST_UNMARKED]:
        if block.kind != "text" or starts_with_opener(block.text):
            return False
        if DOUBLE_MARK.search(block.text):
            stretches = marked_in(block.text, inside=True)
            return bool(stretches) and not stretches[0].opened
    return False
