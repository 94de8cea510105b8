import hashlib
import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest

from campaign.letters import dossier_pdf as dossiers
from campaign.letters.dossier_pdf import dossier_pdf, fingerprint
from campaign.lib.typesetting import CannotTypeset

FRONT = {
    "language": "en",
    "title": "Letters from your people",
    "campaign": "A campaign",
    "organisation": "An organisation",
    "recipient": {
        "office": "H.E. the Minister",
        "state": "Republic of Indonesia",
        "address": ["Jalan Pejambon 6", "Jakarta"],
    },
    "date": "25 November 2026",
    "paragraphs": ["Your Excellency,", "We hand over.", "Yours respectfully,", "Khin"],
    "totals": {
        "letters": 3,
        "signatures": 12044,
        "countries": [{"name": "Myanmar", "count": 12000}, {"name": "Thailand", "count": 44}],
    },
}


def letter(number: int, *paragraphs: str) -> dict[str, Any]:
    return {
        "number": number,
        "name": f"Signer {number}",
        "place": "Yangon",
        "date": "24 November 2026",
        "paragraphs": list(paragraphs) or ["Your Excellency,", f"Text {number}.", "Signer"],
    }


def made(letters: Any = (), **other: Any) -> list[str]:
    """The text of each page of the dossier, with single spaces."""
    sink = io.BytesIO()
    pages = dossier_pdf(FRONT | other.pop("front", {}), letters, sink, **other)
    with pypdfium2.PdfDocument(sink.getvalue()) as document:
        assert len(document) == pages
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_it_holds_a_covering_letter_totals_the_letters_and_a_manifest_in_this_order():
    cover, totals, first, second, manifest = made([letter(1), letter(2)])

    assert cover == (
        "An organisation H.E. the Minister Jalan Pejambon 6 Jakarta 25 November 2026 "
        "Letters from your people Your Excellency, We hand over. Yours respectfully, Khin "
        "A campaign Page 1 of 5"
    )
    assert totals == (
        "Handed over A campaign H.E. the Minister Republic of Indonesia 25 November 2026 "
        "3 letters 12,044 signatures Signatures by country Myanmar 12,000 Thailand 44 "
        "A campaign Page 2 of 5"
    )
    assert first == (
        "Letter 1 Signer 1, Yangon 24 November 2026 Your Excellency, Text 1. Signer "
        "A campaign Page 3 of 5"
    )
    assert second.startswith("Letter 2 Signer 2, Yangon")
    assert manifest.startswith("Manifest")
    assert manifest.endswith("Page 5 of 5")


def test_the_manifest_names_the_sha_256_of_each_letters_text():
    text = "Your Excellency,\n\nText 1.\n\nSigner"
    expected = hashlib.sha256(text.encode()).hexdigest()

    *_, manifest = made([letter(1), letter(2) | {"sha256": "ab" * 32}])

    assert fingerprint(text.split("\n\n")) == expected
    assert f"1 Signer 1, Yangon {expected}" in manifest
    assert f"2 Signer 2, Yangon {'ab' * 32}" in manifest


def test_instead_of_letters_it_holds_names():
    people = [{"name": "Aye Aye", "country": "Myanmar"}, {"name": "Thuy", "country": "Viet Nam"}]

    _cover, totals, names = made(names=people, front={"totals": FRONT["totals"] | {"letters": 0}})

    assert " letters" not in totals
    assert names == "Signed by Aye Aye Myanmar Thuy Viet Nam A campaign Page 3 of 3"


def test_pages_are_numbered_through_all_parts(monkeypatch):
    monkeypatch.setattr(dossiers, "LETTERS_IN_A_PART", 2)
    monkeypatch.setattr(dossiers, "ROWS_IN_A_PART", 3)
    long = letter(3, *["A sentence of some length, said often. " * 30] * 5)

    pages = made([letter(1), letter(2), long, letter(4), letter(5)])

    for number, page in enumerate(pages, start=1):
        assert page.endswith(f"Page {number} of {len(pages)}")
    assert len(pages) == 2 + 4 + 2 + 2
    assert sum("Manifest" in page for page in pages) == 1


@pytest.mark.parametrize("paragraphs", [["N" * 59] * 20, ["a\n" * 28], ["က\n" * 28], ["字" * 1159]])
def test_letters_that_are_thought_to_fit_do(paragraphs: list[str]):
    assert dossiers._is_short(letter(1, *paragraphs))

    assert len(made([letter(1, *paragraphs)])) == 4


def test_a_letter_that_was_thought_short_but_is_not_has_all_counted_again(monkeypatch):
    monkeypatch.setattr(dossiers, "_is_short", lambda letter: True)

    pages = made([letter(1), letter(2, *["A sentence, said often. " * 40] * 5)])

    assert len(pages) == 2 + 3 + 1
    assert [page[-11:] for page in pages] == [f"Page {n} of 6" for n in range(1, 7)]


def test_names_go_on_over_parts_under_one_heading(monkeypatch):
    monkeypatch.setattr(dossiers, "NAMES_IN_A_PART", 2)

    pages = made(names=[{"name": f"Person {n}", "country": "Laos"} for n in range(5)])

    assert sum("Signed by" in page for page in pages) == 1
    assert "Person 4" in pages[-1]


def test_letters_are_read_once_and_progress_is_told_twice():
    told: list[int] = []
    read: list[int] = []

    def letters() -> Iterator[dict[str, Any]]:
        for number in range(1, 151):
            read.append(number)
            yield letter(number)

    made(letters(), progress=told.append)

    assert read == list(range(1, 151))
    assert sorted(told) == told
    assert {100, 150, 250, 300} <= set(told)
    assert told[-1] == 300


def test_what_progress_raises_stops_it_and_nothing_was_written():
    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        raise Stopped

    sink = io.BytesIO()
    with pytest.raises(Stopped):
        dossier_pdf(FRONT, [letter(1)], sink, stop)

    assert sink.getvalue() == b""


def test_what_people_wrote_is_printed_as_they_wrote_it():
    hostile = '#read("/etc/passwd") *bold* @ref <label> $x$ // ] \\'

    pages = made([letter(1, hostile) | {"name": "#panic(1)", "place": "*here*"}])

    assert hostile in pages[2]
    assert "#panic(1), *here*" in pages[2]


def test_an_unfinished_front_is_refused_without_being_shown():
    with pytest.raises(CannotTypeset) as refused:
        made(front={"recipient": {"office": "secret"}})

    assert "secret" not in str(refused.value)


def test_it_says_its_title_and_who_hands_it_over():
    sink = io.BytesIO()
    dossier_pdf(FRONT, [letter(1)], sink)

    with pypdfium2.PdfDocument(sink.getvalue()) as document:
        metadata = document.get_metadata_dict()
    assert metadata["Title"] == "Letters from your people"
    assert metadata["Author"] == "An organisation"


@pytest.mark.parametrize("language", ["my", "th", "zh-hans", "tet", "fil"])
def test_it_is_made_in_each_language(language: str):
    pages = made([letter(1)], front={"language": language})

    assert len(pages) == 4
