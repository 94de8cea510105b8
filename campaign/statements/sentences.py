"""Where sentences begin and end, without being fooled by `Dr.`, `U.S.` or `Feb. 1`."""

import re

from campaign.statements import words

ABBREVIATIONS = words.listed(
    """mr mrs ms mx dr prof hon rev fr sr jr st gen lt col lt-col maj capt cpl sgt adm brig cmdr
    gov sen rep pres dept univ inc ltd co corp no nos vol art arts sec para paras p pp fig ed
    eds cf vs etc al e.g i.e eg ie viz approx est u.s u.k u.n h.e a.m p.m jan feb mar apr jun
    jul aug sep sept oct nov dec mt ft ave rd dato datuk ven sdn bhd a.k.a"""
)
END = re.compile(r"[.!?…။][”\"’'»)\]]{0,3}(?=\s)|။")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, in order, without surrounding blanks."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in END.finditer(text):
        if not _ends_here(text, match):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def first_sentence(text: str) -> str:
    """Up to the first sentence end; the whole text where there is none."""
    for match in END.finditer(text):
        if _ends_here(text, match):
            return text[: match.end()].strip()
    return text.strip()


def last_sentence_start(text: str) -> int:
    """Index at which the last (perhaps unfinished) sentence begins."""
    for match in reversed(list(END.finditer(text))):
        if _ends_here(text, match):
            return match.end()
    return 0


def _ends_here(text: str, match: re.Match) -> bool:
    if text[match.start()] == "။":
        return True
    following = text[match.end() : match.end() + 80].lstrip()
    if following and (following[0].islower() or following[0] in ",;:"):
        return False
    if text[match.start()] != "." or match.end() - match.start() > 1:
        return True
    word = text[max(0, match.start() - 12) : match.start()].rsplit(None, 1)
    last = word[-1].lstrip("“\"‘'(«").lower() if word else ""
    if last in ABBREVIATIONS:
        # "No." and months end a sentence now and then; only a number may follow them inside one.
        return (
            last in {"no", "nos", "etc", "p.m", "a.m", "co", "inc", "ltd", "corp", "al"}
            and bool(following and following[0].isupper() and last not in {"no", "nos"})
            or (last in {"u.s", "u.k", "u.n"} and following[:4] in {"The ", "In a", "It i"})
        )
    return not (len(last) == 1 and last.isalpha() and last != "i")


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))
