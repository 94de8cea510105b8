"""The importer's front door: `draft_from(text)` puts the parts of a draft together."""

import re

from django.utils.translation import gettext as _

from campaign.statements import words
from campaign.statements.anatomy import Anatomy, anatomy_of
from campaign.statements.cleaning import clean, plain_field
from campaign.statements.dates import FoundDate, dates_in
from campaign.statements.demands import Demands, demands_in
from campaign.statements.draft import DatedMention, Draft, Figure, Note, Quote
from campaign.statements.errors import StatementError
from campaign.statements.figures import figures_in
from campaign.statements.frontmatter import FrontMatter, front_matter
from campaign.statements.layout import Block, blocks_of
from campaign.statements.mentions import Mentions
from campaign.statements.organisation import organisation_of, own_names
from campaign.statements.quotable import ends_sentence
from campaign.statements.quotes import quotes_in
from campaign.statements.redaction import REMOVED
from campaign.statements.sentences import first_sentence, sentences
from campaign.statements.speech import unmarked_speech

LARGEST_TEXT = 1_000_000
LONGEST_SUMMARY = 300
LONGEST_WORKING_TITLE = 90
MOST_LINES = 20_000
MOST_NOTES = 40
MOST_FOUND = 500
LONGEST_SENTENCE = 3000
CLAUSE_BEGINS = re.compile(
    r"\s(?=(?:that|which|who|whose|after|before|because|while|when|where|as|but|although|since|until|"
    r"if|unless|amid|despite|saying|following)\s)"
)
# What stands before the first comma of these has no verb yet.
NOT_YET = re.compile(r"(?:Since|While|When|After|As|If|Before|Although|During|In|On|At|For|We),?\s")
SOURCE_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?!\d)"
)


def draft_from(text: str) -> Draft:
    """A draft of the statement in `text`. Raises StatementError if it is empty or over 1 MB."""
    if len(text) > LARGEST_TEXT:
        raise StatementError(
            _("This text is longer than a million characters. Paste the statement alone.")
        )
    cleaned = clean(text)
    if not any(character.isalpha() for character in cleaned):
        raise StatementError(
            _("There is no text in this statement. Paste it, or choose another file.")
        )
    if cleaned.count("\n") > MOST_LINES:
        raise StatementError(
            _("This text has more than %(count)s lines. Paste the statement alone.")
            % {"count": MOST_LINES}
        )
    said, below = front_matter(cleaned)
    parts = anatomy_of(blocks_of(below))
    _take_front_matter(said, parts)
    paragraphs = [block.text for block in parts.body]
    organisation = organisation_of(parts, paragraphs)
    mentions = Mentions(paragraphs, organisation, parts.header)
    spoken = unmarked_speech(parts.body)
    quotes, questions = quotes_in(parts.body, mentions, spoken)
    # A demand's translation below it is not asked a second time; what a person says is a quote.
    told = [i for i, block in enumerate(parts.body) if not block.gloss and i not in spoken]
    own = own_names(organisation, paragraphs)
    demands = demands_in([parts.body[index] for index in told], own)
    items = {told[index] for index in demands.items}
    dates = _dates(parts)
    shown = [
        block.text
        for index, block in enumerate(parts.body)
        if index not in items and block.kind != "rule"
    ]
    return Draft(
        title=plain_field(parts.title),
        subtitle=plain_field(parts.subtitle),
        organisation=plain_field(organisation),
        date=parts.date.iso if parts.date else None,
        summary=_summary(parts),
        paragraphs=tuple(filter(None, map(plain_field, shown))),
        quotes=tuple(_safe(quote) for quote in quotes),
        figures=tuple(_figures(parts)),
        dates=tuple(DatedMention(date.as_written, date.iso) for date in dates),
        demands=tuple(filter(None, map(plain_field, demands.texts))),
        addressees=tuple(filter(None, map(plain_field, demands.addressees))),
        notes=tuple(
            _notes(parts, organisation, demands, dates, questions=questions, cleaned=cleaned)
        ),
    )


def _take_front_matter(said: FrontMatter, parts: Anatomy) -> None:
    """A page's own title and date come before what its first lines look like."""
    if said.title and len(said.title) < LONGEST_SENTENCE:
        parts.title = said.title
        parts.subtitle = parts.subtitle or said.subtitle
    parts.header.extend(filter(None, [said.author]))
    parts.publisher = said.publisher
    dates = dates_in(said.date or "", bare_years=False)
    if dates:
        parts.date, parts.embargoed = dates[0], False


def working_title(draft: Draft) -> str:
    """A title for a statement that has none: its first sentence, cut at a clause."""
    if draft.title:
        return draft.title
    sentence = first_sentence(draft.summary or " ".join(draft.paragraphs[:1])).strip("“”\"‘’' ")
    if len(sentence) > LONGEST_WORKING_TITLE:
        window = sentence[: LONGEST_WORKING_TITLE + 1]
        clause = max(window.rfind(mark) for mark in (", ", "; ", ": ", " – ", " — "))
        if clause < 30 or NOT_YET.match(sentence):
            clause = max((m.start() for m in CLAUSE_BEGINS.finditer(window, 30)), default=-1)
        cut = clause if clause >= 30 else window.rfind(" ")
        sentence = sentence[:cut] if cut > 0 else sentence[:LONGEST_WORKING_TITLE]
        sentence = _without_loose_end(sentence)
    return sentence.rstrip(' .,;:!?–—-“”"')


def _without_loose_end(phrase: str) -> str:
    """ "… between Russia and the" ends where something complete does: before "between"."""
    tokens = phrase.split()
    while len(tokens) > 3 and tokens[-1].strip(',;:“”"').lower() in words.LINKING:
        tokens.pop()
    lowered = [token.lower() for token in tokens]
    if "between" in lowered[3:]:
        at = len(lowered) - 1 - lowered[::-1].index("between")
        if "and" not in lowered[at:]:
            return _without_loose_end(" ".join(tokens[:at]))
    return " ".join(tokens)


def _summary(parts: Anatomy) -> str:
    """The first sentences of the body, up to LONGEST_SUMMARY characters."""
    texts = [block.text for block in parts.body if block.kind == "text"]
    first = next((text for text in texts if ends_sentence(text)), texts[0] if texts else "")
    summary = ""
    for sentence in sentences(first):
        longer = f"{summary} {sentence}".strip()
        if summary and (len(longer) > LONGEST_SUMMARY or longer not in first):
            break
        summary = longer
    if len(summary) > 2 * LONGEST_SUMMARY:
        summary = summary[: summary.rfind(" ", 0, 2 * LONGEST_SUMMARY)]
    return plain_field(summary) or ""


def _figures(parts: Anatomy) -> list[Figure]:
    lines = [parts.title or "", parts.subtitle or ""] + [
        block.text for block in _dated_blocks(parts)
    ]
    lines += parts.names
    found: dict[str, Figure] = {}
    for line in lines:
        for figure in figures_in(line):
            if (key := _same_figure(figure.value)) in found or len(found) >= MOST_FOUND:
                continue
            value, sentence = (
                plain_field(figure.value),
                plain_field(figure.sentence[:LONGEST_SENTENCE]),
            )
            if value and sentence:
                found[key] = Figure(value, sentence)
    return list(found.values())


def _same_figure(value: str) -> str:
    """What makes two figures one: a large number told again ("46 crews", later "the 46 boats")."""
    numbers = re.findall(r"[0-9][0-9,.]*", value)
    if len(numbers) != 1 or re.fullmatch(r"1?[0-9](?:\.[0-9]+)?", numbers[0].strip(".,")):
        return value.lower()
    kind = re.search(r"(?i)%|per ?cent|[$€£¥]|million|billion|hundred|thousand", value)
    return numbers[0].strip(".,") + (kind[0].lower().replace("per cent", "%") if kind else "")


def _dates(parts: Anatomy) -> list[FoundDate]:
    found: dict[str, FoundDate] = {}
    for block in _dated_blocks(parts):
        for date in dates_in(block.text):
            # A translation says the same day again.
            again = block.gloss and date.iso in {other.iso for other in found.values()}
            if not again:
                found.setdefault(date.as_written.lower(), date)
    for line in filter(None, (parts.title, parts.subtitle, parts.dateline)):
        for date in dates_in(line):
            own = line == parts.dateline and parts.date and date.iso == parts.date.iso
            if not own and not any(date.as_written.lower() in written for written in found):
                found[date.as_written.lower()] = date
    return list(found.values())[:MOST_FOUND]


def _dated_blocks(parts: Anatomy) -> list[Block]:
    """Body and notes; what an organisation says about itself is not about the campaign."""
    blocks = [block for block in parts.body if block.kind != "rule"]
    about = False
    for block in parts.tail:
        about = about or block.text == parts.about
        if not about and block.kind != "rule":
            blocks.append(block)
    return blocks


def _safe(quote: Quote) -> Quote:
    pieces = tuple(filter(None, (plain_field(part) for part in quote.parts)))
    return Quote(" ".join(pieces), plain_field(quote.speaker), plain_field(quote.role), pieces)


def _notes(
    parts: Anatomy,
    organisation: str | None,
    demands: Demands,
    dates: list[FoundDate],
    *,
    questions: list[str],
    cleaned: str,
) -> list[Note]:
    """Questions to the organiser, the most important first."""
    notes: list[Note] = []

    def ask(question: str, about: str) -> None:
        notes.append(Note(question, about=about))

    if not parts.title:
        ask(_("The text has no title. What should the campaign be called?"), "title")
    if not organisation:
        ask(
            _("The text does not clearly say which organisation speaks. Who issues it?"),
            "source.publisher",
        )
    for question in _date_notes(parts):
        ask(question, "source.date")
    if not demands.texts:
        ask(_("The text makes no demand that can be copied. What do you ask for?"), "demands")
    elif not demands.addressees:
        ask(
            _("The text does not say whom its demands address. Who should act on them?"),
            "addressees",
        )
    for question in questions:
        ask(question, "quotes")
    for date in dates:
        if question := _date_question(date):
            ask(question, "timeline")
    if parts.signatories:
        ask(
            _("A list of %(count)s signatories was left out of the text.")
            % {"count": parts.signatories},
            "body",
        )
    if REMOVED in cleaned:
        ask(_("Phone numbers, e-mail addresses or identity numbers were removed."), "body")
    return notes[:MOST_NOTES]


def _date_question(date: FoundDate) -> str | None:
    written = {"date": date.as_written}
    if date.why == "ambiguous":
        return _("Which day and month is “%(date)s”?") % written
    if date.why == "impossible":
        return _("“%(date)s” is not a day in the calendar.") % written
    if date.why == "no year":
        return _("Which year does “%(date)s” belong to?") % written
    if date.why == "weekday":
        return _("The weekday in “%(date)s” is not that day’s weekday.") % written
    return None


def _date_notes(parts: Anatomy) -> list[str]:
    written = {"date": parts.date.as_written} if parts.date else {}
    if parts.date is None:
        if parts.source and (hint := SOURCE_DATE.search(parts.source)):
            return [
                _("The text has no date. Its address says %(date)s: is that when it was issued?")
                % {"date": "-".join(hint.groups())}
            ]
        return [_("The text has no date of its own. When was it issued?")]
    if parts.date.why == "ambiguous":
        return [_("Which day and month is “%(date)s”, the date of the statement?") % written]
    if parts.date.iso is None:
        return [_("The date “%(date)s” is not complete. When was the statement issued?") % written]
    if parts.date.why == "weekday":
        return [_("The weekday in “%(date)s” is not that day’s weekday. Which is right?") % written]
    if parts.embargoed:
        return [_("The only date is that of the embargo, “%(date)s”. Is it right?") % written]
    return []
