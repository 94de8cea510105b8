"""What may be asked for, and what contradicts itself."""

from datetime import date

import pytest

from campaign.exports.choosing import (
    ALL_COLUMNS,
    COLUMNS,
    HEADINGS,
    Contradiction,
    Filters,
    columns_of,
    file_ending,
    settled,
)


def test_filters_come_back_as_they_went_into_the_database():
    filters = Filters(
        group="held",
        since=date(2026, 1, 31),
        until=date(2026, 2, 1),
        countries=("TH", "LA"),
        languages=("en",),
        sources=("x",),
        consent="no",
    )

    assert Filters.from_json(filters.as_json()) == filters
    assert Filters.from_json({}) == Filters()
    assert Filters(countries=("TH",)).as_json() == {"group": "standing", "countries": ["TH"]}


@pytest.mark.parametrize(
    ("filters", "preset", "field", "says"),
    [
        (
            Filters(since=date(2026, 2, 2), until=date(2026, 2, 1)),
            *("full", "until", "The last day is before the first one."),
        ),
        (Filters(consent="no"), "mailing", "consent", "only people who agreed"),
        (Filters(group="held"), "delivery", "group", "Only signatures that count"),
        (Filters(group="refused"), "delivery", "group", "Only signatures that count"),
    ],
)
def test_what_contradicts_itself_is_named_beside_what_to_change(filters, preset, field, says):
    with pytest.raises(Contradiction) as refused:
        filters.for_preset(preset)

    assert refused.value.field == field
    assert says in str(refused.value.sentence)


def test_a_mailing_list_holds_only_those_who_agreed_whatever_was_left_open():
    assert Filters().for_preset("mailing").consent == "yes"
    assert Filters().for_preset("full").consent == ""


# --- Columns --------------------------------------------------------------------------------


def what(preset: str = "own", columns: tuple[str, ...] = (), **other):
    asked = {"format": "csv", "name_display": "as-signed", "filters": Filters()} | other
    return settled(preset=preset, columns=columns, **asked)


def test_columns_of_ones_own_stand_in_the_order_in_which_they_are_listed():
    assert columns_of("own", ("country", "email", "name")) == ("name", "email", "country")
    assert columns_of("own", ("comment", "comment")) == ("comment",)
    assert columns_of("delivery", ("email",)) == ("name", "country")


def test_every_column_has_a_heading():
    assert {column for columns in COLUMNS.values() for column in columns} == set(HEADINGS)


@pytest.mark.parametrize(
    ("asked", "field", "says"),
    [
        ({"columns": ()}, "columns", "Choose one column at least."),
        ({"columns": ("name", "shoe size")}, "columns", "no such column: shoe size"),
        # An address beside initials is no longer initials.
        ({"columns": ("name", "email"), "name_display": "initials"}, "name_display", "gives away"),
        ({"preset": "full", "name_display": "shown"}, "name_display", "gives away the name"),
        ({"columns": ("email",), "filters": Filters(consent="no")}, "consent", "want no mail"),
        ({"preset": "full", "filters": Filters(consent="no")}, "consent", "want no mail"),
        ({"preset": "statistics", "format": "sealed"}, "preset", "nothing to seal"),
        # On paper
        ({"preset": "full", "format": "pdf"}, "format", "addresses are not"),
        ({"preset": "mailing", "format": "pdf"}, "format", "addresses are not"),
        (
            {"preset": "partner", "format": "pdf", "filters": Filters(partner=1)},
            *("format", "addresses are not"),
        ),
        (
            {"preset": "partner", "name_display": "initials", "filters": Filters(partner=1)},
            *("name_display", "gives away"),
        ),
        ({"columns": ("name", "email"), "format": "pdf"}, "columns", "A PDF holds names"),
        ({"columns": ("name", "comment"), "format": "pdf"}, "columns", "A PDF holds names"),
        ({"columns": ("country",), "format": "pdf"}, "columns", "A PDF holds names"),
        (
            {"columns": ("name",), "format": "pdf", "filters": Filters(group="held")},
            *("group", "Only signatures that count"),
        ),
        (
            {"preset": "statistics", "format": "pdf", "filters": Filters(group="refused")},
            *("group", "Only signatures that count"),
        ),
    ],
)
def test_columns_that_must_not_go_out_like_that_are_named_beside_what_to_change(asked, field, says):
    with pytest.raises(Contradiction) as refused:
        what(**asked)

    assert refused.value.field == field
    assert says in str(refused.value.sentence)


def test_what_is_asked_for_comes_back_as_it_goes_out():
    assert what("full")[0] == ALL_COLUMNS
    assert what("mailing")[1].consent == "yes"
    assert what("delivery", format="pdf") == (("name", "country"), Filters())
    assert what("statistics", format="pdf")[0] == COLUMNS["statistics"]
    assert what(columns=("country", "affiliation", "name"), format="pdf")[0] == (
        *("name", "affiliation", "country"),
    )
    # A partner has its own consent.
    assert what("partner", filters=Filters(partner=1, consent="no"))[0] == COLUMNS["partner"]
    # Without addresses those who want no mail can be listed.
    assert what(columns=("name",), filters=Filters(consent="no"))[0] == ("name",)


def test_a_long_pdf_is_a_zip_file_of_several():
    assert (file_ending("pdf", 100_000), file_ending("pdf", 100_001)) == ("pdf", "zip")
    assert file_ending("csv", 1_000_000) == "csv"
