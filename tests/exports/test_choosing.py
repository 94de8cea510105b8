"""What may be asked for, and what contradicts itself."""

from datetime import date

import pytest

from campaign.exports.choosing import Contradiction, Filters


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
