"""The shape of a draft: what the importer hands to a person for checking."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Quote:
    """Words somebody said, as they stand between the marks.

    `parts` keeps the pieces of a quote that was split around its attribution; `text` is those
    pieces joined by one space. `role` is None where the text does not say; a quote whose speaker it
    does not name is a question in `Draft.notes` and no Quote.
    """

    text: str
    speaker: str | None = None
    role: str | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A number as written, with its currency or unit, and the sentence it stands in."""

    value: str
    sentence: str


@dataclass(frozen=True)
class DatedMention:
    """A date as written, and as ISO 8601 (`2026-11-05`, `2026-11`, `2026`) where it is certain."""

    as_written: str
    iso: str | None = None


class Note(str):
    """A question that only a person can answer.

    about: the part of a draft it is about ("title", "quotes", "facts"), "timeline" for a date that
    is mentioned, "source.date" and "source.publisher" for the statement's own, "" for all of it
    """

    about: str

    def __new__(cls, words: str, *, about: str = "") -> "Note":
        note = super().__new__(cls, words)
        note.about = about
        return note


@dataclass(frozen=True)
class Draft:
    """One statement, taken apart. `notes` are questions that only a person can answer."""

    title: str | None = None
    subtitle: str | None = None
    organisation: str | None = None
    date: str | None = None
    summary: str = ""
    paragraphs: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    dates: tuple[DatedMention, ...] = ()
    demands: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    notes: tuple[Note, ...] = field(default=())

    def as_json(self) -> dict:
        """The public contract of `manage.py import_statement --json`: these keys and no others."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "organisation": self.organisation,
            "date": self.date,
            "summary": self.summary,
            "paragraphs": list(self.paragraphs),
            "quotes": [{"text": q.text, "speaker": q.speaker, "role": q.role} for q in self.quotes],
            "figures": [{"value": f.value, "sentence": f.sentence} for f in self.figures],
            "dates": [{"as_written": d.as_written, "iso": d.iso} for d in self.dates],
            "demands": list(self.demands),
            "addressees": list(self.addressees),
            "notes": [str(note) for note in self.notes],
        }
