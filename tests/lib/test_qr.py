"""Codes for print, read back as a phone reads them."""

import io

import pytest
import zxingcpp
from lxml import etree
from PIL import Image

from campaign.lib import qr

ADDRESS = "https://sign.example.org/c/river/?s=flyer-jakarta"


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


@pytest.mark.parametrize(
    "address", [ADDRESS, f"https://{'a' * 60}.example/c/{'b' * 80}/?s={'c' * 32}"]
)
def test_a_phone_reads_the_address(address):
    assert read(Image.open(io.BytesIO(qr.png(address)))) == [address]


def test_the_picture_is_sharp_enough_for_print_and_every_module_as_wide_as_the_others():
    with Image.open(io.BytesIO(qr.png(ADDRESS))) as picture:
        width, height = picture.size

    assert width == height >= 1200
    assert width % (len(qr.modules(ADDRESS)) + 8) == 0


def test_a_quiet_zone_of_four_white_modules_is_around_it_in_both():
    with Image.open(io.BytesIO(qr.png(ADDRESS))) as picture:
        grey = picture.convert("L")
        module = grey.width // (len(qr.modules(ADDRESS)) + 8)
        edges = [
            grey.crop((0, 0, grey.width, 4 * module)),
            grey.crop((0, 0, 4 * module, grey.height)),
        ]
        inside = grey.getpixel((4 * module, 4 * module))
    svg = etree.fromstring(qr.svg(ADDRESS))
    first, second = svg.iter("{http://www.w3.org/2000/svg}path")

    assert [edge.getextrema() for edge in edges] == [(255, 255)] * 2
    assert inside == 0
    assert int(svg.get("width")) == 10 * (len(qr.modules(ADDRESS)) + 8)
    assert (first.get("fill"), second.get("stroke")) == ("#fff", "#000")  # in the dark theme, too


def test_part_of_it_may_be_lost():
    picture = Image.open(io.BytesIO(qr.png(ADDRESS))).convert("L")
    middle = picture.width // 2
    picture.paste(255, (middle - 90, middle - 90, middle + 90, middle + 90))

    assert read(picture) == [ADDRESS]
