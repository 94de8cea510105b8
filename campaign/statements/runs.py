"""Fragments that follow each other: whose they are together, and which of them are one quote."""

import itertools
import re
from dataclasses import replace

from django.utils.translation import gettext as _

from campaign.statements.draft import Quote
from campaign.statements.names import same_person
from campaign.statements.quotable import Fragment

WORD = re.compile(r"\w+")
LEAST_ECHO = 3  # words: fewer may be said twice


def signed_below(fragments: list[Fragment]) -> list[Fragment]:
    """Paragraphs that are nothing but quotes belong to whom the next one is attributed to.

    One such paragraph right after somebody was introduced is that person's; a run of them is not.
    """
    result = list(fragments)
    run = 0
    for index in range(len(result) - 1, -1, -1):
        fragment = result[index]
        if fragment.speaker is not None or not fragment.alone:
            continue
        below = result[index + 1] if index + 1 < len(result) else None
        before = result[index - 1] if index else None
        same_run = before and before.alone and before.paragraph >= fragment.paragraph - 1
        run = run + 1 if below and below.alone and below.speaker is not None else 1
        follows = below and below.speaker and below.paragraph - fragment.paragraph <= 1
        opens = below and (below.alone or below.marked.start == 0)
        if follows and opens and (run > 1 or same_run or fragment.guess is None):
            result[index] = replace(fragment, speaker=below.speaker)
        elif fragment.guess is not None:
            result[index] = replace(fragment, speaker=fragment.guess)
    for above, index in itertools.pairwise(range(len(result))):
        last, fragment = result[above], result[index]
        follows = fragment.alone and 0 <= fragment.paragraph - last.paragraph <= 1
        if fragment.speaker is None and follows and last.speaker:
            result[index] = replace(fragment, speaker=last.speaker)
    return result


def without_echoes(fragments: list[Fragment]) -> list[Fragment]:
    """Less what only repeats words quoted elsewhere: a pull quote, "they may “close it”, but".

    What a sentence gives to somebody is kept, however often it was said, unless it stands alone.
    """
    said = [f" {' '.join(WORD.findall(fragment.text.lower()))} " for fragment in fragments]
    everything = "|".join(said)
    kept, at = [], 0
    for fragment, these in zip(fragments, said, strict=True):
        again = everything.find(these)
        longer = False
        if again == at and not fragment.direct:
            again = everything.find(these, at + len(these))
            longer = again != -1 and not (
                everything[again - 1] == "|" and everything[again + len(these) :][:1] in ("", "|")
            )
        echo = 0 <= again < at or longer
        at += len(these) + 1
        repeats = fragment.alone or not fragment.direct
        if not (echo and repeats and not fragment.continues and these.count(" ") > LEAST_ECHO):
            kept.append(fragment)
    return kept


def backfill(fragments: list[Fragment]) -> list[Fragment]:
    """`“A. ”“B,” said X`: an unattributed quote before an attributed one in its paragraph."""
    result = list(fragments)
    for index in range(len(result) - 2, -1, -1):
        open_to_all = result[index].speaker is None and not result[index].direct
        if open_to_all and result[index + 1].direct:
            result[index] = replace(result[index], speaker=result[index + 1].speaker)
    return result


def merged(fragments: list[Fragment], notes: list[str]) -> list[Quote]:
    groups: list[list[Fragment]] = []
    for fragment in fragments:
        if groups and _belongs(groups[-1][-1], fragment):
            groups[-1].append(fragment)
        else:
            groups.append([fragment])
    quotes = []
    for group in groups:
        # A continued quote may name its speaker only in its last paragraph.
        speaker = next((f.speaker for f in group if f.speaker), None)
        parts = tuple(" ".join(fragment.text.split()) for fragment in group)
        text = " ".join(parts)
        name = speaker.name if speaker and speaker.kind != "pronoun" else None
        if name is None:
            notes.append(_("Who said “%(words)s”?") % {"words": shortened(text)})
            continue
        if speaker.kind == "generic":
            notes.append(
                _("The text names “%(speaker)s” only like this. Who is it?") % {"speaker": name}
            )
        quotes.append(Quote(text, name, speaker.role, parts))
    return quotes


def _belongs(last: Fragment, fragment: Fragment) -> bool:
    if fragment.continues:
        return fragment.speaker is None or last.speaker is None or _same(last, fragment)
    if last.speaker is None or fragment.speaker is None or last.aside or fragment.aside:
        return False
    apart = fragment.paragraph - last.paragraph
    return _same(last, fragment) and (apart == 0 or apart == 1 and not fragment.told_first)


def _same(one: Fragment, other: Fragment) -> bool:
    if one.speaker.kind == other.speaker.kind == "person":
        names = (one.speaker.name, other.speaker.name)
        return same_person(*names) or same_person(*reversed(names))
    return one.speaker.name.lower() == other.speaker.name.lower()


def shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rsplit(" ", 1)[0] + "…"
