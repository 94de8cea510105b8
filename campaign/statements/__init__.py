"""Statements: a press release's or a news report's text in, a structured draft out.

This room promises to copy, never to write. Every title, quote, demand, figure and date in a draft
stands in the text that was read; what the text does not say is None, and becomes a note: a
question to the organiser. Reading is `read_statement(path)`, drafting is `draft_from(text)`.

It refuses, with a `StatementError` that says what to do instead: files that are empty, binary,
encrypted, too large or not UTF-8. It strips markup, scripts, spreadsheet formulas, phone and
identity numbers before anything else looks at the text.

Everything here is a pure function. The room knows no models and calls no neighbour.
"""

from campaign.statements.draft import DatedMention, Draft, Figure, Note, Quote
from campaign.statements.errors import StatementError
from campaign.statements.parse import draft_from, working_title
from campaign.statements.readers import read_statement

__all__ = [
    "DatedMention",
    "Draft",
    "Figure",
    "Note",
    "Quote",
    "StatementError",
    "draft_from",
    "read_statement",
    "working_title",
]
