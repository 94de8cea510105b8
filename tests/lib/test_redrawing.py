"""Uploads drawn anew: nothing of the file itself goes on."""

import struct
import subprocess
import zlib
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from PIL import Image

from campaign.lib.redrawing import CannotRedraw, redrawn, renditions


def picture(kind: str, *, size: tuple[int, int] = (300, 200), color="red", **how) -> bytes:
    into = BytesIO()
    Image.new("RGB", size, color).save(into, kind, **how)
    return into.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is so large. It has no points: who opens it before looking at its
    size finds it damaged."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    made = b"\x89PNG\r\n\x1a\n"
    for name, content in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")):
        chunk = name + content
        made += struct.pack(">I", len(content)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return made


def pdf(*, pages: int = 1, size: tuple[float, float] = (595, 842)) -> bytes:
    document = pdfium.PdfDocument.new()
    for _page in range(pages):
        document.new_page(*size)
    into = BytesIO()
    document.save(into)
    return into.getvalue()


def seen(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def reason(content: bytes) -> str:
    with pytest.raises(CannotRedraw) as refused:
        redrawn(content)
    return refused.value.reason


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_comes_out_as_a_picture(kind):
    drawing = redrawn(picture(kind))

    assert drawing.type == "image/webp"
    assert seen(drawing.content).size == (300, 200)
    red, green, blue = seen(drawing.content).convert("RGB").getpixel((150, 100))
    assert red > 230
    assert max(green, blue) < 25


def test_where_and_with_what_it_was_taken_is_gone_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x010F] = "CanaryCamera"  # maker
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[2] = (16.0, 48.0, 0.0)  # latitude
    taken = picture("JPEG", exif=exif, comment=b"canary comment")
    assert b"CanaryCamera" in taken

    drawing = redrawn(taken)

    assert b"anary" not in drawing.content
    assert not seen(drawing.content).getexif()
    assert seen(drawing.content).size == (200, 300)


def test_a_large_picture_is_made_smaller_and_see_through_becomes_paper():
    into = BytesIO()
    Image.new("RGBA", (5000, 2500), (0, 0, 0, 0)).save(into, "PNG")

    drawing = redrawn(into.getvalue())

    assert seen(drawing.content).size == (2400, 1200)
    assert seen(drawing.content).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_comes_out_as_pictures_of_its_pages_in_its_format():
    drawing = redrawn(pdf(pages=3, size=(842, 595)))

    assert drawing.type == "application/pdf"
    document = pdfium.PdfDocument(drawing.content)
    assert [document.get_page_size(number) for number in range(3)] == [(842, 595)] * 3
    assert len(list(document[0].get_objects())) == 1


def test_what_a_pdf_does_and_carries_stays_behind():
    original = pdfium.PdfDocument(pdf())
    attachment = original.new_attachment("canary.exe")
    attachment.set_data(b"canary attachment")
    into = BytesIO()
    original.save(into)
    scripted = into.getvalue() + b"\n% /OpenAction << /S /JavaScript /JS (canary) >>"

    drawing = redrawn(scripted)

    assert b"canary" not in drawing.content
    assert b"JavaScript" not in drawing.content
    assert pdfium.PdfDocument(drawing.content).count_attachments() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a\x01\x00\x01\x00",
        b"MZ\x90\x00",
        b"\n<html>%PDF-1.7",
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
    ],
)
def test_what_it_is_its_content_says(content):
    assert reason(content) == "kind"


@pytest.mark.parametrize("second", [b"<script>alert(1)</script>", b"<HTML>", b"%PDF-1.7"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_is_something_else_as_well_is_refused(kind, second):
    assert reason(picture(kind) + second) == "kind"


def test_a_picture_of_400_million_points_in_a_small_file_is_refused_unopened():
    assert reason(bomb(20_000, 20_000)) == "size"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_damaged(kind):
    whole = picture(kind, size=(800, 800))

    assert reason(whole[: len(whole) // 2]) == "damaged"


def test_a_pdf_with_too_many_pages_is_refused():
    assert redrawn(pdf(pages=20)).type == "application/pdf"
    assert reason(pdf(pages=21)) == "pages"


@pytest.mark.parametrize("size", [(3, 300), (14_401, 300)])
def test_a_pdf_with_pages_of_no_sensible_size_is_refused(size):
    assert reason(pdf(size=size)) == "size"


def test_half_a_pdf_is_damaged():
    assert reason(b"%PDF-1.7\n1 0 obj\n<<") == "damaged"


def test_one_that_takes_too_long_or_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("campaign.lib.redrawing.SECONDS", 0.01)

    assert reason(pdf()) == "heavy"


def test_whoever_takes_over_the_drawing_finds_no_key(monkeypatch):
    """What it would see is what it was started with."""
    started = {}

    def run(command, **how):
        started.update(how)
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setenv("SEALING_KEY", "canary")
    monkeypatch.setattr("campaign.lib.redrawing.subprocess.run", run)

    assert reason(pdf()) == "heavy"
    assert started["env"] == {}


# --- Pictures for a page --------------------------------------------------------------------


def why_not_for_a_page(content: bytes) -> str:
    with pytest.raises(CannotRedraw) as refused:
        renditions(content)
    return refused.value.reason


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_page_gets_its_picture_in_three_formats_and_as_many_sizes_as_it_has_room_for(kind):
    made = renditions(picture(kind, size=(1500, 1000)))

    assert [(each.type, each.width, each.height) for each in made] == [
        (kind, *size)
        for size in ((640, 427), (1280, 853))
        for kind in ("image/avif", "image/webp", "image/jpeg")
    ]
    for each in made:
        drawn = seen(each.content)
        assert f"image/{drawn.format.lower()}" == each.type
        assert drawn.size == (each.width, each.height)
        red, green, blue = drawn.convert("RGB").getpixel((100, 100))
        assert red > 230
        assert max(green, blue) < 25


def test_no_picture_is_blown_up():
    assert {each.width for each in renditions(picture("PNG", size=(500, 400)))} == {500}
    assert {each.width for each in renditions(picture("PNG", size=(2500, 1400)))} == {
        *(640, 1280, 1920)
    }


def test_nothing_of_the_file_itself_comes_onto_a_page():
    exif = Image.Exif()
    exif[0x010F] = "CanaryCamera"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[2] = (16.0, 48.0, 0.0)
    taken = picture("JPEG", size=(900, 700), exif=exif, comment=b"canary comment") + b"canary tail"

    made = renditions(taken)

    assert [(each.width, each.height) for each in made] == [(640, 823)] * 3
    for each in made:
        assert b"anary" not in each.content
        assert not seen(each.content).getexif()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "kind"),
        (picture("PNG") + b"<script>alert(1)</script>", "kind"),
        (pdf(), "kind"),
        (b"GIF89a" + bytes(500), "kind"),
        (b"\x00\x00\x00\x1cftypavif" + b"nothing of the kind", "damaged"),
        (picture("JPEG", size=(900, 700))[:300], "damaged"),
        (picture("PNG", size=(399, 300)), "small"),
        (picture("PNG", size=(1600, 500)), "shape"),
        (picture("PNG", size=(500, 1600)), "shape"),
        (bomb(10_000, 5_001), "size"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_would_not_do_on_a_page_is_refused_for_its_reason(content, reason):
    assert why_not_for_a_page(content) == reason
