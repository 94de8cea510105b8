"""PDF files, by pdfium. Paragraphs are found again from the gaps between lines."""

from dataclasses import dataclass

import pypdfium2 as pdfium
from django.utils.translation import gettext as _

from campaign.statements.errors import StatementError

MOST_PAGES = 100
MOST_LINES = 20_000
PASSWORD = 4  # FPDF_ERR_PASSWORD


@dataclass
class Line:
    """One printed line: its text, and where it stands on the page in points from the bottom."""

    text: str
    top: float
    bottom: float
    left: float
    right: float


def read(content: bytes) -> str:
    """The text of every page, with a blank line where the page shows a gap."""
    if b"%PDF" not in content[:1024]:
        raise StatementError(_("This is not a PDF, though its name ends in .pdf."))
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD or "password" in str(error).lower():
            raise StatementError(_("This PDF is encrypted. Save it without a password.")) from error
        raise StatementError(_("This PDF is damaged. Save it again, or paste its text.")) from error
    try:
        if len(document) > MOST_PAGES:
            raise StatementError(
                _("This PDF has more than 100 pages. Save the statement's pages alone.")
            )
        pages = [_page_lines(document, number) for number in range(len(document))]
    finally:
        document.close()
    return "\n".join(_with_gaps(_without_furniture(pages)))


def _page_lines(document: pdfium.PdfDocument, number: int) -> list[Line]:
    page = document[number]
    text_page = page.get_textpage()
    lines: list[Line] = []
    for index in range(min(text_page.count_rects(), MOST_LINES)):
        left, bottom, right, top = text_page.get_rect(index)
        text = (
            text_page.get_text_bounded(left, bottom, right, top)
            .replace("\r", " ")
            .replace("\n", " ")
        )
        if not text.strip():
            continue
        last = lines[-1] if lines else None
        middle = (top + bottom) / 2
        if last and last.bottom <= middle <= last.top:
            last.text = f"{last.text.rstrip()} {text.strip()}"
            last.top, last.bottom = max(last.top, top), min(last.bottom, bottom)
            last.right = max(last.right, right)
        else:
            lines.append(Line(text.strip(), top, bottom, left, right))
    text_page.close()
    page.close()
    return lines


def _without_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """Drop first and last lines that every page repeats, and bare page numbers."""
    if len(pages) < 2:
        return pages
    for edge in (0, -1):
        texts = [page[edge].text for page in pages if page]
        repeated = {text for text in texts if texts.count(text) > len(pages) / 2}
        for page in pages:
            if len(page) > 3 and (
                page[edge].text in repeated or page[edge].text.strip(" -–—").isdigit()
            ):
                page.pop(edge)
    return pages


def _with_gaps(pages: list[list[Line]]) -> list[str]:
    written: list[str] = []
    for page in pages:
        gaps = sorted(
            one.bottom - other.top
            for one, other in zip(page, page[1:], strict=False)
            if one.bottom > other.top
        )
        usual = gaps[len(gaps) // 4] if gaps else 0.0
        edge = max((line.right for line in page), default=0.0)
        for number, line in enumerate(page):
            if number:
                gap = page[number - 1].bottom - line.top
                height = line.top - line.bottom
                if gap > usual + 0.45 * height or gap < -2 * height:
                    written.append("")
            if number and written[-1] and _is_wrapped(page[number - 1], line, edge):
                written[-1] = f"{written[-1]} {line.text}"
            else:
                written.append(line.text)
    return written


def _is_wrapped(line: Line, following: Line, edge: float) -> bool:
    """Whether the next line's first word would not have fitted behind this line."""
    if following.text[:1] in "•◦▪■●-–*" or line.text.endswith(("-", "\u00ad", "\ufffe")):
        return False
    letter = (line.right - line.left) / max(len(line.text), 1)
    return line.right + letter * (1 + len(following.text.split(None, 1)[0])) > edge
