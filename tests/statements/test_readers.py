"""Every format gives the same statement; every file that cannot be read says what to do."""

# ruff: noqa: E501 - a sentence under test stays on one line

import io
import zipfile

import docx
import pypdfium2 as pdfium
import pytest

from campaign.statements import StatementError, draft_from, read_statement
from campaign.statements.readers import apart, markdown
from campaign.statements.readers import page as html_page

TITLE = "The pier is closed"
QUOTE = "We were never asked,"


def as_html() -> bytes:
    return (
        "<html><head><title>x</title><style>p{}</style></head><body><nav>Home</nav><article>"
        f"<h1>{TITLE}</h1><p>The pier was closed at noon. &ldquo;{QUOTE}&rdquo; said Ana Ruiz, a docker.</p>"
        "<p>The union calls on the port authority to:</p><ul><li>open the pier;</li><li>pay the "
        "dockers</li></ul><script>alert('x')</script><p hidden>secret</p></article></body></html>"
    ).encode()


def as_markdown() -> bytes:
    return (
        f"# {TITLE}\n\nThe pier was **closed** at noon. “{QUOTE}” said Ana Ruiz, a docker.\n\n"
        "The union calls on the port authority to:\n\n1. open the pier;\n2. pay the\n   dockers\n\n"
        "<script>alert('x')</script>\n"
    ).encode()


def as_word() -> bytes:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(f"The pier was closed at noon. “{QUOTE}” said Ana Ruiz, a docker.")
    document.add_paragraph("The union calls on the port authority to:")
    document.add_paragraph("open the pier;", style="List Bullet")
    document.add_paragraph("pay the dockers", style="List Bullet")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def as_pdf(pages: int = 1, lines: tuple[str, ...] = ()) -> bytes:
    """A PDF written by hand: Helvetica, one line of text per line, 14 points apart."""
    height, text = 800, []
    for line in lines:
        height -= 14
        if line:
            safe = line.replace("\\", "").replace("(", "\\(").replace(")", "\\)")
            text.append(f"BT /F1 11 Tf 60 {height} Td ({safe}) Tj ET")
    stream = "\n".join(text).encode("cp1252")
    kids = " ".join(f"{5 + n} 0 R" for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    objects += [page] * pages
    written, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(written),
        )
    )


PDF_LINES = (
    TITLE,
    "",
    "",
    f"The pier was closed at noon. “{QUOTE}” said Ana",
    "Ruiz, a docker.",
    "",
    "The union calls on the port authority to:",
    "",
    "• open the pier;",
    "• pay the dockers",
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pier.html", as_html()),
        ("pier.md", as_markdown()),
        ("pier.docx", as_word()),
        ("pier.pdf", as_pdf(lines=PDF_LINES)),
    ],
)
def test_every_format_gives_the_same_draft(name, content):
    draft = draft_from(read_statement(content, name))

    assert draft.title == TITLE
    assert [(q.text, q.speaker, q.role) for q in draft.quotes] == [(QUOTE, "Ana Ruiz", "a docker")]
    assert draft.demands == ("open the pier", "pay the dockers")
    assert draft.addressees == ("the port authority",)
    assert "alert" not in " ".join(draft.paragraphs)


def test_hidden_elements_and_navigation_of_a_page_are_not_read():
    text = read_statement(as_html(), "pier.html")

    assert "secret" not in text
    assert "Home" not in text


def test_a_path_is_read_by_its_suffix(tmp_path):
    path = tmp_path / "pier.txt"
    path.write_text("The pier is closed.", encoding="utf-8")

    assert read_statement(path) == "The pier is closed."


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert read_statement("The pier".encode("utf-8-sig"), "pier.txt") == "The pier"
    assert read_statement("The pier".encode("utf-16"), "pier.txt") == "The pier"


def zipped(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_xml", ".xml"), content)
    return written.getvalue()


def encrypted_pdf() -> bytes:
    """A PDF whose trailer names a standard security handler that no password of ours opens."""
    plain = as_pdf(lines=("secret",))
    handler = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >> /ID [<00><00>]"
        % (
            b"11" * 32,
            b"22" * 32,
        )
    )
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R " + handler)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("pier.txt", b"", "empty"),
        ("pier.txt", b" \n ", "empty"),
        ("pier.txt", b"caf\xe9 closed", "UTF-8"),
        ("pier.txt", b"\x00\x01\x02", "not plain text"),
        ("pier.txt", as_pdf(), "not plain text"),
        ("pier.txt", b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        ("pier.exe", b"MZ", "not “.exe”"),
        ("pier.html", b"\xff\xd8\xff\xe0 picture", "not plain text"),
        ("pier.md", b"caf\xe9 closed", "UTF-8"),
        ("pier.docx", b"not a zip", "not a Word document"),
        ("pier.docx", b"\xd0\xcf\x11\xe0" + b"0" * 600, "password"),
        ("pier.docx", zipped(word_xml=b"<x/>"), "damaged"),
        ("pier.docx", zipped(document_xml=b" " * (13 * 1024 * 1024)), "far larger"),
        ("pier.pdf", b"not a pdf", "not a PDF"),
        ("pier.pdf", b"%PDF-1.4 broken", "damaged"),
        ("pier.pdf", encrypted_pdf(), "encrypted"),
        ("pier.pdf", as_pdf(pages=101), "100 pages"),
        ("pier.pdf", as_pdf(), "No text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(name, content, says):
    with pytest.raises(StatementError, match=says):
        read_statement(content, name)


def endless_word() -> bytes:
    """A hundred kilobytes that unpack to a third of a million paragraphs."""
    unpacked = dict[str, bytes]()
    with zipfile.ZipFile(io.BytesIO(as_word())) as archive:
        for name in archive.namelist():
            unpacked[name] = archive.read(name)
    paragraphs = b"<w:body>" + b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 340_000
    unpacked["word/document.xml"] = unpacked["word/document.xml"].replace(b"<w:body>", paragraphs)
    return zipped(**unpacked)


def test_a_document_that_takes_too_long_is_let_go(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 2)

    with pytest.raises(StatementError, match="far larger"):
        read_statement(endless_word(), "pier.docx")


def test_a_decoder_that_dies_takes_nobody_along(monkeypatch):
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")

    with pytest.raises(StatementError, match="Paste its text"):
        read_statement(as_pdf(lines=("The pier",)), "pier.pdf")


def test_why_a_document_is_refused_is_translated_here(monkeypatch):
    """That process knows no languages; what it says is looked up in this one."""
    monkeypatch.setattr(
        apart, "_", {"This is not a PDF, though its name ends in .pdf.": "ไม่ใช่"}.get
    )

    with pytest.raises(StatementError, match="ไม่ใช่"):
        read_statement(b"not a pdf", "pier.pdf")


def test_a_readable_pdf_of_many_pages_is_not_refused():
    lines = ("The pier was closed at noon.",)

    assert "closed at noon" in read_statement(as_pdf(pages=3, lines=lines), "pier.pdf")


def test_words_are_not_encodings_of_something_else():
    document = pdfium.PdfDocument(as_pdf(lines=("The pier",)))

    assert len(document) == 1


def test_numbered_lists_of_a_page_keep_their_numbers():
    page = b"<ol><li>one</li><li>two</li></ol><p>and</p><ol><li>again</li></ol>"

    lines = [line for line in read_statement(page, "pier.html").split("\n") if line]

    assert lines == ["1. one", "2. two", "and", "1. again"]


def test_a_list_within_a_list_of_a_page_stands_deeper():
    page = b"""<main><p>The crew asks for this:</p><ol><li>The board should:
    <ul><li>open the pier,</li><li>publish lists of
    <ol><li>ships and</li><li>cargoes</li></ol></li></ul></li></ol></main>"""

    lines = [line for line in html_page.read(page).split("\n") if line]

    assert lines == [
        "The crew asks for this:",
        "1. The board should:",
        "  • open the pier,",
        "  • publish lists of",
        "    1. ships and",
        "    2. cargoes",
    ]


def test_points_numbered_within_their_emphasis_stay_points():
    text = markdown.read(b"_We request:_\n\n_1. An inquiry on\n3 May_\n_2. Wages_\n")

    assert "1. An inquiry on 3 May\n2. Wages" in text


def test_a_bold_line_of_its_own_is_a_heading_and_asks_nothing():
    read = markdown.read(b"**Open the pier, keep the ledger**\n\n**The pier is shut.** It rains.")

    assert read.splitlines()[0] == "## Open the pier, keep the ledger"
    assert "The pier is shut. It rains." in read.splitlines()
