"""XLSX (ECMA-376), written as it goes, to something that is only ever written to.

The libraries that write long ones (XlsxWriter, openpyxl) lay the rows down in temporary files, in
clear, before they pack them. Names of signers touch no disk but encrypted, hence these few lines:
one sheet after another goes through the packer as its rows come.

Words are always words here, whatever they begin with. Those that would turn into a formula when
somebody edits the cell are marked as quoted, which keeps them as they are without changing them.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from campaign.lib.spreadsheets import begins_a_formula

ROWS = 1_048_576  # of one sheet, its headings among them: what Excel takes
LONGEST = 32_767  # characters of one cell, likewise
FASTEST = 1  # a third more bytes than the best packing, in a quarter of its time

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read _x0041_ as A

_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_KIND_OF_RELS = "application/vnd.openxmlformats-package.relationships+xml"

_PLAIN, _HEADING, _QUOTED = 0, 1, 2
_STYLES = f"""<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""


def write_xlsx(
    rows: Iterable[Sequence[Any]], sink: Any, *, headings: Sequence[str], title: str
) -> None:
    """title: of the sheets, which are numbered where there are several."""
    with zipfile.ZipFile(
        sink, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=FASTEST
    ) as package:
        sheets = _write_sheets(package, iter(rows), headings)
        _write_frame(package, sheets, _sheet_title(title))


def _write_sheets(package: zipfile.ZipFile, rows: Iterable[Any], headings: Sequence[str]) -> int:
    """How many it took: one at least."""
    number, waiting = 0, next(rows, None)
    while number == 0 or waiting is not None:
        number += 1
        # Its length is not known before; without this it may not pass 2 GB.
        with package.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
            sheet.write(_beginning(headings))
            sheet.write(_row([*map(str, headings)], style=_HEADING))
            left = ROWS - 1
            while waiting is not None and left:
                sheet.write(_row(waiting))
                waiting = next(rows, None)
                left -= 1
            sheet.write(b"</sheetData></worksheet>")
    return number


def _beginning(headings: Sequence[str]) -> bytes:
    """Headings stay in sight; columns are wide enough for a name."""
    columns = f'<col min="1" max="{len(headings)}" width="26" customWidth="1"/>'
    return (
        f'{_DECLARED}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>"
    ).encode()


def _row(values: Sequence[Any], *, style: int = _PLAIN) -> bytes:
    return f"<row>{''.join([_cell(value, style) for value in values])}</row>".encode()


def _cell(value: Any, style: int) -> str:
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    if not value:
        return "<c/>"
    words = _LIKE_AN_ESCAPE.sub("_x005F_", _NOT_XML.sub("", value))[:LONGEST]
    if begins_a_formula(words):
        style = _QUOTED
    marked = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{marked}><is><t xml:space="preserve">{escape(words)}</t></is></c>'


def _sheet_title(title: str) -> str:
    """As Excel takes it: none of its signs, and short enough for a number after it."""
    return re.sub(r"[\[\]:*?/\\']", " ", _NOT_XML.sub("", title)).strip()[:25] or "Sheet"


def _write_frame(package: zipfile.ZipFile, sheets: int, title: str) -> None:
    """What says that these sheets are one workbook."""
    numbers = range(1, sheets + 1)
    named = {n: escape(title if sheets == 1 else f"{title} {n}", {'"': "&quot;"}) for n in numbers}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_KIND_OF_RELS}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            f'ContentType="{_KIND}.worksheet+xml"/>'
            for n in numbers
        )
        + "</Types>",
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
        + "".join(f'<sheet name="{named[n]}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
            | {f"rId{sheets + 1}": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _STYLES,
    }
    for name, content in parts.items():
        package.writestr(name, _DECLARED + content)


def _relations(to: dict[str, tuple[str, str]]) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="{each}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
            for each, (kind, target) in to.items()
        )
        + "</Relationships>"
    )
