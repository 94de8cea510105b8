"""The document as whoever is handed it has it: real Typst, read back from the PDF."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone

from campaign.accounts.models import SealingKey
from campaign.exports import building
from campaign.exports.choosing import Filters
from campaign.exports.handover import printing
from campaign.exports.models import ExportJob
from campaign.lib import sealing
from campaign.pages.models import Campaign, Demand
from campaign.signatures.models import Signature
from tests.exports.signers import asked, built, content, signer, table
from tests.lib.test_typesetting import needs_fonts

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def paper(campaign: Campaign, **fields: Any) -> list[str]:
    return pages_of(content(built(campaign, **{"format": "pdf", "preset": "delivery"} | fields)))


def printed(campaign: Campaign, rows: Any, **fields: Any) -> bytes:
    """Of such rows, without a database's."""
    job = job_of(campaign, **fields)
    sink = io.BytesIO()
    printing.write(job, rows, sink, tell=lambda done: None)
    return sink.getvalue()


def job_of(campaign: Campaign, **fields: Any) -> ExportJob:
    fields = {"format": "pdf", "preset": "delivery", "requested_at": AT} | fields
    return ExportJob(campaign=campaign, **fields)


def test_cover_totals_list_and_manifest_in_this_order(campaign):
    text = campaign.texts.get()
    Demand.objects.create(text=text, sentence="Let it flow.", position=2)
    Demand.objects.create(text=text, sentence="Build no dam.", position=1)
    signer(campaign, "Ann Example", at=datetime(2026, 11, 23, 3, tzinfo=UTC))
    signer(campaign, "José dos Santos", country="TL", at=datetime(2026, 11, 24, tzinfo=UTC))
    signer(campaign, "Somebody", country="", at=datetime(2026, 11, 24, tzinfo=UTC))

    cover, totals, names, manifest = paper(campaign, handed_to="Ministry of Water")

    assert cover.startswith(
        "River Watch Handed over Keep the river free 3 signatures To Ministry of Water "
        "By River Watch As of "
    )
    assert "What the signers ask for 1. Build no dam. 2. Let it flow." in cover
    assert "3 signatures From 23 November 2026 to 24 November 2026" in totals
    assert "By country Thailand 1 33% Timor-Leste 1 33% Country not given 1 33%" in totals
    assert "has confirmed the signature by a message" in totals
    assert names == (
        "Keep the river free 1–3 Those who sign 1 Ann Example Thailand "
        "2 José dos Santos Timor-Leste 3 Somebody River Watch Page 3 of 4"
    )
    assert "http://testserver/en/c/river/" in manifest
    assert "Columns Name, Country Lines 3" in manifest
    for number, page in enumerate((cover, totals, names, manifest), 1):
        assert page.endswith(f"River Watch Page {number} of 4")


@needs_fonts
def test_every_name_is_there_once_and_in_order_in_all_scripts(campaign):
    names = [
        *("ကိုမင်းအောင်", "สมชาย ใจดี", "ສົມສັກ ສຸວັນນະ", "សុខ ដារា", "குமார் செல்வம்", "欧阳志远"),
        *("Nguyễn Thị Hoàng Anh", "Łukasz Brzęczyszczykiewicz", "=SUM(A1:A9)", "O’Brien & Sons"),
        "Maharani Kanjeng Gusti Raden Ayu Siti Nurhaliza Kusumawardhani Purnamasari",
    ]
    rows = [(f"{name} {'ABC'[n % 3]}", "Thailand") for n in range(30) for name in names]

    _cover, _totals, *sheets, _manifest = pages_of(printed(campaign, iter(rows)))

    assert listed(sheets) == [(str(n), name) for n, (name, _place) in enumerate(rows, 1)]
    assert len(sheets) == 4


def listed(sheets: list[str]) -> list[tuple[str, str]]:
    """(number, name) of all those from Thailand."""
    found = []
    for sheet in sheets:
        entries = re.sub(r"^Keep the river free \S+ (Those who sign )?", "", sheet)
        found += re.findall(r"(\S+) (.+?) Thailand", entries)
    return [(number, KHMER_TWICE.sub(r"\1", name)) for number, name in found]


# pdfium tells a syllable of Khmer once for each glyph that it is drawn with.
KHMER_TWICE = re.compile("([\u1780-\u17ff]{2,})\\1")


def test_a_name_that_is_one_endless_word_is_all_there(campaign):
    name = "Wolfeschlegelsteinhausenbergerdorff" * 2

    sheet = pages_of(printed(campaign, [(name, "Thailand")]))[2]

    assert name in re.sub(r"[\s\u200b\ufffe]", "", sheet)


def test_what_was_taken_back_or_is_withheld_shows_nothing_of_its_name(campaign):
    signer(campaign, "Canary Zwitscher")
    signer(campaign, "Ann Example", public_name="Ann Example")

    pages = paper(campaign, name_display="shown")

    assert "1 name withheld Thailand 2 Ann Example Thailand" in pages[2]
    assert "in the list as “name withheld”" in pages[1]
    assert "Canary" not in " ".join(pages)


def test_initials_are_printed_and_said(campaign):
    signer(campaign, "Canary Zwitscher")

    pages = paper(campaign, name_display="initials")

    assert "1 C. Z. Thailand" in pages[2]
    assert "as initials" in pages[1]


def test_names_alone_stand_in_three_columns_and_affiliations_below_names(campaign):
    for number in range(40):
        signer(campaign, f"Signer {number}", affiliation="Choir of Saint Mary")

    alone = content(built(campaign, format="pdf", preset="own", columns=["name"]))
    _cover, totals, sheet, _manifest = paper(
        campaign, preset="own", columns=["affiliation", "name"]
    )

    assert "By country" not in " ".join(pages_of(alone))
    assert left_edges(alone, page=2) == 3
    assert "By country" not in totals
    assert "1 Signer 0 Choir of Saint Mary 2 Signer 1" in sheet


def left_edges(pdf: bytes, *, page: int) -> int:
    """In how many columns names begin."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        found, searcher = set(), text.search("Signer")
        while place := searcher.get_next():
            found.add(round(text.get_charbox(place[0])[0]))
        return len(found)


def test_the_manifests_checksum_is_found_again_from_every_data_file_of_the_same_list(campaign):
    for name in ("=SUM(A1)", "Ann  “the second”, Example", "ကိုကို", "Ben"):
        signer(campaign, name, country="LA")
    wanted = {"preset": "delivery", "filters": Filters(countries=("LA",))}

    manifest = pages_of(content(built(campaign, format="pdf", **wanted)))[-1]
    data = {kind: content(built(campaign, format=kind, **wanted)) for kind in ("csv", "jsonl")}

    written = "=SUM(A1)\tLaos\nAnn “the second”, Example\tLaos\nကိုကို\tLaos\nBen\tLaos\n"
    assert hashlib.sha256(written.encode()).hexdigest() in manifest
    from_csv = [
        "\t".join(" ".join(value.removeprefix("'").split()) for value in row) + "\n"
        for row in table(data["csv"], "csv")[1:]
    ]
    assert "".join(from_csv) == written
    from_lines = [json.loads(line) for line in data["jsonl"].splitlines()]
    assert [each["name"] for each in from_lines][0] == "=SUM(A1)"


def test_statistics_are_numbers_and_charts_and_nobodys_name(campaign):
    for number in range(8):
        signer(
            campaign, f"Canary {number}", source="mine", at=datetime(2026, 11, 20, 3, tzinfo=UTC)
        )
    signer(campaign, "Canary of Laos", country="LA", language="th")
    Signature.objects.update(sealed=b"noise", public_name="Canary")

    cover, totals, manifest = paper(campaign, preset="statistics")

    assert "9 signatures" in cover
    assert "By country Thailand 8 89% fewer than 5 each 1 11%" in totals
    assert "By the language they signed in English 8 89% fewer than 5 each 1 11%" in totals
    assert "8 at most on one day 20 November 2026 20 November 2026" in totals
    assert "20 November 2026 8" in totals.partition("The days, in numbers")[2]
    assert "Canary" not in cover + totals + manifest
    assert "mine" not in totals


def test_statistics_of_years_are_drawn_week_by_week(campaign):
    days = [("day", f"{year}-03-0{n}", 5) for year in (2024, 2026) for n in range(1, 8)]

    pages = pages_of(printed(campaign, [("all", "", 70), *days], preset="statistics"))

    # 1 March 2024 is a Friday; the weeks are counted from it.
    assert "35 at most in one week 1 March 2024" in pages[1]


def test_where_weeks_are_all_that_is_known_nothing_finer_is_drawn(campaign):
    campaign.profile = "high-risk"
    weeks = [("week", "2026-11-16", 30), ("week", "2026-11-23", 5)]

    pages = pages_of(printed(campaign, [("all", "", 35), *weeks], preset="statistics"))

    assert "30 at most in one week 16 November 2026" in pages[1]


def test_nobody_at_all_is_a_document_that_says_so(campaign):
    cover, totals, manifest = pages_of(printed(campaign, []))

    assert "0 signatures" in cover
    assert totals.endswith("Page 2 of 3")
    assert hashlib.sha256(b"").hexdigest() in manifest


def test_filters_are_said_where_it_is_told_how_people_were_counted(campaign):
    signer(campaign, "Ann", country="TH", language="en", source="a", wants_updates=True)
    only = Filters(
        since=datetime(2026, 1, 1).date(),
        until=datetime(2026, 12, 31).date(),
        countries=("TH", "LA"),
        languages=("en",),
        sources=("a",),
        consent="yes",
    )

    totals = paper(campaign, filters=only)[1]

    for sentence in (
        "Only those who confirmed on 1 January 2026 or later.",
        "Only those who confirmed on 31 December 2026 or before.",
        "Only those from: Laos, Thailand.",
        "Only those who signed in: English.",
        "Only those who came by certain links",
        "Only those who want to hear more",
    ):
        assert sentence in totals


def test_pages_are_numbered_through_all_parts_and_parts_are_not_seen(campaign, monkeypatch):
    rows = [(f"Signer {n}", "Thailand") for n in range(500)]
    whole = pages_of(printed(campaign, rows))
    monkeypatch.setattr(printing, "SHEETS_IN_A_PART", 1)
    monkeypatch.setattr(printing, "ROWS_AT_ONCE", 7)

    in_small_parts = pages_of(printed(campaign, rows))

    assert in_small_parts == whole
    assert [page.rpartition("Page ")[2] for page in whole] == [
        f"{n} of {len(whole)}" for n in range(1, len(whole) + 1)
    ]


def test_the_same_rows_are_the_same_bytes(campaign):
    rows = [(f"Signer {n}", "Thailand") for n in range(1000)]

    first, again, other = (printed(campaign, each) for each in (rows, rows, rows[1:]))

    assert first == again
    assert first[-200:] != other[-200:]


def test_more_than_one_volume_holds_are_several_in_a_zip_file_numbered_through(campaign):
    rows = [(f"Signer {n}", "Thailand") for n in range(1, 251)]
    job, sink = job_of(campaign), io.BytesIO()

    printing.write(job, rows, sink, tell=lambda done: None, rows_in_a_volume=100)

    with zipfile.ZipFile(sink) as package:
        assert package.testzip() is None
        assert package.namelist() == [f"river-0{n}-of-03.pdf" for n in (1, 2, 3)]
        volumes = [pages_of(package.read(name)) for name in package.namelist()]
    pages = [page for volume in volumes for page in volume]
    assert [page.rpartition("Page ")[2] for page in pages] == [
        f"{n} of {len(pages)}" for n in range(1, len(pages) + 1)
    ]
    assert "250 signatures" in volumes[1][0]
    assert "Volume 2 of 3 Signatures 101 to 200" in volumes[1][0]
    assert "In numbers" not in " ".join(volumes[1])
    sheets = [page for volume in volumes for page in volume if re.search(r"free \d+–\d+", page)]
    assert listed(sheets) == [(str(n), name) for n, (name, _place) in enumerate(rows, 1)]
    for volume, some in zip(volumes, (rows[:100], rows[100:200], rows[200:]), strict=True):
        whole, own = (
            hashlib.sha256("".join(f"{name}\t{place}\n" for name, place in each).encode())
            for each in (rows, some)
        )
        assert whole.hexdigest() in volume[-1]
        assert own.hexdigest() in volume[-1]


def test_a_volume_that_is_just_full_is_not_followed_by_an_empty_one(campaign):
    rows = [(f"Signer {n}", "Thailand") for n in range(100)]
    job, sink = job_of(campaign), io.BytesIO()

    printing.write(job, rows, sink, tell=lambda done: None, rows_in_a_volume=100)

    assert sink.getvalue().startswith(b"%PDF")


def test_how_far_it_is_goes_up_to_the_number_of_rows(campaign):
    told: list[int] = []

    printing.write(
        job_of(campaign),
        [(f"Signer {n}", "Thailand") for n in range(2500)],
        io.BytesIO(),
        tell=told.append,
    )

    assert told == sorted(told)
    assert told[0] == 500  # a thousand are read
    assert told[-1] == 2500
    assert any(1250 < each < 2500 for each in told)  # some are printed


def test_what_tells_how_far_it_is_stops_it_and_nothing_was_written(campaign):
    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done > 600:
            raise Stopped

    sink = io.BytesIO()
    rows = [(f"Signer {n}", "Thailand") for n in range(1000)]
    with pytest.raises(Stopped):
        printing.write(job_of(campaign), rows, sink, tell=stop)

    assert sink.getvalue() == b""


def test_letters_without_a_font_are_owned_up_to(campaign):
    pages = pages_of(printed(campaign, [("박지민", "Thailand"), ("Ann", "Thailand")]))

    assert "In 1 line a letter is printed as an empty box" in pages[-1]
    assert "empty box" not in pages_of(printed(campaign, [("Ann", "Thailand")]))[-1]


def test_all_is_set_in_fonts_that_go_with_it_and_in_black(campaign):
    pdf = printed(campaign, [("Ann", "Thailand")])

    fonts = subprocess.run(
        [sys.executable, "-c", FONTS], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    assert "embedded" in fonts
    assert "missing" not in fonts
    assert b"/SMask" not in pdf
    assert b"/ca " not in pdf


FONTS = """
import sys, ctypes, pypdfium2, pypdfium2.raw as raw
document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
for page in document:
    for each in page.get_objects():
        if each.type == raw.FPDF_PAGEOBJ_TEXT:
            font = raw.FPDFTextObj_GetFont(each.raw)
            print("embedded" if raw.FPDFFont_GetIsEmbedded(font) == 1 else "missing")
"""


# --- At the desk and in the worker ----------------------------------------------------------


def test_under_offline_custody_what_needs_no_key_is_printed(campaign):
    public, _private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    signer(campaign, "Ann Example", public_name="Ann Example")

    assert "1 Ann Example Thailand" in paper(campaign, name_display="shown")[2]
    assert "1 signature" in paper(campaign, preset="statistics")[0]


def test_nothing_of_a_name_touches_the_disk_in_clear(campaign, folder, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for number in range(50):
        signer(campaign, f"Canary Zwitscher {number}")

    built(campaign, format="pdf", preset="delivery")

    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.suffix == ".export"
    assert not file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("fonts", "Fonts for the script of some names are missing here."),
        ("typst", "A page could not be set."),
    ],
)
def test_missing_fonts_and_broken_pages_end_as_a_sentence(
    campaign, folder, monkeypatch, broken, says
):
    signer(campaign, "ကိုကို")
    if broken == "fonts":
        monkeypatch.setattr("campaign.lib.typesetting.missing_fonts", lambda: {"Noto Sans Myanmar"})
    else:
        monkeypatch.setattr(printing, "TEMPLATE", "letter.typ")  # which knows no such data

    job = asked(campaign, format="pdf", preset="delivery", now=timezone.now())
    building.build_next()
    job.refresh_from_db()

    assert (job.state, says in job.failure) == ("failed", True)
    assert [*folder.iterdir()] == []
