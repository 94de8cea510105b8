"""Files that people upload, drawn anew: what comes out shows the same and holds nothing else.

    redrawn(content) -> Drawing            a document or picture, to be read
    renditions(content) -> [Rendition, …]  a picture for a page, in sizes and formats to choose from

A PDF becomes a PDF of pictures of its pages, a picture becomes a picture. Scripts, forms, links,
attachments, places and camera names, and whatever hides behind the end of a file stay behind. What
kind of file it is, its content says, not its name.

Decoders are where files attack. They run in a process of their own, which knows none of our keys
and may take so much memory and so many seconds and no more; that it dies is an answer like another.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageOps

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 20
MOST_PIXELS = 50_000_000  # of a picture: more than phones take, a third of a GB when decoded
LONGEST_SIDE = 2400  # pixels, of a picture drawn anew
PAGE_SIDE = 1800  # pixels, of a page: A4 at about 150 dpi
LARGEST_PAGE, SMALLEST_PAGE = 14_400, 10  # points
QUALITY = 82
# Of a picture for a page: pixels wide, and how each format is written. AVIF takes the time, so it
# is told to hurry; at these qualities the three look alike.
WIDTHS = (640, 1280, 1920)
NARROWEST, LONGEST_SHAPE = 400, 3  # pixels; times as long as wide, or as wide as long
FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "image/avif": ("AVIF", {"quality": 55, "speed": 8, "max_threads": 1}),
    "image/webp": ("WEBP", {"quality": 74, "method": 4}),
    "image/jpeg": ("JPEG", {"quality": 76, "progressive": True, "optimize": True}),
}

SECONDS = 30
MEMORY = 1024 * 1024 * 1024  # bytes of addresses, the interpreter's own among them

PDF, WEBP = "application/pdf", "image/webp"
PICTURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"RIFF": "WEBP"}
AVIF_MARKS = (b"ftypavif", b"ftypavis")  # from the fifth byte on
# No picture has words like these in it; one that is a page as well has.
OF_ANOTHER_KIND = (b"<html", b"<script", b"<!doctype", b"<svg", b"%pdf-")
PASSWORD = 4  # FPDF_ERR_PASSWORD

# Why not, in one word each: the process below says it to the one above.
REASONS = ("kind", "damaged", "password", "pages", "size", "heavy", "small", "shape")


@dataclass(frozen=True, slots=True)
class Drawing:
    content: bytes
    type: str  # PDF or WEBP


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture in one size and format."""

    type: str  # of FORMATS
    width: int  # pixels
    height: int
    content: bytes


class CannotRedraw(Exception):
    """`reason` is one of REASONS: not a kind we take; damaged; needs a password; too many pages;
    too large in pixels or points; takes too much time or memory; for a page: too small, too long
    or too flat."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def redrawn(content: bytes) -> Drawing:
    """Raises CannotRedraw."""
    kind = _kind(content)
    return Drawing(_drawn(content, "once"), PDF if kind == "PDF" else WEBP)


def renditions(content: bytes) -> list[Rendition]:
    """The narrowest first; none wider than the picture itself. Raises CannotRedraw."""
    if _kind(content) == "PDF":
        raise CannotRedraw("kind")
    drawn = _drawn(content, "for a page")
    first, _line_end, rest = drawn.partition(b"\n")
    made = []
    for kind, width, height, length in json.loads(first):
        made.append(Rendition(kind, width, height, rest[:length]))
        rest = rest[length:]
    return made


def _drawn(content: bytes, how: str) -> bytes:
    """What the process below makes of it. Raises CannotRedraw."""
    try:
        drawer = subprocess.run(  # noqa: S603 (ourselves)
            [sys.executable, "-m", "campaign.lib.redrawing", how],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            cwd=Path(__file__).parents[2],
            env={},  # none of our keys
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotRedraw("heavy") from None
    if drawer.returncode == 0 and drawer.stdout:
        return drawer.stdout
    said = drawer.stderr.decode(errors="replace").strip()
    raise CannotRedraw(said if said in REASONS else "heavy")


def _kind(content: bytes) -> str:
    """ "PDF", "AVIF" or one of PICTURES. Raises CannotRedraw."""
    if content.startswith(b"%PDF-"):
        return "PDF"
    kind = next((kind for mark, kind in PICTURES.items() if content.startswith(mark)), "")
    if content[4:12] in AVIF_MARKS:
        kind = "AVIF"
    if not kind or (kind == "WEBP" and content[8:12] != b"WEBP"):
        raise CannotRedraw("kind")
    if any(mark in content.lower() for mark in OF_ANOTHER_KIND):
        raise CannotRedraw("kind")
    return kind


# --- In the process of its own --------------------------------------------------------------


def main() -> int:
    with contextlib.suppress(ImportError, ValueError):  # not on Windows; not all on a Mac
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        if sys.argv[1:] == ["for a page"]:
            drawing = _for_a_page(content)
        else:
            drawing = _pdf(content) if _kind(content) == "PDF" else _webp(_picture(content))
    except CannotRedraw as error:
        sys.stderr.write(error.reason)
        return 1
    except MemoryError:
        sys.stderr.write("heavy")
        return 1
    sys.stdout.buffer.write(drawing)
    return 0


def _picture(content: bytes, *, longest: int = LONGEST_SIDE) -> Image.Image:
    """Upright, in plain colours, no side longer than `longest`."""
    Image.MAX_IMAGE_PIXELS = None  # we count ourselves, before anything is decoded
    try:
        with Image.open(BytesIO(content), formats=[*PICTURES.values(), "AVIF"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise CannotRedraw("size")
            picture.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((longest, longest))
            return _on_white(upright)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise CannotRedraw("damaged") from None


def _for_a_page(content: bytes) -> bytes:
    """A line of JSON, [[type, width, height, bytes], …], and then those bytes."""
    picture = _picture(content, longest=max(WIDTHS) * LONGEST_SHAPE)
    width, height = picture.size
    if width < NARROWEST:
        raise CannotRedraw("small")
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise CannotRedraw("shape")
    widths = [each for each in WIDTHS if each <= width] or [width]
    rows, blobs = [], []
    for each in widths:
        size = (each, max(round(height * each / width), 1))
        smaller = picture.resize(size, Image.Resampling.LANCZOS)
        for kind, (name, how) in FORMATS.items():
            into = BytesIO()
            smaller.save(into, name, **how)
            rows.append([kind, *size, into.tell()])
            blobs.append(into.getvalue())
    return b"\n".join([json.dumps(rows).encode(), b"".join(blobs)])


def _on_white(picture: Image.Image) -> Image.Image:
    """In plain colours; what was see-through is paper now."""
    seen = picture.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(paper, seen).convert("RGB")


def _webp(picture: Image.Image) -> bytes:
    into = BytesIO()
    picture.save(into, "WEBP", quality=QUALITY)
    return into.getvalue()


def _pdf(content: bytes) -> bytes:
    try:
        original = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        needs_password = getattr(error, "err_code", None) == PASSWORD
        raise CannotRedraw("password" if needs_password else "damaged") from None
    if len(original) > MOST_PAGES:
        raise CannotRedraw("pages")
    if not len(original):
        raise CannotRedraw("damaged")
    drawn = pdfium.PdfDocument.new()
    try:
        for width, height, jpeg in _pages(original):
            _add_page(drawn, width, height, jpeg)
    except pdfium.PdfiumError:
        raise CannotRedraw("damaged") from None
    into = BytesIO()
    drawn.save(into)
    return into.getvalue()


def _pages(document: pdfium.PdfDocument) -> Iterator[tuple[float, float, bytes]]:
    """(width and height in points, picture as JPEG) of each page."""
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        if not (min(width, height) >= SMALLEST_PAGE and max(width, height) <= LARGEST_PAGE):
            raise CannotRedraw("size")
        bitmap = page.render(scale=PAGE_SIDE / max(width, height), may_draw_forms=False)
        jpeg = BytesIO()
        bitmap.to_pil().convert("RGB").save(jpeg, "JPEG", quality=QUALITY)
        yield width, height, jpeg.getvalue()
        page.close()


def _add_page(document: pdfium.PdfDocument, width: float, height: float, jpeg: bytes) -> None:
    picture = pdfium.PdfImage.new(document)
    picture.load_jpeg(BytesIO(jpeg), inline=True)
    picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
    page = document.new_page(width, height)
    page.insert_obj(picture)
    page.gen_content()
    page.close()


if __name__ == "__main__":
    sys.exit(main())
