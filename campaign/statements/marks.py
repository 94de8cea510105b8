"""Where quotation marks open and close: curly, straight, low, guillemets, nested, unclosed.

One pass over a paragraph. A quote that never closes runs to the paragraph's end and says so.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

OPENERS = {"“": "”", "„": "“”", "‟": "”", "«": "»", "「": "」", "『": "』", "‹": "›"}
DOUBLE_CLOSERS = '”"″'
MOST_STRETCHES = 500  # of one paragraph; no prose has more
STOPS = (".", "!", "?", "…")
SINGLE_OPENERS = "‘'‚"
ANY_MARK = re.compile("[“„‟«「『‹\"″”‘'‚]")
DOUBLE_MARK = re.compile('[“”"″„‟«»「」『』‹›]')
BEFORE_OPENING = set(' \t\n([{—–-/:;,…“"‘«') | {""}
ELISIONS = (
    "em ",
    "til ",
    "tis ",
    "twas ",
    "cause ",
    "bout ",
    "n' ",
    "n’ ",
    "60s",
    "70s",
    "80s",
    "90s",
)


@dataclass(frozen=True)
class Marked:
    """A quoted stretch: text[start:end] with its marks, text[inner:inner_end] without them."""

    start: int
    end: int
    inner: int
    inner_end: int
    closed: bool
    opened: bool = True
    single: bool = False

    def words(self, text: str) -> str:
        return text[self.inner : self.inner_end].strip()


def marked_in(text: str, *, inside: bool = False) -> list[Marked]:
    """Quoted stretches of a paragraph, outermost only.

    `inside` says that the paragraph before left a quote open: a closing mark that comes first
    then ends that quote, and the stretch up to it is returned with `opened=False`.
    """
    found: list[Marked] = []
    at = 0
    if inside and (close := _stray_close(text)) is not None:
        found.append(Marked(0, close + 1, 0, close, closed=True, opened=False))
        at = close + 1
    singles: _SingleClosers | None = None
    nesting = True
    while len(found) < MOST_STRETCHES and (mark := ANY_MARK.search(text, at)):
        at = mark.start()
        character = text[at]
        if character in OPENERS or (character in '"″' and _opens_straight(text, at)):
            end, clean_close = _double_close(text, at, nesting=nesting)
            if end is None and nesting:
                # Depth never came back to zero: somebody forgot a mark. Read on without nesting.
                nesting = False
                end, clean_close = _double_close(text, at, nesting=False)
            if end is None:
                found.append(Marked(at, len(text), at + 1, len(text), closed=False))
                break
            inner_end = end
            stop = end + 1 if clean_close else end
            found.append(Marked(at, stop, at + 1, inner_end, closed=clean_close))
            at = stop
        elif character == "”" and _opens_straight(text, at):
            end = text.find("”", at + 1)
            if end == -1:
                at += 1
                continue
            found.append(Marked(at, end + 1, at + 1, end, closed=True))
            at = end + 1
        elif character in SINGLE_OPENERS and _opens_single(text, at):
            singles = singles or _SingleClosers(text)
            end = singles.after(at)
            if end is None:
                opens = character == "‘" or (character == "'" and _after(text, 0).isupper())
                if at == 0 and opens:
                    found.append(Marked(0, len(text), 1, len(text), closed=False, single=True))
                    break
                at += 1
                continue
            found.append(Marked(at, end + 1, at + 1, end, closed=True, single=True))
            at = end + 1
        else:
            at += 1
    return found


def outside(text: str, marked: list[Marked], *, stops: bool = False) -> str:
    """The text with every quoted stretch blanked out, so that positions stay the same.

    stops: a quote that ends its sentence leaves a full stop, so that the next one begins there.
    """
    kept, at = [], 0
    for stretch in marked:
        kept.append(text[at : stretch.start])
        blank = "\u0000" * (stretch.end - stretch.start)
        ended = stops and text[stretch.inner : stretch.inner_end].rstrip()[-1:] in STOPS
        if ended and text[stretch.end : stretch.end + 3].strip()[:1].isupper():
            blank = blank[:-1] + "."
        kept.append(blank)
        at = stretch.end
    kept.append(text[at:])
    return "".join(kept)


def runs_on(text: str) -> bool:
    """Whether a paragraph opens a quote, opens and closes others in it, and leaves it open."""
    if text[:1] not in '"“' or not _opens_straight(text, 0):
        return False
    open_now = 0
    for mark in re.finditer('[“”"]', text):
        at = mark.start()
        opens = _opens_straight(text, at) and text[at] != "”" and not _looks_closing(text, at)
        open_now += 1 if opens else -1
        if open_now == 0:
            return False
    return open_now == 1 and len(DOUBLE_MARK.findall(text)) > 1


def starts_with_opener(text: str) -> bool:
    return text[:1] in OPENERS or text[:1] in ('"', "‘", "'")


def _before(text: str, at: int) -> str:
    return text[at - 1] if at else ""


def _after(text: str, at: int) -> str:
    return text[at + 1] if at + 1 < len(text) else ""


def _opens_straight(text: str, at: int) -> bool:
    before, after = _before(text, at), _after(text, at)
    if not after or after.isspace() or after in ",.;:!?)":
        return False
    return before in BEFORE_OPENING or before.isspace()


def _double_close(text: str, at: int, *, nesting: bool) -> tuple[int | None, bool]:
    """(index of the closing mark, True), or (index of the next opener, False), or (None, False)."""
    opener = text[at]
    closers = OPENERS.get(opener, DOUBLE_CLOSERS)
    if opener in '“"″‟':
        closers = DOUBLE_CLOSERS
    depth = 0
    index = at + 1
    while mark := DOUBLE_MARK.search(text, index):
        index = mark.start()
        character = text[index]
        same_family = character == opener or character in closers
        opens = character in OPENERS and (character == opener) and opener != "„"
        if character in '"″”' and opener in '“"″‟':
            opens = _opens_straight(text, index) and not _looks_closing(text, index)
        elif character == "“" and opener in '“"':
            # “ typed for ” at the end of a quote is common in hurried copy.
            opens = not (_before(text, index) in ".,!?" and not _after(text, index).isalpha())
            if not opens:
                return index, True
        if opens:
            if nesting:
                depth += 1
            else:
                return index, False
        elif same_family:
            if depth == 0:
                return index, True
            depth -= 1
        index += 1
    return None, False


def _looks_closing(text: str, at: int) -> bool:
    return _before(text, at) in ".,!?…" and (not _after(text, at) or _after(text, at).isspace())


def _stray_close(text: str) -> int | None:
    for index, character in enumerate(text):
        if character == "”" and not _opens_straight(text, index):
            return index
        if character == '"' and not _opens_straight(text, index):
            return index
        if character in "“„«‘" or (character == '"' and _opens_straight(text, index)):
            return None
        if (
            character == "’"
            and _before(text, index) in ".,!?"
            and not _after(text, index).isalpha()
        ):
            return index
    return None


def _opens_single(text: str, at: int) -> bool:
    before, after = _before(text, at), _after(text, at)
    if not (after.isalnum() or after in '…[“"'):
        return False
    if not (before in BEFORE_OPENING or before.isspace()):
        return False
    return not text.startswith(ELISIONS, at + 1)


class _SingleClosers:
    """Closing single marks of a paragraph, told apart from apostrophes.

    Sure: after punctuation. Likely: before a blank or the end, and not after an `s` that makes a
    possessive. Weak: any other mark with no letter after it.
    """

    def __init__(self, text: str) -> None:
        self.sure: list[int] = []
        self.likely: list[int] = []
        self.weak: list[int] = []
        for mark in re.finditer("[’']", text):
            index = mark.start()
            if not index:
                continue
            after, before = _after(text, index), text[index - 1]
            if after.isalnum() or before.isspace():
                continue
            if before in ".,!?…":
                self.sure.append(index)
            elif before in "sS" and after == " " and text[index + 2 : index + 3].isalnum():
                self.weak.append(index)
            else:
                self.likely.append(index)

    def after(self, at: int) -> int | None:
        choices = []
        for candidates in (self.sure, self.likely):
            position = bisect_right(candidates, at + 1)
            if position < len(candidates):
                choices.append(candidates[position])
        if choices:
            return min(choices)
        position = bisect_right(self.weak, at + 1)
        return self.weak[position] if position < len(self.weak) else None
