"""How well drafts match what a person expected: precision, recall and F1 per part.

Two texts match when, after lowercasing, straightening quotes, dropping punctuation and folding
blanks, their words overlap by at least 0.8: shared words (with repetition) over the longer one's
count. Each expected item is matched at most once, best overlap first. A quote's speaker is right
when surname or organisation agrees; figures match on their numbers, dates on their wording.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from campaign.statements import words

ENOUGH = 0.8
PARTS = ("title", "date", "quotes", "right speaker", "demands", "figures", "dates")
HONORIFICS = words.listed("dr mr ms mrs miss prof professor u daw ko ma sir h e hon the")


@dataclass(frozen=True)
class Score:
    """Counts for one part: what was found, how much of it is right, how much was expected."""

    right: int = 0
    found: int = 0
    expected: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        if not self.found and not self.expected:
            return 1.0
        return 2 * self.right / (self.found + self.expected)

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.right + other.right, self.found + other.found, self.expected + other.expected
        )


def score(draft: dict, expected: dict) -> dict[str, Score]:
    """Scores of one draft (`Draft.as_json()`) against one expected result, by part."""
    quotes = match(
        [quote["text"] for quote in draft["quotes"]],
        [quote["text"] for quote in expected.get("quotes", [])],
    )
    speakers = sum(
        same_speaker(draft["quotes"][a]["speaker"], expected["quotes"][b]["speaker"])
        for a, b in quotes
    )
    found, wanted = len(draft["quotes"]), len(expected.get("quotes", []))
    figures = [item["value"] for item in expected.get("key_figures", [])]
    dates = [item["as_written"] for item in expected.get("key_dates", [])]
    date = expected.get("date") if expected.get("date_in_text", True) else None
    return {
        "title": _single(draft["title"], expected.get("title")),
        "date": _single(draft["date"], date),
        "quotes": Score(len(quotes), found, wanted),
        "right speaker": Score(speakers, found, wanted),
        "demands": _listed(draft["demands"], expected.get("demands", [])),
        "figures": _listed([f["value"] for f in draft["figures"]], figures, same_numbers),
        "dates": _listed([d["as_written"] for d in draft["dates"]], dates),
    }


def overlap(one: str, other: str) -> float:
    """Shared words over the longer text's words, between 0 and 1."""
    a, b = Counter(normalised(one).split()), Counter(normalised(other).split())
    longer = max(a.total(), b.total())
    return (a & b).total() / longer if longer else 0.0


def normalised(text: str) -> str:
    text = unicodedata.normalize("NFC", text).lower()
    text = re.sub(r"[’‘']", "", text)
    return " ".join(re.sub(r"[^\w\s\u1000-\u109f]", " ", text).split())


def match(
    found: Sequence[str],
    expected: Sequence[str],
    alike: Callable[[str, str], float] = overlap,
) -> list[tuple[int, int]]:
    """Pairs (index found, index expected), each used once, most alike first."""
    candidates = [
        (alike(one, other), a, b) for a, one in enumerate(found) for b, other in enumerate(expected)
    ]
    pairs: list[tuple[int, int]] = []
    used_a: set[int] = set()
    used_b: set[int] = set()
    for likeness, a, b in sorted(candidates, key=lambda c: (-c[0], abs(c[1] - c[2]))):
        if likeness >= ENOUGH and a not in used_a and b not in used_b:
            pairs.append((a, b))
            used_a.add(a)
            used_b.add(b)
    return pairs


def same_speaker(one: str | None, other: str | None) -> bool:
    """Whether two names mean one speaker: the same surname, or one name within the other."""
    if not one or not other:
        return not one and not other
    a = [w for w in normalised(one).split() if w not in HONORIFICS]
    b = [w for w in normalised(other).split() if w not in HONORIFICS]
    if not a or not b:
        return normalised(one) == normalised(other)
    return a[-1] == b[-1] or set(a) <= set(b) or set(b) <= set(a)


def same_numbers(one: str, other: str) -> float:
    """1.0 when two figures hold the same numbers; spelled ones compare as words."""
    digits = [re.findall(r"\d[\d,.]*\d|\d", text) for text in (one, other)]
    if digits[0] or digits[1]:
        return float(digits[0] == digits[1])
    a, b = normalised(one).split(), normalised(other).split()
    return float(bool(a and b) and a[0] == b[0])


def _single(found: str | None, expected: str | None) -> Score:
    right = bool(found and expected and overlap(found, expected) >= ENOUGH)
    return Score(int(right), int(bool(found)), int(bool(expected)))


def _listed(
    found: Sequence[str],
    expected: Sequence[str],
    alike: Callable[[str, str], float] = overlap,
) -> Score:
    return Score(len(match(found, expected, alike)), len(found), len(expected))
