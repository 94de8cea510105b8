"""Quotes find their speakers, in every order that press releases and news reports use."""

# ruff: noqa: E501 - a sentence under test stays on one line

import pytest

from campaign.statements import draft_from

OPENING = (
    "Harbour groups ask for the ledger\n\n"
    "PORT ALTO, 3 May 2026 — Open Harbour today asked the ministry for its ledger of arms cargo, "
    "which nobody has seen.\n\n"
)
CLOSING = "\n\nThe ministry did not answer a request for comment.\n"

# (paragraphs, [(speaker, role), …] of the quotes found in them)
ATTRIBUTIONS = [
    (
        "“The ledger is ours,” Ana Ruiz, director of Open Harbour, told reporters.",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    ("Ana Ruiz of Open Harbour said: “The ledger is ours.”", [("Ana Ruiz", "Open Harbour")]),
    ("Open Harbour’s Ana Ruiz said, “The ledger is ours.”", [("Ana Ruiz", "Open Harbour")]),
    (
        "According to Ana Ruiz, a director at Open Harbour, “the ledger belongs to everyone who works here.”",
        [("Ana Ruiz", "a director at Open Harbour")],
    ),
    (
        "“The ledger is ours,” explained U Tin Maung Oo, a retired customs clerk.",
        [("U Tin Maung Oo", "a retired customs clerk")],
    ),
    (
        "“The ledger is ours,” warned H.E. Dr. José van den Berg.",
        [("H.E. Dr. José van den Berg", None)],
    ),
    (
        "Ana Ruiz, director, said the ministry had lied. “The ledger is ours,” she added.",
        [("Ana Ruiz", "director")],
    ),
    ("“The ledger is ours,” the organisation said in a statement.", [("Open Harbour", None)]),
    (
        "“The ledger is ours,” said the group’s director, Ana Ruiz.",
        [("Ana Ruiz", "the group’s director")],
    ),
    (
        "“The ledger is ours,” said Ana Ruiz, who leads the campaign, at a rally on Monday.",
        [("Ana Ruiz", "leads the campaign")],
    ),
    ("“The ledger,” said Ana Ruiz, “is ours and has always been ours.”", [("Ana Ruiz", None)]),
    ("‘The workers’ ledger is ours, and it isn’t theirs,’ said Ana Ruiz.", [("Ana Ruiz", None)]),
    (
        "'The workers know it, don't they?' said Ana Ruiz, director of Open Harbour.",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    (
        "“They told us: ‘The ledger is closed.’ It was never open,” said Ana Ruiz.",
        [("Ana Ruiz", None)],
    ),
    ('"They said "no" to every request we made," Ana Ruiz said.', [("Ana Ruiz", None)]),
    (
        "“The ledger is ours.”\n\n— Ana Ruiz, director of Open Harbour",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    (
        "Ana Ruiz, director of Open Harbour:\n\n“The ledger is ours.”",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    (
        "Ana Ruiz, director of Open Harbour, said:\n\n“The ledger is ours.\n\n“We will read it aloud.\n\n“Every page of it.”",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    (
        "“The ledger is ours,” said Ana Ruiz. “We will read it aloud.\n\n“Every page of it will be heard.”",
        [("Ana Ruiz", None)],
    ),
    (
        "Commenting on the decision, Ana Ruiz, director of Open Harbour, said: “The ledger is ours.”",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    (
        "Responding to the news that the ledger was burned, Open Harbour’s Regional Director for the Strait Ana Ruiz said: “It was ours.”",
        [("Ana Ruiz", "Open Harbour’s Regional Director for the Strait")],
    ),
    (
        "Executive Director Ana Ruiz said in a statement that the ministry “has hidden the ledger for eleven long years”.",
        [("Ana Ruiz", "Executive Director")],
    ),
    (
        "The ministry’s spokesperson, Hla Win, rejected the claim, saying “the ledger does not exist in any form.”",
        [("Hla Win", "The ministry’s spokesperson")],
    ),
    (
        "“The ledger is ours,” a dock worker who asked not to be named told the Harbour Times.",
        [("a dock worker who asked not to be named", None)],
    ),
    ("Ms Ruiz, 41, said she would not wait. “The ledger is ours,” she said.", [("Ms Ruiz", None)]),
    (
        "“I carried the crates myself,” recalls Saw Eh Doh, 34, a former porter.",
        [("Saw Eh Doh", "a former porter")],
    ),
    ("“The ledger is ours”, said Open Harbour.", [("Open Harbour", None)]),
    (
        "“The ledger is ours,” says Nur Aisyah binti Rahmat, of the Dockers’ Union.",
        [("Nur Aisyah binti Rahmat", "of the Dockers’ Union")],
    ),
    (
        "Foreign Minister Retno Sudarso told parliament: “The ledger is safe.”",
        [("Retno Sudarso", "Foreign Minister")],
    ),
    (
        "President Aung San Lwin called the ledger “a fairy tale told by people who want our harbour”.",
        [("Aung San Lwin", "President")],
    ),
    ("“The ledger is ours,” tweeted Ana Ruiz (Open Harbour).", [("Ana Ruiz", "Open Harbour")]),
    ("Ana Ruiz (Open Harbour): “The ledger is ours.”", [("Ana Ruiz", "Open Harbour")]),
    (
        "Statement from Ana Ruiz, director of Open Harbour: “The ledger is ours.”",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    (
        "Speaking outside the court, Ko Ko Gyi’s lawyer Daw Mi Mi Khin said “the ledger will be read in every court of this land”.",
        [("Daw Mi Mi Khin", "Ko Ko Gyi’s lawyer")],
    ),
    ("He said the “ledger” was a “so-called document”.", []),
    ("The film “Nine Days at Sea” and the report “Silent Ports: How Fuel Moves” were shown.", []),
    ("In this statement, “cargo” means anything that is lifted by a crane.", []),
    (
        "“The ledger is ours,” said co-director Ana Ruiz and campaigner Hla Win.",
        [("Ana Ruiz", "co-director")],
    ),
    (
        "UN Special Rapporteur Tom Andrews said: “The ledger is ours.”",
        [("Tom Andrews", "UN Special Rapporteur")],
    ),
    (
        "Tom Andrews, UN Special Rapporteur on the situation of human rights in Varland, said: “The ledger is ours.”",
        [("Tom Andrews", "UN Special Rapporteur on the situation of human rights in Varland")],
    ),
    (
        "“The ledger is ours,” Ruiz said.\n\nAna Ruiz is the director of Open Harbour.",
        [("Ana Ruiz", None)],
    ),
    (
        "“The ledger is ours and we will not stop asking,” the statement read.",
        [("Open Harbour", None)],
    ),
    (
        "“If the ledger is lost, say so. If it is hidden, say where,” wrote Fr. Benedict Aung Naing in an open letter.",
        [("Fr. Benedict Aung Naing", None)],
    ),
    (
        "Asked about the ledger, Prime Minister Anwar said: “I have not seen it.”",
        [("Anwar", "Prime Minister")],
    ),
    (
        "Ana Ruiz, director of Open Harbour, and Hla Win, of the Dockers’ Union, said: “The ledger is ours.”",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    ("“ဒီစာရင်းဟာ ကျွန်တော်တို့ရဲ့ စာရင်းပါ။” ဟု ကိုအောင်မင်း က ပြောသည်။", [("ကိုအောင်မင်း", None)]),
    (
        "Said Ana Ruiz, director of Open Harbour: “The ledger is ours.”",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    ("“The ledger is ours,” Zarni, a dockworker, said.", [("Zarni", "a dockworker")]),
    (
        '"The ledger is ours" - Ana Ruiz, director of Open Harbour',
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    (
        "> The ledger is ours.\n> — Ana Ruiz, director of Open Harbour",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    (
        "“The ledger is ours,” said Open Harbour in a joint statement with the Dockers’ Union.",
        [("Open Harbour", None)],
    ),
    (
        "“The ledger is ours,” said a spokesperson for the Ministry of Ports.",
        [("a spokesperson for the Ministry of Ports", None)],
    ),
    (
        "Secretary-General Kao Kim Hourn noted that “the ledger has been a matter of deep concern for all of us.”",
        [("Kao Kim Hourn", "Secretary-General")],
    ),
    (
        "Lin, 22, lost her brother in the fire. “He wrote the numbers down every night,” she said.",
        [("Lin", None)],
    ),
    (
        "“Nobody,” said Ana Ruiz, director of Open Harbour, who has asked for the ledger since 2015, “has given us an answer that we could print.”",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
    (
        "Quote attributable to Ana Ruiz, director of Open Harbour:\n“The ledger is ours.”",
        [("Ana Ruiz", "director of Open Harbour")],
    ),
]


@pytest.mark.parametrize(("paragraphs", "expected"), ATTRIBUTIONS)
def test_a_quote_belongs_to_whom_the_text_gives_it(paragraphs, expected):
    draft = draft_from(OPENING + paragraphs + CLOSING)

    assert [(quote.speaker, quote.role) for quote in draft.quotes] == expected


def test_a_quote_split_around_its_attribution_is_joined_with_one_space():
    draft = draft_from(OPENING + "“The ledger,” said Ana Ruiz, “is ours and always was.”" + CLOSING)

    assert draft.quotes[0].text == "The ledger, is ours and always was."
    assert draft.quotes[0].parts == ("The ledger,", "is ours and always was.")


def test_several_paragraphs_by_one_speaker_are_one_quote():
    text = "Ana Ruiz, director, said:\n\n“The ledger is ours.\n\n“We will read it aloud.”"

    draft = draft_from(OPENING + text + CLOSING)

    assert [quote.text for quote in draft.quotes] == ["The ledger is ours. We will read it aloud."]


def test_a_quote_that_never_closes_runs_to_the_end_of_its_paragraph_and_is_asked_about():
    text = "Ana Ruiz said: “The ledger is ours and we will read it aloud."

    draft = draft_from(OPENING + text + CLOSING)

    assert draft.quotes[0].text == "The ledger is ours and we will read it aloud."
    assert any("never closed" in note for note in draft.notes)


def test_a_quote_without_a_speaker_is_asked_about_and_stands_in_no_list():
    draft = draft_from(
        "Notice\n\nThe pier was closed on Monday morning.\n\n“We were told to wait.”"
    )

    assert draft.quotes == ()
    assert "“We were told to wait.”" in draft.paragraphs
    assert "Who said “We were told to wait.”?" in draft.notes


def test_apostrophes_do_not_end_a_quote_in_single_marks():
    text = "‘The workers’ ledger is ours, and it isn’t theirs,’ said Ana Ruiz."

    draft = draft_from(OPENING + text + CLOSING)

    assert draft.quotes[0].text == "The workers’ ledger is ours, and it isn’t theirs,"


def test_nested_quotes_belong_to_the_outer_one():
    text = '"They said "no" to every request," Ana Ruiz said.'

    draft = draft_from(OPENING + text + CLOSING)

    assert [quote.text for quote in draft.quotes] == ['They said "no" to every request,']


def test_burmese_words_come_through_letter_by_letter():
    said = "ဒီစာရင်းဟာ ကျွန်တော်တို့ရဲ့ စာရင်းပါ။"

    draft = draft_from(OPENING + f"“{said}” said Ko Aung Min, a docker." + CLOSING)

    assert [(quote.text, quote.speaker) for quote in draft.quotes] == [(said, "Ko Aung Min")]


def said(text: str) -> list[tuple[str | None, str]]:
    quotes = draft_from(f"The pier is closed\n\n{text}\n\nThe pier was quiet on Tuesday.").quotes
    return [(quote.speaker, quote.text) for quote in quotes]


@pytest.mark.parametrize("mark", ["", "###### "], ids=["line", "heading"])
def test_quotes_below_an_attributable_line_are_one(mark):
    text = (
        f"The pier was shut at noon on Monday.\n\n{mark}Quotes attributable to Ana Ruiz, director of Open Harbour\n\n"
        "“We were never asked.”\n\n“The ledger is ours.”\n\n“We want it back.”"
    )

    assert said(text) == [("Ana Ruiz", "We were never asked. The ledger is ours. We want it back.")]


def test_an_office_with_its_house_stands_before_a_name():
    text = (
        "“It is no answer,” said Deputy Chair of Open Harbour, Dr Nils Sand.\n\n"
        "The court ruled yesterday.\n\n“It is a symbol.”\n\n“It will not last,” he said."
    )

    assert said(text) == [
        ("Dr Nils Sand", "It is no answer,"),
        ("Dr Nils Sand", "It is a symbol. It will not last,"),
    ]


def test_marks_within_a_block_quote_are_its_own():
    text = (
        "Ana Ruiz also wrote about the pier:\n\n"
        "> One of the threats is the use of ‘night orders.’ There were twelve in May."
    )

    assert said(text) == [
        ("Ana Ruiz", "One of the threats is the use of ‘night orders.’ There were twelve in May.")
    ]


def test_several_experts_are_not_whoever_spoke_last():
    text = (
        "“It is no crime,” the experts said.\n\nNineteen have seen no lawyer.\n\n"
        "“We are concerned,” they said.\n\nIn a reply, the Mission of Varland said that the trial "
        "was “in line with national law”."
    )

    assert [speaker for speaker, _ in said(text)] == [
        "the experts",
        "the experts",
        "Mission of Varland",
    ]


def test_one_of_several_whom_a_sentence_names_is_she():
    text = (
        "“A wall with a door,” said Tomos Bly, of the Trust.\n\n"
        "One of the dockers, retired driver Gwen Ife, was in court. “I brought a cushion,” she said."
    )

    assert said(text) == [
        ("Tomos Bly", "A wall with a door,"),
        ("Gwen Ife", "I brought a cushion,"),
    ]


def test_a_court_holds_and_a_spokeswoman_dismisses_as():
    text = (
        "The Harbour Court held that the city had “mistaken inconvenience for danger”.\n\n"
        "Hours later, Karvanian government spokeswoman Ilka Moro dismissed the ruling as “theatre”."
    )

    assert said(text) == [
        ("Harbour Court", "mistaken inconvenience for danger"),
        ("Ilka Moro", "theatre"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "There is a saying in the valley: “Whoever locks the well must sleep beside it.”",
        "Ana Ruiz read from the charter, which states that “no port shall be closed to the sick”.",
    ],
)
def test_a_proverb_and_a_charter_are_nobodys_words(text):
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Following is a statement from Ana Ruiz, president of the Press Club and Bo Lind, its clerk, on the raid.\n\n“We call it theft.”",
        "Rep. Ana Ruiz on Tuesday, marking Harbour Day, spoke at the pier. She released the following statement:\n\n“We call it theft.”",
        "The harbour was shut.\n\n“We call it theft and we will go on calling it theft until the pier is open”\n\nAna Ruiz – Open Harbour Head of Policy",
    ],
)
def test_a_statement_that_is_all_quote_has_the_speaker_that_stands_beside_it(text):
    assert [speaker.removeprefix("Rep. ") for speaker, _ in said(text)] == ["Ana Ruiz"]
