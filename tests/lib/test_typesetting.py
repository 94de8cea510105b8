import io
import json
import os
import re
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings

from campaign.lib import typesetting
from campaign.lib.typesetting import CannotTypeset, page_count, to_pdf, to_png

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates", "typst").glob("*.typ"))

LETTER = {
    "language": "en",
    "sender": ["Aye Aye", "Yangon, Myanmar"],
    "address": ["H.E. the Minister of Foreign Affairs", "Jalan Pejambon 6", "Jakarta"],
    "date": "25 November 2026",
    "subject": "A subject",
    "paragraphs": ["Your Excellency,", "I ask.", "Yours respectfully,", "Aye Aye\nYangon"],
    "footer": "Sent by its signer.",
}

# One sentence each, long enough for a second line.
IN_OTHER_SCRIPTS = {
    "my": "မြန်မာစစ်အုပ်စုသည် အာဆီယံ-ရုရှား ဆက်ဆံရေး၏ ညှိနှိုင်းရေးမှူးအဖြစ် တာဝန်ယူထားခြင်းကို "
    "ရပ်ဆိုင်းပေးရန် လေးစားစွာ တောင်းဆိုအပ်ပါသည်။",
    "th": "ข้าพเจ้าขอเรียกร้องให้ประเทศสมาชิกอาเซียนยุติบทบาทของคณะรัฐประหารเมียนมาในฐานะ"
    "ผู้ประสานงานความสัมพันธ์อาเซียนกับรัสเซียโดยทันที",
    "lo": "ຂ້າພະເຈົ້າຂໍຮຽກຮ້ອງໃຫ້ບັນດາປະເທດສະມາຊິກອາຊຽນຢຸດຕິບົດບາດຂອງຄະນະລັດຖະປະຫານມຽນມາໃນຖານະ"
    "ຜູ້ປະສານງານຄວາມສຳພັນອາຊຽນ",
    "km": "ខ្ញុំសូមស្នើឱ្យរដ្ឋសមាជិកអាស៊ានបញ្ចប់តួនាទីរបស់របបយោធាមីយ៉ាន់ម៉ាក្នុងនាមជាអ្នកសម្របសម្រួលទំនាក់ទំនងអាស៊ានរុស្ស៊ីជាបន្ទាន់",
    "ta": "ஆசியான்-ரஷ்யா உறவுகளின் ஒருங்கிணைப்பாளராக மியான்மர் இராணுவ ஆட்சியின் பங்கை முடிவுக்குக் "
    "கொண்டுவருமாறு கேட்டுக்கொள்கிறோம்.",
    "zh-hans": "我们恳请东盟成员国终止缅甸军政府作为东盟与俄罗斯关系协调国的角色，"
    "并就此向公众说明理由。我们期待贵国政府的答复。",
}
FONT_OF = {
    "my": "NotoSansMyanmar",
    "th": "NotoSansThaiLooped",
    "lo": "NotoSansLao",
    "km": "NotoSansKhmer",
    "ta": "NotoSansTamil",
    "zh-hans": "NotoSerifSC",
}

needs_fonts = pytest.mark.skipif(
    bool(typesetting.missing_fonts()),
    reason="fonts were not fetched (python -m config.assets says why): "
    + ", ".join(sorted(typesetting.missing_fonts())),
)


def letter(*paragraphs: str, **other: object) -> dict[str, object]:
    return LETTER | other | ({"paragraphs": list(paragraphs)} if paragraphs else {})


def text_of(pdf: bytes) -> str:
    """Its words, with single spaces between them."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(pages).split())


def inside(pdf: bytes) -> bytes:
    """All its objects, unpacked: where names of fonts and the language stand."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = []
    for stream in streams:
        try:
            unpacked.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join([pdf, *unpacked])


def right_edge(pdf: bytes, page: int = 0) -> float:
    """Where the rightmost character of a page ends, in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        edge = max(text.get_charbox(index)[2] for index in range(text.count_chars()))
        return round(edge / 72 * 25.4, 1)


# --- What a letter is -----------------------------------------------------------------------


def test_a_letter_says_everything_once_and_in_order():
    words = text_of(to_pdf("letter.typ", LETTER))

    assert words == (
        "Aye Aye · Yangon, Myanmar "
        "H.E. the Minister of Foreign Affairs Jalan Pejambon 6 Jakarta "
        "25 November 2026 A subject "
        "Your Excellency, I ask. Yours respectfully, Aye Aye Yangon "
        "Sent by its signer."
    )


def test_the_address_stands_in_the_window_of_the_envelope():
    pdf = to_pdf("letter.typ", LETTER)

    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        search = page.get_textpage().search("H.E. the Minister")
        found = search.get_next()
        left, bottom, right, top = page.get_textpage().get_charbox(found[0])
        millimetres = [value / 72 * 25.4 for value in (left, page.get_height() - top)]

    assert 25 <= millimetres[0] < 26
    assert 62.7 <= millimetres[1] < 67


def test_a_long_address_is_set_smaller_and_ends_above_the_text():
    lines = [f"Line {number} of an address" for number in range(1, 10)]
    pdf = to_pdf("letter.typ", letter(address=lines))

    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        found = page.search("Line 9").get_next()
        bottom = document[0].get_height() - page.get_charbox(found[0])[1]

    assert bottom / 72 * 25.4 < 96


@pytest.mark.parametrize("missing", ["sender", "address"])
def test_a_letter_without_sender_or_address_is_still_a_letter(missing: str):
    words = text_of(to_pdf("letter.typ", letter(**{missing: []})))

    assert "Your Excellency, I ask. Yours respectfully," in words


def test_a_letter_that_fits_is_one_page_and_has_no_page_number():
    pdf = to_pdf("letter.typ", letter(*["A sentence of some length, to fill a line. " * 4] * 12))

    assert page_count(pdf) == 1
    assert "1 / 1" not in text_of(pdf)


def test_a_long_letter_counts_its_pages_in_the_words_it_is_given():
    pdf = to_pdf("letter.typ", letter(*["A sentence. " * 60] * 7, page_of="Page {page} of {pages}"))

    assert page_count(pdf) == 2
    assert "Page 1 of 2" in text_of(pdf)
    assert "Page 2 of 2" in text_of(pdf)


def test_the_pdf_says_its_title_author_and_language():
    pdf = to_pdf("letter.typ", letter(language="vi"))

    with pypdfium2.PdfDocument(pdf) as document:
        metadata = document.get_metadata_dict()
    assert metadata["Title"] == "A subject"
    assert metadata["Author"] == "Aye Aye"
    assert b"/Lang(vi)" in inside(pdf).replace(b" ", b"")


def test_pictures_are_one_a_page():
    pictures = to_png("letter.typ", letter(*["A sentence. " * 60] * 7), ppi=40)

    assert [picture[:8] for picture in pictures] == [b"\x89PNG\r\n\x1a\n"] * 2


def test_equal_data_gives_equal_bytes():
    assert to_pdf("letter.typ", LETTER) == to_pdf("letter.typ", LETTER)


def test_equal_data_gives_equal_bytes_from_another_process_folder_and_clock(tmp_path):
    code = """
import json, sys, django
django.setup()
from campaign.lib.typesetting import to_pdf
sys.stdout.buffer.write(to_pdf("letter.typ", json.load(sys.stdin)))
"""

    elsewhere = in_a_new_process(
        code,
        input=json.dumps(LETTER).encode(),
        cwd=tmp_path,
        more={"TZ": "Asia/Yangon", "SOURCE_DATE_EPOCH": "1"},
    )

    assert elsewhere.stdout == to_pdf("letter.typ", LETTER)


# --- Scripts --------------------------------------------------------------------------------


@needs_fonts
@pytest.mark.parametrize("language", IN_OTHER_SCRIPTS)
def test_each_script_has_its_font_inside_and_breaks_into_lines_that_fit(language: str):
    sentences = IN_OTHER_SCRIPTS[language] * 3

    pdf = to_pdf("letter.typ", letter(sentences, language=language))

    assert FONT_OF[language].encode() in inside(pdf)
    assert 150 < right_edge(pdf) < 186  # a Chinese comma may hang into the margin


@needs_fonts
def test_all_scripts_in_one_line():
    line = "မြန်မာ, ไทย, ລາວ, ខ្មែរ, தமிழ், 中文, Việt Nam"

    pdf = to_pdf("letter.typ", letter(line))

    for font in (*FONT_OF.values(), "LibertinusSerif"):
        assert font.encode() in inside(pdf)


def test_vietnamese_needs_no_font_but_typsts_own():
    pdf = to_pdf("letter.typ", letter("Kính gửi Ngài Bộ trưởng: Ẵ ẫ ữ ợ ế đ Đ", language="vi"))

    assert "Kính gửi Ngài Bộ trưởng: Ẵ ẫ ữ ợ ế đ Đ" in text_of(pdf)
    fonts = set(re.findall(rb"[A-Z]{6}\+([A-Za-z]+)", inside(pdf)))
    assert fonts == {b"LibertinusSerif"}


def test_without_fetched_fonts_latin_letters_come_out_the_same(settings, tmp_path, no_fonts):
    assert typesetting.missing_fonts() == typesetting.FAMILIES
    assert "Your Excellency" in text_of(to_pdf("letter.typ", LETTER))


@pytest.fixture
def no_fonts(settings, tmp_path) -> Iterator[None]:
    settings.ASSETS_DIR = tmp_path
    typesetting._fonts.cache_clear()
    yield
    typesetting._fonts.cache_clear()


# --- What people may write ------------------------------------------------------------------

AS_WRITTEN = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    '#include "common.typ"',
    "#panic(1) #eval(2) #sys.inputs",
    "$x^2$ $ sum $",
    "*bold* _slanted_ `code` ```raw```",
    "@ref <label> = Heading",
    "// no comment /* nor this */",
    r"\u{41} \ \\ \n \# C:\temp",
    "] [ ) ( } { ]]",
    "-- --- ... ~ 'single' \"double\"",
    "{{ salutation }} {% now %} <script>alert(1)</script>",
    "%PDF-1.7 endobj stream",
    "+ item / term: 1. first",
]


@pytest.mark.parametrize("hostile", AS_WRITTEN)
@pytest.mark.parametrize("field", ["paragraphs", "subject", "date", "footer", "sender", "address"])
def test_what_people_write_is_printed_as_they_wrote_it(hostile: str, field: str):
    value: object = [hostile] if isinstance(LETTER[field], list) else hostile

    words = text_of(to_pdf("letter.typ", LETTER | {field: value}))

    assert " ".join(hostile.split()) in words


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("nul\x00 and bell\x07 and escape\x1b[31m", "nul and bell and escape[31m"),
        ("half of \ud83d a pair", "half of a pair"),
        ("turned \u202egnp.exe\u202c round", "turned gnp.exe round"),
        ("byte order \ufeffmark", "byte order mark"),
    ],
)
def test_characters_that_hide_or_break_things_are_left_out(written: str, printed: str):
    assert printed in text_of(to_pdf("letter.typ", letter(written)))


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029"])
def test_lines_end_as_they_do_on_any_system(end: str):
    assert to_pdf("letter.typ", letter(f"One{end}Two")) == to_pdf("letter.typ", letter("One\nTwo"))


def test_a_hundred_kilobytes_are_a_long_letter():
    pdf = to_pdf("letter.typ", letter("A sentence of ten words, to be said many times. " * 2048))

    assert 15 < page_count(pdf) < 40


@needs_fonts
def test_a_paragraph_may_change_its_script_a_thousand_times():
    pdf = to_pdf("letter.typ", letter("မြန်မာ and ไทย and 中文, " * 400))

    assert page_count(pdf) == 3


@needs_fonts
@pytest.mark.parametrize("language", ["my", "th", "km"])
def test_a_hundred_kilobytes_that_break_by_dictionary_are_set_in_seconds(language: str):
    began = time.process_time()

    pdf = to_pdf("letter.typ", letter(IN_OTHER_SCRIPTS[language] * 280, language=language))

    assert page_count(pdf) > 5
    assert time.process_time() - began < 20  # usually two; it was over a minute once


def test_a_hundred_kilobytes_without_a_space_stay_on_the_paper():
    pdf = to_pdf("letter.typ", letter("W" * 100_000))

    assert right_edge(pdf, page=1) <= 185


def test_data_that_is_not_what_the_template_takes_is_refused_without_being_shown():
    with pytest.raises(CannotTypeset) as refused:
        to_pdf("letter.typ", letter(subject={"name": "a secret"}))

    assert re.fullmatch(r"letter\.typ: [\w-]+\.typ:\d+:\d+", str(refused.value))
    assert "secret" not in repr(refused.value.__cause__)
    assert refused.value.__suppress_context__


def test_a_missing_key_is_named():
    with pytest.raises(CannotTypeset, match='letter.typ:.* dictionary does not contain key "date"'):
        to_pdf("letter.typ", {key: value for key, value in LETTER.items() if key != "date"})


# --- What templates may do ------------------------------------------------------------------


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_evaluate_nothing_and_fetch_nothing(template: Path):
    code = re.sub(r"//.*", "", template.read_text())

    assert not re.search(r"\b(eval|read|plugin|include|image|datetime)\b|@preview|@local", code)
    assert set(re.findall(r'#?import "([^"]*)"', code)) <= {"code.typ", "common.typ"}


def test_templates_ask_for_the_fonts_that_are_fetched():
    common = Path(settings.BASE_DIR, "templates", "typst", "common.typ").read_text()

    assert set(re.findall(r'"(Noto [^"]+)"', common)) == typesetting.FAMILIES


def test_a_template_sees_no_file_outside_its_folder(settings, tmp_path):
    folder = tmp_path / "templates" / "typst"
    folder.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "up.typ").write_text('#read("../../secret.txt")')
    (folder / "root.typ").write_text(f'#read("{tmp_path}/secret.txt")')
    settings.BASE_DIR = tmp_path

    for template in ("up.typ", "root.typ"):
        with pytest.raises(CannotTypeset):
            to_pdf(template, {})


# --- Joining --------------------------------------------------------------------------------


def test_joined_parts_are_one_document_with_the_first_ones_title():
    sink = io.BytesIO()
    parts = (to_pdf("letter.typ", letter(f"Part {n}.", subject=f"Title {n}")) for n in range(3))

    pages = typesetting.join(parts, sink)

    assert pages == page_count(sink.getvalue()) == 3
    words = text_of(sink.getvalue())
    assert words.index("Part 0.") < words.index("Part 1.") < words.index("Part 2.")
    with pypdfium2.PdfDocument(sink.getvalue()) as document:
        assert document.get_metadata_dict()["Title"] == "Title 0"


def test_nothing_cannot_be_joined():
    with pytest.raises(ValueError, match="no parts"):
        typesetting.join([], io.BytesIO())


def test_a_sink_that_is_full_is_heard_of():
    class Full(io.RawIOBase):
        def write(self, content: object) -> int:
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        typesetting.join([to_pdf("letter.typ", LETTER)], Full())


def test_memory_is_given_back_between_parts():
    code = """
import django, psutil
django.setup()
from campaign.lib import typesetting
def part(number):
    paragraphs = [f"Sentence {number}, {n}. " * 40 for n in range(50)]
    letter = {"language": "en", "date": "", "subject": "", "paragraphs": paragraphs}
    typesetting.to_pdf("letter.typ", letter)
    typesetting.forget()
for number in range(3):
    part(number)
before = psutil.Process().memory_info().rss
for number in range(3, 15):
    part(number)
print((psutil.Process().memory_info().rss - before) / 2**20)
"""

    done = in_a_new_process(code)

    assert float(done.stdout) < 20, done.stderr


def test_a_template_is_asked_what_it_finds_out_without_printing_it():
    data = LETTER | {"part": "measure", "layout": "places", "title": "", "organisation": ""}
    data |= {"labels": {"page_of": ""}, "volume": "", "first_page": 1, "pages": 1}
    data |= {"texts": [["name", "Ann"], ["name", "Ann Example " * 5]]}

    assert typesetting.ask("handover.typ", data, "lines") == [1, 3]
    with pytest.raises(CannotTypeset, match="handover.typ"):
        typesetting.ask("handover.typ", data | {"texts": [["shoes", "Ann"]]}, "lines")


# --- Threads and processes ------------------------------------------------------------------


def test_threads_may_set_letters_at_once():
    letters = [letter(f"Letter number {number}.") for number in range(24)]

    with ThreadPoolExecutor(8) as threads:
        pdfs = list(threads.map(lambda data: to_pdf("letter.typ", data), letters))

    for number, pdf in enumerate(pdfs):
        assert f"Letter number {number}." in text_of(pdf)


FORKING = """
import os, sys, django
django.setup()
from campaign.lib import typesetting
def set_one():
    letter = {"language": "en", "date": "", "subject": "", "paragraphs": ["One."]}
    typesetting.to_pdf("letter.typ", letter)
typesetting.missing_fonts()
BEFORE
if child := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
set_one()
"""


def test_a_forked_process_sets_letters():
    done = in_a_new_process(FORKING.replace("BEFORE", ""))

    assert done.returncode == 0, done.stderr


def test_a_process_forked_after_setting_one_is_refused_instead_of_hanging():
    done = in_a_new_process(FORKING.replace("BEFORE", "set_one()"))

    assert done.returncode == 1
    assert b"letter.typ: this process was forked from one that used Typst" in done.stderr


def in_a_new_process(
    code: str, *, more: Mapping[str, str] | None = None, **how: Any
) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        timeout=300,  # on a machine that is busy with other things
        env=environment | (more or {}),
        **how,
    )
