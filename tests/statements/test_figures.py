"""Figures keep their currency and unit, and things that only look like figures stay out."""

import pytest

from campaign.statements.figures import figures_in

WRITTEN = [
    ("It cost US$38.6 million last year.", ["US$38.6 million"]),
    ("It cost 48 million kyat and RM12,000 more.", ["48 million kyat", "RM12,000"]),
    ("They signed in 37 countries, 73% of them by post.", ["37 countries", "73%"]),
    (
        "Sixty-one organisations logged 1,148 airstrikes.",
        ["Sixty-one organisations", "1,148 airstrikes"],
    ),
    ("A stall brings in 600 to 900 baht.", ["600 to 900 baht"]),
    ("They called 10 of their 48 witnesses.", ["10 of their 48 witnesses"]),
    ("Nearly 62 percent stayed.", ["62 percent"]),
    ("Founded in 2019 under Article 19 and Resolution 2669 on 5 May 2026.", []),
    ("The meeting is at 10:30 on Covid-19 and the F-16.", []),
    ("Pak Darmo, 63, of Muara Tiga, spoke.", []),
    ("It happened in the previous thirty days.", []),
    ("Rents on Quay Street 7 and in hall B 12 rose after the 2016 census.", []),
    ("The vote is on amendments 47 and 93.", []),
    ("The 12 Korvan nurses and 1600 Pallans left.", ["12 Korvan nurses", "1600 Pallans"]),
    ("Open between 2 and 6 p.m.; the clerk is 58 and tired.", []),
    ("Pay fell from US$14 to US$9.", ["US$14", "US$9"]),
    ("One pupil in five is hungry, two thirds of them girls.", ["One pupil in five", "two thirds"]),
    ("It came 177th out of 180.", ["177th out of 180"]),
    ("It scored 91 points out of 100.", ["91 points out of 100"]),
    ("Forty-one of us were hurt.", ["Forty-one of us"]),
]


@pytest.mark.parametrize(("sentence", "expected"), WRITTEN)
def test_a_figure_is_copied_with_its_unit(sentence, expected):
    found = figures_in(sentence)

    assert [figure.value for figure in found] == expected


def test_a_figure_comes_with_the_sentence_it_stands_in():
    found = figures_in("The pier is old. It employs 300 people. Nobody was paid.")

    assert [(figure.value, figure.sentence) for figure in found] == [
        ("300 people", "It employs 300 people.")
    ]
