"""Which quotes belong together, and whose they are when the sentence around them misleads."""

import pytest

from campaign.statements import draft_from
from campaign.statements.draft import Quote
from campaign.statements.salutation import addressee_of

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


# (paragraphs, [(speaker, words), …])
SPEAKERS_BEHIND_SOMETHING = [
    (
        "As Mr Lund’s parting letter affirmed, “no crane has moved on this quay since March.”",
        [("Mr Lund", "no crane has moved on this quay since March.")],
    ),
    (
        "As noted in a careful study by Vera Lund from Varland’s Policy Institute, “the cargo was "
        "never weighed by anyone”.",
        [("Vera Lund", "the cargo was never weighed by anyone")],
    ),
    (
        "The dredging is, according to the Coastal Review Panel, a case of “open and repeated "
        "theft.”",
        [("Coastal Review Panel", "open and repeated theft.")],
    ),
    (
        "In his yearly report the Commissioner for Fair Trade, Odd Lund, outlines how “the fees "
        "were raised in three steps.”",
        [("Odd Lund", "the fees were raised in three steps.")],
    ),
    (
        "In a note of 14 January the port authority told the crews that cranes are sold “only "
        "after a public auction” and not before.",
        [("the port authority", "only after a public auction")],
    ),
    (
        "Your own department toured the yard in 2023 and found it “unsafe for anybody who sleeps "
        "there”.",
        [("Your own department", "unsafe for anybody who sleeps there")],
    ),
    (
        "It is two years since the Maritime Council pronounced in a resolution that “a port is a "
        "public place”.",
        [("Maritime Council", "a port is a public place")],
    ),
    (
        "Mr Lund’s widow came on the 27th. “He asked me for water,” she told us.",
        [("Mr Lund’s widow", "He asked me for water,")],
    ),
    (
        "This was borne out by a crane driver who has since left the port. “I saw four of them,” "
        "he told the interviewers.",
        [("a crane driver who has since left the port", "I saw four of them,")],
    ),
    (
        "Vera Lund, known as Tern, was released.\n\n“I slept on salt,” Tern told a reporter.",
        [("Vera Lund", "I slept on salt,")],
    ),
    (
        "We print part of a letter from a man we shall call Jonas:\n\n“The lamps are off.”",
        [("Jonas", "The lamps are off.")],
    ),
    (
        "“ဆိပ်ကမ်းကို ပိတ်ထားတယ်။” (“The harbour is closed.”) — ဒေါ်အေးအေး (Daw Aye Aye), net maker",
        [("ဒေါ်အေးအေး", "ဆိပ်ကမ်းကို ပိတ်ထားတယ်။"), ("Daw Aye Aye", "The harbour is closed.")],
    ),
    ("The tender falls under an order on “the fair use of quays” (C/12/4).", []),
]


@pytest.mark.parametrize(("paragraphs", "expected"), SPEAKERS_BEHIND_SOMETHING)
def test_whoever_stands_behind_a_document_an_adverbial_or_a_description_speaks(
    paragraphs, expected
):
    found = quotes_of(paragraphs + "\n\nThe pier was quiet.\n")

    assert [(quote.speaker, quote.text) for quote in found] == expected


def test_paragraphs_without_marks_are_hers_below_a_line_that_says_so():
    text = (
        "Vera Lund, pilot at the Port of Alto, said:\n"
        "The tide does not read timetables.\n\n"
        "Nobody asked the pilots before the channel was moved.\n\n"
        "Odd Lund of the Crane Union said:\n"
        "A crane is no toy.\n\n"
        "The union has printed a map of the channel.\n"
    )

    assert [(quote.speaker, quote.text) for quote in quotes_of(text)] == [
        (
            "Vera Lund",
            "The tide does not read timetables. "
            "Nobody asked the pilots before the channel was moved.",
        ),
        ("Odd Lund", "A crane is no toy."),
    ]


def test_what_is_listed_below_a_line_of_saying_is_no_speech():
    text = "Vera Lund, pilot, said:\n\n* The tide is high.\n* The channel was moved.\n"

    assert quotes_of(text) == ()


@pytest.mark.parametrize("greeting", ["Dear Minister Lund,", "Dear Minister,"])
def test_you_in_a_letter_is_whom_it_greets(greeting):
    text = (
        "OPEN LETTER\n\nTo: Vera Lund, Minister for Ports\n\n"
        f"{greeting}\n\nYou told the chamber: “No quay will be sold without a vote.” "
        "Four were sold in April.\n\nYours faithfully,\nOdd Lund\n"
    )

    assert [quote.speaker for quote in draft_from(text).quotes] == ["Vera Lund"]


def test_a_mail_that_is_answered_is_told_and_a_signature_says_nothing():
    text = (
        "Dear friends,\n\nThe vote is on Friday.\n\n"
        "> On Mon, 9 Mar 2026 at 21:03, Odd Lund wrote:\n"
        "> I asked at the hearing. Vera Lund said “no net will be\n"
        "> taken before the vote”. I wrote it down.\n\n"
        "We wrote it down, too.\n\n--\nThe Net Menders\n“Salt is a verb”\n"
    )

    assert [(quote.speaker, quote.text) for quote in quotes_of(text)] == [
        ("Vera Lund", "no net will be taken before the vote")
    ]


# (paragraphs, [(speaker, words), …])
GENERAL = [
    (
        "The growers repeatedly argue that “there is no water left to sell”.",
        [("The growers", "there is no water left to sell")],
    ),
    (
        "We recall order 88, under which “no well shall be closed to the sick”.",
        [],
    ),
    (
        "Mayor Ines Falk said that “the river belongs to the city”, and her deputy, Karl Moor, "
        "that the plan would be shown “once it can no longer be changed”.",
        [
            ("Ines Falk", "the river belongs to the city"),
            ("Karl Moor", "once it can no longer be changed"),
        ],
    ),
    (
        "Some councillors called for a boycott, and the Bishop of Velden, in a sermon, urged the "
        "province “to let the water go where it has always gone. Others disagreed.",
        [("the Bishop of Velden", "to let the water go where it has always gone.")],
    ),
    (
        "“I sold the cows,” said one farmer.\n\nAnother told us she had walked to the dyke. “I "
        "cannot look at it,” she said.",
        [("one farmer", "I sold the cows,"), ("Another", "I cannot look at it,")],
    ),
    (
        "The province’s spokesman did not deny it. “There are many drafts,” he said.",
        [("The province’s spokesman", "There are many drafts,")],
    ),
    (
        "The minister was brief. “Not today,” she said.\n\nMinister Eva Strand decides in June.",
        [("Eva Strand", "Not today,")],
    ),
    (
        "For Karl Moor, the sluice is “the last chance this valley will get”.",
        [("Karl Moor", "the last chance this valley will get")],
    ),
    (
        "The fears are, in Eva Strand’s words, “understandable but mistaken”.",
        [("Eva Strand", "understandable but mistaken")],
    ),
    (
        "We welcome Eva Strand’s promise that “no field will be flooded without consent” and ask "
        "for it in writing.",
        [("Eva Strand", "no field will be flooded without consent")],
    ),
    (
        "Ines Falk says that when she asked a clerk told her “there is no such thing as a plan”.",
        [("a clerk", "there is no such thing as a plan")],
    ),
    (
        "The letter, signed by 41 growers, says: “We ask for nothing that is not ours.”",
        [("41 growers", "We ask for nothing that is not ours.")],
    ),
    (
        "The ministry’s letter of 3 March states: “No field will be flooded.”",
        [("The ministry", "No field will be flooded.")],
    ),
    ("“Nobody shall be deprived of water,” reads the Water Act.", []),
    (
        "“We want water,” chanted the marchers, who carried signs.",
        [("the marchers", "We want water,")],
    ),
    (
        "“Close it,” says baker Olle Dahl.\n\nHis wife, Karin, disagrees: “Over my dead body.”",
        [("Olle Dahl", "Close it,"), ("Karin", "Over my dead body.")],
    ),
    (
        "A court in the capital called the map drawn by the engineers “careless beyond "
        "all reasonable belief”.",
        [("A court in the capital", "careless beyond all reasonable belief")],
    ),
]


@pytest.mark.parametrize(("paragraphs", "expected"), GENERAL)
def test_the_clause_that_a_quote_completes_says_whose_it_is(paragraphs, expected):
    found = quotes_of(paragraphs + "\n\nThe pier was quiet.\n")

    assert [(quote.speaker, quote.text) for quote in found] == expected


def test_what_repeats_a_quote_is_no_second_one():
    text = (
        "“The river is ours,” said Ines Falk, a grower. “Nobody asked us.”\n\n"
        "> “Nobody asked us”\n\nIt may stay silent, but that “the river "
        "is ours” will be heard in June.\n"
    )

    assert [quote.parts for quote in quotes_of(text)] == [
        ("The river is ours,", "Nobody asked us.")
    ]


def test_a_quote_that_opens_once_and_holds_another_runs_to_the_paragraph_that_closes_it():
    text = (
        "Ines Falk’s last post about the sluice:\n\n"
        '"They came at dawn with a "letter of consent" that nobody had signed.\n\n'
        "They came back in the evening.\n\n"
        'I will not open the door a third time."\n\nThe province was silent.\n'
    )

    assert [(quote.speaker, len(quote.parts)) for quote in quotes_of(text)] == [("Ines Falk", 3)]


def test_the_name_below_marked_words_in_a_block_quote_signs_them():
    text = "> “June is too late. We plant in April.”\n>\n> Ines Falk, chair of the growers\n"

    assert [(quote.speaker, quote.text) for quote in quotes_of(text)] == [
        ("Ines Falk", "June is too late. We plant in April.")
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Responding to the charge of “theft of sand” against Wa Lin, Open Harbour’s "
            "campaigner Ana Ruiz said:\n\n“The sand was hers before the quay was built.”\n",
            "Ana Ruiz",
        ),
        (
            "Ana Ruiz left. Asked about the fire, a port authority spokesman shrugged and left. "
            "“We know of no fire,” he said.\n",
            "a port authority spokesman",
        ),
        (
            "Ana Ruiz was on deck. The second mate, who asked not to be named, told the union "
            "that the pumps had failed.\n\n“We baled all night,” he said.\n",
            "The second mate",
        ),
        (
            "In the third week of the lockout Dr Ines Falk had called it “a quarrel between a "
            "landlord and his tenants”.\n",
            "Dr Ines Falk",
        ),
        (
            "The ferry line Northwater cut four crossings. The line has said that it “has no "
            "plans to bring the boats back”.\n",
            "Northwater",
        ),
        (
            "But Cllr Ines Falk, cabinet member for parks, said the gardeners were “asking the "
            "wrong people for water”.\n",
            "Cllr Ines Falk",
        ),
        (
            "The island’s ombudsman has already asked the port to “count its cranes again”.\n",
            "The island’s ombudsman",
        ),
        (
            "One of us, a trainee nurse, sleeps in her car. “The rent is more than I earn in a "
            "month,” she told the board.\n",
            "a trainee nurse",
        ),
    ],
)
def test_the_speaker_is_found_where_the_sentence_hides_him(text: str, speaker: str):
    assert [quote.speaker.lower() for quote in quotes_of(text)] == [speaker.lower()]


def test_a_colon_after_a_preposition_lists_things():
    text = (
        "Former Harbour Fund money went to:\n\n"
        "- “A harbour that is open to every boat and every crew”;\n- a new crane.\n"
    )

    assert quotes_of(text) == ()


def test_whoever_is_greeted_by_surname_is_named_in_full_above():
    greeted = addressee_of(["Dr Ines Falk", "3 May 2026"], ["Dear Dr Falk,", "The pier is shut."])

    assert greeted is not None
    assert greeted.name == "Dr Ines Falk"


def test_an_honorific_at_the_end_of_a_name_is_part_of_it():
    """ "Maung" before a name is "Mr"; after one it is the name."""
    text = (
        "The hotel\n\nIts new directors, Lwin Hnin Oo and Thaw Zin Lynn, are on no register.\n\n"
        "Lakeside Rights spokesperson Hnin Maung says:\n\n"
        "“It is appalling that the city still pays for these rooms, and it must stop.”\n"
    )

    assert [quote.speaker for quote in draft_from(text).quotes] == ["Hnin Maung"]
