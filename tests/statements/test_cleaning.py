"""Nothing but words gets past cleaning: no markup, no formulas, no private numbers."""

import json

import pytest

from campaign.statements import draft_from
from campaign.statements.cleaning import clean, strip_tags

BODY = (
    "The pier is closed\n\nThe pier was closed at noon, said the union, and nobody knows why.\n\n"
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("inter\u00adnational", "international"),
        ("accounta\u00ad\nbility", "accountability"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("Tom &amp; Ana&nbsp;said &ldquo;no&rdquo;", "Tom & Ana said “no”"),
        ("&amp;quot;twice&amp;quot;", '"twice"'),
        ("<b>bold</b> and <i class='x'>fine</i>", "bold and fine"),
        ("<script>alert(1)</script>kept", "kept"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;kept", "kept"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("a \u202eright to left\u202c b", "a right to left b"),
        ("[the ledger](https://example.org/x)", "the ledger"),
        ("**Release** them", "Release them"),
        ("The claim.[1] And more[2].", "The claim. And more."),
    ],
)
def test_text_is_cleaned(written, expected):
    cleaned = clean(written)

    assert cleaned == expected


@pytest.mark.parametrize("burmese", ["မြန်မာနိုင်ငံ", "ကျွန်တော်တို့ရဲ့", "သတင်းသည် ရာဇဝတ်မှု မဟုတ်ပါ။", "က္ကၠိ"])
def test_burmese_letters_come_through_unchanged(burmese):
    assert clean(burmese) == burmese


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("Call +95 9 123 456 789 now", "123"),
        ("Call (02) 9123 4567 now", "9123"),
        ("Phone: 09-4201 23456", "4201"),
        ("Mobile 09421234567", "09421234567"),
        ("NRC 12/LaMaNa(N)123456", "123456"),
        ("၁၂/လမန(နိုင်)၁၂၃၄၅၆ ကိုင်ဆောင်သူ", "၁၂၃၄၅၆"),
        ("passport MA123456 was taken", "123456"),
        ("Thai ID 1-2345-67890-12-3", "67890"),
        ("SSN 123-45-6789", "6789"),
        ("IBAN DE89 3704 0044 0532 0130 00", "3704"),
        ("Card 4111 1111 1111 1111", "1111"),
        ("Account number 00123456789012", "456789"),
        ("Write to ana.ruiz@example.org today", "ana.ruiz"),
    ],
)
def test_private_numbers_and_addresses_reach_no_field(line, secret):
    draft = draft_from(BODY + f"“{line} or never,” said Ana Ruiz. {line}.\n\n• {line}")

    assert secret not in json.dumps(draft.as_json(), ensure_ascii=False)


@pytest.mark.parametrize(
    "figure",
    [
        "1,148",
        "US$38.6 million",
        "64 210 000",
        "406,000,000",
        "2026-11-05",
        "10,568",
        "1200.50",
        "2019-2026",
        "KH-7-00418",
    ],
)
def test_figures_are_not_taken_for_private_numbers(figure):
    assert figure in clean(f"There were {figure} of them.")


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("http://x.example","y")',
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd",
        "+1+cmd|x!A0",
        "-2+3+cmd|'x'!A0",
    ],
)
def test_no_field_is_a_spreadsheet_formula(formula):
    draft = draft_from(
        f"{formula}\n\n{BODY}We call on the union to:\n\n• {formula}\n• {formula} now"
    )

    fields = [draft.title or "", draft.subtitle or "", *draft.paragraphs, *draft.demands]
    assert [field for field in fields if field[:1] in tuple("=+-@\t")] == []
    assert "HYPERLINK" not in json.dumps(draft.as_json())


def test_an_unclosed_tag_does_not_swallow_the_text():
    assert strip_tags("a <b and the rest of the sentence") == "a <b and the rest of the sentence"
