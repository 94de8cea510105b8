"""Which quotes belong together, and whose they are when the sentence around them misleads."""

from campaign.statements import draft_from
from campaign.statements.draft import Quote

OPENING = (
    "Harbour groups ask for the ledger\n\n"
    "PORT ALTO, 3 May 2026 — The ledger of arms cargo was asked for today at the ministry.\n\n"
)


def quotes_of(text: str) -> tuple[Quote, ...]:
    return draft_from(OPENING + text).quotes


def test_a_line_that_ends_in_said_and_a_colon_signs_nothing_above_it():
    text = (
        "Ana Ruiz, director of Open Harbour, said:\n\n"
        "“The pier was sold twice in one year, and nobody on the quay was told.”\n\n"
        "“We have asked for the papers. We were given a calendar.”\n\n"
        "Hla Win, chair of the Dockers’ Union, said:\n\n"
        "“Our members load what they are told to load, and they read what they sign.”\n"
    )

    quotes = quotes_of(text)

    assert [(quote.speaker, len(quote.parts)) for quote in quotes] == [
        ("Ana Ruiz", 2),
        ("Hla Win", 1),
    ]


def test_what_the_narrator_tells_between_two_paragraphs_keeps_their_quotes_apart():
    text = (
        "“The crane was never tested,” said Ana Ruiz, a rigger at the east pier.\n\n"
        "Ruiz has worked on the pier since it was built of wood. "
        "“I know every plank,” she said.\n\n"
        "She paused. “Most of them,” she said.\n"
    )

    quotes = quotes_of(text)

    assert [quote.parts for quote in quotes] == [
        ("The crane was never tested,",),
        ("I know every plank,", "Most of them,"),
    ]


def test_what_somebody_was_questioned_about_is_not_what_they_say():
    text = (
        "Ana Ruiz said that she had been questioned about “who holds the harbour keys” for "
        "two hours. “They never asked about the fire,” she said.\n"
    )

    quotes = quotes_of(text)

    assert [quote.text for quote in quotes] == ["They never asked about the fire,"]


def test_two_organisations_named_together_are_who_the_statement_means():
    text = (
        "In a joint statement, the Salt Coast Alliance and the Net Menders’ Union said nine "
        "boats had been taken.\n\n"
        "“They counted the boats and not the crews,” the statement said.\n\n"
        "The yard’s owner, Grey Quay Partners, did not deny it. “We regret the noise,” it said.\n"
    )

    quotes = quotes_of(text)

    assert [quote.speaker for quote in quotes] == [
        "Salt Coast Alliance and the Net Menders’ Union",
        "Grey Quay Partners",
    ]


def test_experts_that_are_counted_speak_as_one():
    text = "In the letter, 40 groups and harbour experts wrote, “we want the pier to stay open.”\n"

    quotes = quotes_of(text)

    assert [quote.speaker for quote in quotes] == ["40 groups and harbour experts"]


def test_a_reply_that_somebody_received_is_not_theirs():
    text = (
        "The Pier Committee wrote four times and has received one reply, of five words: "
        "“This office is now closed.”\n"
    )

    assert quotes_of(text) == ()


def test_an_officer_whom_somebody_owns_is_not_the_only_person_named_before():
    text = (
        "“The lamps are off,” said Ana Ruiz, president of the Lamplighters.\n\n"
        "The ministry’s own safety officer wrote that there was ‘no plan known to me’.\n"
    )

    quotes = quotes_of(text)

    assert quotes[1].speaker == "The ministry’s own safety officer"
