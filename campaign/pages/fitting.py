"""A statement's draft made to fit a page.

Real statements have titles of forty words, quotes of a whole paragraph and thirty figures, and a
page must come out of each. What is too long is shortened where a reader would pause, and shows
that it was; figures set in large type are few, since thirty of them would say nothing. Both are
noted for the organiser. Nothing is made up, and what fits is left alone.
"""

import unicodedata
from dataclasses import replace

from django.db.models import Model
from django.utils.translation import gettext as _

from campaign.accounts.models import Organisation
from campaign.pages.models import CampaignText, Demand, KeyFact, Quote
from campaign.statements import Draft, Figure, Note

# Where a sentence ends, and where a reader pauses: Latin, Burmese, Khmer and Chinese marks.
SENTENCE_ENDS = ".!?…။។。！？"
PAUSES = ",;:—–၊、，；："
CLOSING_MARKS = "”’\"')»"
# A full stop early in the room would throw most of it away: "No. 3 of the Charter says…".
LEAST_KEPT = 0.4
ELLIPSIS = "…"

MOST_KEY_FACTS = 6


def fitted(draft: Draft) -> Draft:
    """`draft` with no part longer than its place on a page. What fits already comes back as is."""
    shortened: list[str] = []

    def fit(words: str, model: type[Model], field: str, part: str) -> str:
        room = model._meta.get_field(field).max_length
        if len(words) > room:
            shortened.append(part)
        return shorten(words, room)

    figures = telling_figures(draft)
    changed = replace(
        draft,
        title=draft.title and fit(draft.title, CampaignText, "title", _("the title")),
        organisation=draft.organisation
        and fit(draft.organisation, Organisation, "name", _("the organisation’s name")),
        summary=fit(draft.summary, CampaignText, "summary", _("the summary")),
        demands=tuple(
            fit(demand, Demand, "sentence", _("demand %(number)d") % {"number": number})
            for number, demand in enumerate(draft.demands, start=1)
        ),
        quotes=tuple(
            replace(
                quote,
                text=fit(quote.text, Quote, "words", _("quote %(number)d") % {"number": number}),
                speaker=quote.speaker and shorten(quote.speaker, _room(Quote, "speaker")),
                role=quote.role and shorten(quote.role, _room(Quote, "role")),
            )
            for number, quote in enumerate(draft.quotes, start=1)
        ),
        figures=tuple(
            replace(
                figure,
                value=shorten(figure.value, _room(KeyFact, "figure")),
                sentence=fit(
                    figure.sentence,
                    KeyFact,
                    "sentence",
                    _("key fact %(number)d") % {"number": number},
                ),
            )
            for number, figure in enumerate(figures[:MOST_KEY_FACTS], start=1)
        ),
    )
    notes = list(draft.notes)
    if shortened:
        notes.append(
            Note(
                _("Shortened to fit the page: %(parts)s. Do they still say what they should?")
                % {"parts": ", ".join(shortened)}
            )
        )
    if len(figures) > MOST_KEY_FACTS:
        notes.append(
            Note(
                _(
                    "The text has figures in %(all)d sentences; the page shows the first %(shown)d."
                    " Are they the ones that matter?"
                )
                % {"all": len(figures), "shown": MOST_KEY_FACTS},
                about="facts",
            )
        )
    return replace(changed, notes=tuple(notes))


def telling_figures(draft: Draft) -> list[Figure]:
    """One for each sentence: it says all its figures, and need not be there three times."""
    first_of_sentence: dict[str, Figure] = {}
    for figure in draft.figures:
        first_of_sentence.setdefault(figure.sentence, figure)
    return list(first_of_sentence.values())


def shorten(words: str, room: int) -> str:
    """At most `room` characters of `words`: up to a sentence's end, else a pause, else a word.

    An ellipsis shows what was cut inside a sentence.
    """
    if len(words) <= room:
        return words
    least = int(room * LEAST_KEPT)
    if (end := _last_stop(words, SENTENCE_ENDS, least, room)) is not None:
        return words[:end].rstrip()
    cut = _last_stop(words, PAUSES, least, room - 1)
    if cut is not None:
        # The mark itself would stand oddly before an ellipsis.
        return words[:cut].rstrip().rstrip(PAUSES).rstrip() + ELLIPSIS
    space = words.rfind(" ", least, room)
    return words[: space if space > 0 else _between_letters(words, room - 1)].rstrip() + ELLIPSIS


def _last_stop(words: str, marks: str, least: int, room: int) -> int | None:
    """Just after the last of `marks` that a blank follows, or that needs none to follow."""
    for position in range(room - 1, least, -1):
        if words[position] not in marks:
            continue
        end = position + 1
        while end < room and words[end] in CLOSING_MARKS:
            end += 1
        # "1.3 million" and "10,000" are no place to stop; Asian marks take no blank after them.
        if words[position] > "\u0fff" or end == len(words) or words[end].isspace():
            return end
    return None


def _between_letters(words: str, at: int) -> int:
    """`at`, moved back to where no vowel sign, virama or joiner would be torn from its letter."""
    while at > 1 and (
        unicodedata.category(words[at]) in {"Mn", "Mc", "Me", "Cf"}
        or unicodedata.combining(words[at - 1]) == 9
        or words[at - 1] == "\u200d"
    ):
        at -= 1
    return at


def _room(model: type[Model], field: str) -> int:
    return model._meta.get_field(field).max_length
