"""Lines become paragraphs, lists and headings; releases lose their furniture."""

# ruff: noqa: E501 - a sentence under test stays on one line

from campaign.statements import draft_from
from campaign.statements.layout import blocks_of


def test_wrapped_lines_are_one_paragraph():
    text = (
        "The union that represents ambulance crews in Tamarack County filed a\n"
        "complaint with the state labor board today, three weeks after two of\n"
        "its members died on the road.\n\n"
        "It asks for shorter shifts."
    )

    texts = [block.text for block in blocks_of(text)]

    assert len(texts) == 2
    assert "filed a complaint" in texts[0]


def test_paragraphs_on_one_line_each_stay_apart():
    first = "The pier was closed at noon by men who did not say whom they worked for. " * 3
    second = (
        "The union asked the ministry to explain, and the ministry has not answered it yet. " * 3
    )

    texts = [block.text for block in blocks_of(f"{first}\n{second}")]

    assert texts == [first.strip(), second.strip()]


def test_list_marks_of_every_kind_are_items():
    text = "• one\n- two\n* three\n4. four\n(5) five\nf) six\n(iii) seven\n၈။ eight"

    blocks = blocks_of(text)

    assert [block.kind for block in blocks] == ["item"] * 8
    assert [block.text for block in blocks][:3] == ["one", "two", "three"]


def test_a_wrapped_item_is_one_item():
    text = "• publish the minutes of every meeting\n  that was held since July\n• reply"

    assert [block.text for block in blocks_of(text)] == [
        "publish the minutes of every meeting that was held since July",
        "reply",
    ]


def test_a_release_loses_marks_contacts_boilerplate_and_signatories():
    text = (
        "FOR IMMEDIATE RELEASE\n3 May 2026\n\nMedia contact: Ana Ruiz\nana@example.org\n+00 000 000 000\n\n"
        "The pier is closed\n\nPORT ALTO — The pier was closed at noon, the union said.\n\n"
        "Signed by:\n\nOpen Harbour\nDockers’ Union\n\nENDS\n\nNotes to editors\n1. The pier opened in 1971.\n\n"
        "About Open Harbour: it counts cranes.\n\nFor more information, please contact Ana Ruiz."
    )

    draft = draft_from(text)

    assert draft.title == "The pier is closed"
    assert draft.date == "2026-05-03"
    assert draft.organisation == "Open Harbour"
    assert draft.paragraphs == ("The pier was closed at noon, the union said.",)
    assert "A list of 2 signatories was left out of the text." in draft.notes


def test_a_letterhead_is_not_the_title():
    text = (
        "OPEN HARBOUR NETWORK\n\nStatement No. 7/2026\nDate: 3 August 2026\n\n"
        "Five years of empty desks\n\nThe pier was closed at noon, and nobody has said why it was closed."
    )

    draft = draft_from(text)

    assert (draft.title, draft.organisation) == (
        "Five years of empty desks",
        "OPEN HARBOUR NETWORK",
    )


def test_one_long_address_above_a_wrapped_text_does_not_set_its_width():
    address = "See https://example.org/2026/05/03/" + "a-very-long-address-of-a-page-" * 2 + "x"
    text = (
        f"{address}\n\n"
        "The union that represents ambulance crews in Tamarack County filed a\n"
        "complaint with the state labor board today, three weeks after two of\n"
        "its members died on the road.\n\n"
        "“We drive what they give us and we bury what is left,” said the crew\n"
        "Secretary. He asks for shorter shifts."
    )

    texts = [block.text for block in blocks_of(text)]

    assert len(texts) == 3
    assert "said the crew Secretary" in texts[2]


def test_a_line_in_another_script_is_a_block_of_its_own():
    text = "We ask the port to:\n\n- open the gate;\n  တံခါးဖွင့်ပါ\n- pay the crews.\n  လုပ်ခပေးပါ"

    blocks = blocks_of(text)

    assert [(block.kind, block.gloss) for block in blocks] == [
        ("text", False),
        ("item", False),
        ("text", True),
        ("item", False),
        ("text", True),
    ]


def test_what_a_page_and_a_letter_put_around_the_text_is_no_paragraph():
    body = "The ferry has not run for nine weeks, and nobody has told the island when it will run again."
    text = (
        "Ferry Users’ Union — Isle of Carn\nCorrected statement no. 4\n\nA pier without a boat\n\n"
        f"Download PDF: English | Burmese\n\n{body}\n\nWith stubborn hope,\n\nAda Byrne\n\n"
        "Tags\nFerries\nShare this"
    )

    draft = draft_from(text)

    assert (draft.title, draft.subtitle, draft.paragraphs) == (
        "A pier without a boat",
        None,
        (body,),
    )


def test_the_subject_of_a_letter_is_its_title():
    text = (
        "Island Schools’ Association\n4 Rope Walk, Carn\n\nThe Minister for Isles\n\nDear Minister,\n\n"
        "Re: The closing of two schools\n\nYour office wrote to us in March, and we have waited for an answer since then."
    )

    assert draft_from(text).title == "The closing of two schools"
