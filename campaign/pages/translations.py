"""How far a translation is behind the words that it translates."""

from collections.abc import Iterator

from campaign.pages.content import LEFT_OUT, MARKDOWN, PARTS, Content, on_page
from campaign.pages.merging_words import marks
from campaign.pages.working_copies import WorkingCopy


def shown_with_ids(content: Content) -> Content:
    """Without what was left out; unlike `on_page`, each part keeps its id."""
    return content | {
        kind: [part for part in content.get(kind, ()) if part["decision"] not in LEFT_OUT]
        for kind in PARTS
    }


def behind(copy: WorkingCopy, main: WorkingCopy | None) -> set[str]:
    """Parts of a translation whose original has changed since somebody last looked at them."""
    if copy.translated_from is None or main is None or main.id == copy.id:
        return set()
    there = marks(copy.content)
    orders = {*PARTS, "questions", "source"}
    return {
        name
        for name, mark in marks(shown_with_ids(main.content)).items()
        if name not in orders and name in there and copy.translated_from.get(name) != mark
    }


def untranslated(copy: WorkingCopy, main: WorkingCopy | None) -> int:
    """How many of its sentences still stand there as in the main language."""
    if copy.translated_from is None or main is None or main.id == copy.id:
        return 0
    return same_sentences(copy.content, main.content)


def same_sentences(content: Content, main: Content) -> int:
    """How many sentences stand in both, word for word."""
    theirs = set(_sentences(main))
    return sum(each in theirs for each in _sentences(content))


def _sentences(content: Content) -> Iterator[str]:
    shown = on_page(content)
    yield from (shown[name] for name in ("title", "summary", *sorted(MARKDOWN)) if shown[name])
    for kind in PARTS:
        told = ("words",) if kind == "quotes" else ("sentence",)
        yield from (part[name] for part in shown[kind] for name in told if part[name])
