"""A register's file is read wholly before anything is stored, and says by line what is wrong."""

import json
import re
from pathlib import Path

import pytest

from campaign.letters.register_fields import RegisterFileError
from campaign.letters.register_file import read_register
from campaign.letters.registering import SHIPPED
from tests.letters.register import content, fact, raw, state

SHARED = Path(__file__).parents[2].parent / "shared" / "facts" / "asean.json"


def problems_of(text: bytes | str) -> list[str]:
    raw_text = text.encode() if isinstance(text, str) else text
    with pytest.raises(RegisterFileError) as refused:
        read_register(raw_text, name="test")
    return refused.value.problems


def line_with(text: bytes, words: str, *, occurrence: int = 1) -> int:
    lines = [n for n, line in enumerate(text.decode().splitlines(), 1) if words in line]
    return lines[occurrence - 1]


def test_the_shipped_register_has_the_eleven_states_and_the_secretariat():
    register = read_register((SHIPPED / "asean.json").read_bytes(), name="asean")

    states = [each for each in register.recipients if each.kind == "member_state"]
    assert [each.country for each in states] == [
        *("BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN")
    ]
    assert [each.slug for each in states if not each.is_default] == ["mmr"]
    assert [each.slug for each in register.recipients if each.kind == "regional_body"] == ["asec"]
    assert all(len(each.offices) == 2 for each in states)
    assert register.salutation == "Your Excellency"


def test_the_shipped_register_says_of_each_fact_where_it_is_from():
    register = read_register((SHIPPED / "asean.json").read_bytes(), name="asean")

    facts = [
        (each.slug, fact)
        for each in register.recipients
        for fact in [*each.facts, *(fact for office in each.offices for fact in office.facts)]
    ]
    assert [(slug, fact.name) for slug, fact in facts if fact.value and not fact.source] == []
    assert not re.search(r"\bid \d{6,}", (SHIPPED / "asean.json").read_text())


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared facts are not beside the checkout")
def test_the_shared_facts_are_a_register_too():
    register = read_register(SHARED.read_bytes(), name="asean")

    singapore = next(each for each in register.recipients if each.slug == "sgp")
    facts = {fact.name: fact for fact in singapore.offices[0].facts}
    assert (facts["salutation"].value, facts["salutation"].note) == (
        "Your Excellency",
        "(or: Dear Minister)",
    )
    assert facts["salutation"].confidence == "unverified"
    assert {chair.year: chair.slug for chair in register.chairs}[2026] == "phl"


def test_an_unknown_state_is_named_with_its_line():
    text = raw(recipients=[state("tha", "TH", "Thailand"), state("atl", "ZZ", "Atlantis")])

    assert problems_of(text) == [
        f"line {line_with(text, 'ZZ')}: recipients[1] (atl), iso_3166_1.alpha2: "
        "“ZZ” is not a country of ISO 3166."
    ]


def test_a_missing_confidence_is_named_with_its_line_and_field():
    text = raw(recipients=[state("tha", "TH", "Thailand", email={"value": "a@example.org"})])

    assert problems_of(text) == [
        f"line {line_with(text, 'email')}: recipients[0] (tha), email: "
        "confidence is missing: say verified, secondary, unverified."
    ]


def test_a_state_that_is_in_the_file_twice_is_named():
    text = raw(recipients=[state("tha", "TH", "Thailand"), state("siam", "TH", "Siam")])

    problems = problems_of(text)

    assert f"line {line_with(text, '{', occurrence=1)}" not in problems[0]
    assert problems[0].endswith("recipients[1] (siam): the state “TH” is in the file already.")


def test_an_id_that_is_in_the_file_twice_is_named():
    text = raw(recipients=[state("tha", "TH", "Thailand"), state("tha", "SG", "Singapore")])

    assert problems_of(text)[0].endswith(
        "recipients[1] (tha): the id “tha” is in the file already."
    )


def test_a_key_that_stands_twice_is_not_passed_over():
    text = '{\n"as_of": "2026-11-01",\n"recipients": [],\n"as_of": "2026-11-02"}'

    assert "line 4: as_of: “as_of” stands here twice." in problems_of(text)


def test_all_problems_are_told_at_once_in_the_order_of_the_file():
    text = raw(
        recipients=[
            state("tha", "XX", "Thailand", salutation=fact("Your Excellency", "sure")),
            state("sgp", "SG", "Singapore", kind="planet"),
        ]
    )

    problems = problems_of(text)

    lines = [int(re.match(r"line (\d+)", problem)[1]) for problem in problems]
    assert lines == sorted(lines)
    assert ["ISO 3166" in problems[0], "“sure”" in problems[1], "kind" in problems[2]] == [True] * 3


def test_a_chair_that_is_no_recipient_is_named():
    text = raw(chair={"years": {"2027": fact("Atlantis")}})

    assert problems_of(text) == [
        f"line {line_with(text, '2027')}: chair.years.2027: "
        "“Atlantis” is no recipient of this register."
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "line 1: this is not JSON"),
        (b"{\n\n]", "line 3: this is not JSON"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[]", "a register is an object with a list of “recipients”"),
        (b'{"recipients": {}}', "a register is an object with a list of “recipients”"),
        (b'{"recipients": [7], "as_of": "2026-11-01"}', "a recipient is an object"),
        (b'{"recipients": [], "as_of": "soon"}', "say when the facts were last checked"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * 1_000_001, "larger than a megabyte"),
        (b'{"as_of": ' + b"9" * 5000 + b"}", "a number with thousands of digits"),
        (raw(register="a/b"), "register: a register is called by small letters"),
        (raw(register="a" * 31), "register: a register is called by small letters"),
        (raw(name="Test" * 30), "name: up to 100 letters fit"),
        (raw(salutation_default=fact("Dear " * 30)), "salutation_default: up to 100 letters fit"),
        (raw(chair={"years": {"99999": fact("Thailand")}}), "chair.years.99999: a year is"),
        (raw(chair={"years": {"²": fact("Thailand")}}), "chair.years.²: a year is"),
    ],
)
def test_what_is_no_register_is_refused_in_a_sentence(text, said):
    assert said in " ".join(problems_of(text))


def test_a_fact_must_be_an_object():
    text = raw(recipients=[state("tha", "TH", "Thailand", website="https://mfa.go.th")])

    assert "a fact is an object" in problems_of(text)[0]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"website": fact("javascript:alert(1)")}, "website: “javascript:alert(1)” does not begin"),
        ({"website": fact("//example.org")}, "website: “//example.org” does not begin"),
        ({"letter_languages": fact(["en", "Burmese"])}, "“Burmese” is not the code of a language"),
        ({"copy_to": {"title": fact("Minister")}}, "copy_to: say which “body” gets the copy"),
    ],
)
def test_what_pages_and_dossiers_would_stumble_over_is_named(changed, said):
    (problem,) = problems_of(raw(recipients=[state("tha", "TH", "Thailand", **changed)]))

    assert "recipients[0] (tha), " in problem
    assert said in problem


def test_what_no_database_can_hold_is_dropped():
    text = raw(
        recipients=[state("tha", "TH", "Thai\x00land", notes=["a\x00b"], why_not="\u202ewhy")]
    ).replace(b"443 Sri", b"443\\ud800 Sri")

    (thailand, _secretariat) = read_register(text, name="test").recipients

    postal = next(each for each in thailand.offices[0].facts if each.name == "postal_address")
    assert thailand.names == {"Thailand", "Kingdom of Thailand"}
    assert (thailand.remarks, thailand.why_not) == ("ab", "why")
    assert postal.value == "443 Sri Ayudhya Road, Bangkok 10400, Thailand"


def test_a_remark_after_what_is_said_in_letters_becomes_a_note():
    register = read_register(
        raw(
            recipients=[
                state(
                    "tha",
                    "TH",
                    "Thailand",
                    salutation=fact("Your Excellency (English) / Yang Berhormat (Malay)"),
                    form_of_address=fact("His/Her Excellency"),
                    postal_address=fact("443 Sri Ayudhya (Si Ayutthaya) Road"),
                )
            ]
        ),
        name="test",
    )

    facts = {fact.name: fact for fact in register.recipients[0].offices[0].facts}
    assert facts["salutation"].value == "Your Excellency"
    assert facts["salutation"].note == "(English) / Yang Berhormat (Malay)"
    assert facts["form_of_address"].value == "His/Her Excellency"
    assert facts["postal_address"].value == "443 Sri Ayudhya (Si Ayutthaya) Road"


def test_tabs_do_not_lose_the_lines():
    text = json.dumps(content(as_of="soon"), indent="\t").encode()

    assert problems_of(text) == [
        f"line {line_with(text, 'as_of')}: as_of: say when the facts were last checked, "
        "as 2026-11-23."
    ]
