"""Where words of a page stand in the statement that they were taken from."""

from collections.abc import Sequence

# Enough to know a sentence by, where its end was shortened to fit.
ENOUGH = 40


class Places:
    """Finds passages by their letters and digits alone: marks, blanks and line breaks differ
    between a statement and what was taken from it."""

    def __init__(self, statement: str) -> None:
        self._letters, self._places = _letters(statement)

    def of(self, *pieces: str) -> list[int] | None:
        """[from, to] in the statement, from the first of `pieces` to the last; None: not in it."""
        found = [span for span in self._spans(pieces) if span]
        return [found[0][0], found[-1][1]] if found else None

    def _spans(self, pieces: Sequence[str]) -> list[tuple[int, int] | None]:
        spans, after = [], 0
        for piece in pieces:
            wanted = _letters(piece)[0]
            at = self._find(wanted, after)
            if at is None:
                spans.append(None)
                continue
            start, after = at
            spans.append((self._places[start], self._places[after - 1] + 1))
        return spans

    def _find(self, wanted: str, after: int) -> tuple[int, int] | None:
        if not wanted:
            return None
        for part in (wanted, wanted[:ENOUGH]):
            start = self._letters.find(part, after)
            if start < 0:
                start = self._letters.find(part)
            if start >= 0:
                return start, start + len(part)
        return None


def _letters(text: str) -> tuple[str, list[int]]:
    """Its letters and digits in one case, and where each of them stands."""
    places = [place for place, letter in enumerate(text) if letter.isalnum()]
    # Some letters become two in small: those stay as they are.
    small = (lower if len(lower := text[place].lower()) == 1 else text[place] for place in places)
    return "".join(small), places
