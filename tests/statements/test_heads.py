"""Who speaks, when, and where the body goes on: what stands around a statement's text."""

# ruff: noqa: E501 - a sentence under test stays on one line

import pytest

from campaign.statements import draft_from, read_statement
from campaign.statements.organisation import own_names

PROSE = (
    "The locks at Tarn Mouth have been shut since the flood, and nobody has said when they open."
)


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        (f"{PROSE}\n\n“We wait,” said Weir Watch chair Ada Lunt.", "Weir Watch"),
        (f"{PROSE}\n\nWe, the Guild of Lock Keepers, have asked twice.", "Guild of Lock Keepers"),
        (
            f"{PROSE}\n\nWith respect,\nAda Lunt\nfor the Guild of Lock Keepers",
            "Guild of Lock Keepers",
        ),
        (f"{PROSE}\n\nWith respect,\nGuild of Lock Keepers\nRowers’ Union", None),
        (
            f"As winter nears, Weir Watch is calling on the river board to act. {PROSE}\n\nWeir Watch is appalled.",
            "Weir Watch",
        ),
        (f"{PROSE}\n\nThe Interior Ministry said the locks were safe.", None),
        (f"{PROSE}\n\nThe Government said in a statement that it was safe.", None),
        (f"{PROSE}\n\n“It ends the Rivers and Rights Bill,” said Lunt.", None),
        (
            f"Press Office, Guild of Lock Keepers\nPRESS RELEASE\n\nLocks must open before winter\n\n{PROSE}",
            "Guild of Lock Keepers",
        ),
    ],
)
def test_an_organisation_is_named_by_its_own_words_or_not_at_all(text, organisation):
    assert draft_from(text).organisation == organisation


def test_a_page_names_its_site_in_its_title():
    page = (
        "<html><head><title>Open the locks | Weir Watch</title></head><body><h1>Open the locks</h1>"
        f"<p>{PROSE} Boats of Weir Watch lie idle, and {PROSE.lower()}</p></body></html>"
    )

    draft = draft_from(read_statement(page.encode(), "page.html"))

    assert (draft.title, draft.organisation) == ("Open the locks", "Weir Watch")


def test_an_organisation_is_known_by_the_front_of_its_name():
    names = own_names("Lock Keepers’ Guild of Tarn", ["The Lock Keepers’ Guild waits."])

    assert "lock keepers’ guild" in names


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"Locks must open\n\n{PROSE}\n\nFriends of the Weir, 4 May 2026", "2026-05-04"),
        (
            f"Locks must open\n\n{PROSE}\n\n---\nIssued by the crew, Tarn, on 4 May 2026. Free to use.",
            "2026-05-04",
        ),
        (f"Locks must open\n\nDecember 9, 2026\n\nMay 4, 2026, Tarn: {PROSE}", "2026-05-04"),
        (f"Locks must open\n\n{PROSE} They shut on 4 May 2026.", None),
    ],
)
def test_the_day_is_the_datelines_or_stands_in_a_last_line(text, date):
    assert draft_from(text).date == date


def test_what_follows_background_in_mid_text_is_still_the_statement():
    draft = draft_from(
        f"Locks must open before winter\n\n{PROSE}\n\nBackground\n\n• The locks date from 1911.\n\n"
        "What we heard\n\n“We wait every night,” said Ada Lunt, who rows there.\n\n"
        "What we ask\n\nThe river board must open the locks by June."
    )

    assert [quote.speaker for quote in draft.quotes] == ["Ada Lunt"]
    assert draft.demands == ("The river board must open the locks by June",)


def test_a_statement_of_somebody_is_a_title_where_there_is_no_other():
    draft = draft_from(f"Statement of the Guild of Lock Keepers\n\nTarn, 2 July\n\n{PROSE}")

    assert draft.title == "Statement of the Guild of Lock Keepers"


def test_a_point_that_holds_only_a_list_is_none():
    draft = draft_from(
        f"Locks must open\n\n{PROSE}\n\nWe call on the board to:\n•\n  • open the locks\n  • pay the crews"
    )

    assert draft.demands == ("open the locks", "pay the crews")
