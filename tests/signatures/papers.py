"""Files with signatures on paper, good and bad, and how they are imported as at the desk."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone

from campaign.accounts.models import User
from campaign.exports.spreadsheet import write_xlsx
from campaign.pages.models import Campaign
from campaign.signatures.paper import imports, working
from campaign.signatures.paper.models import Fault, PaperBatch, PaperFault

COLUMNS = {"name": 0, "country": 1, "email": 2, "updates": 3}
HEADINGS = b"Name;Country;E-mail;Wants news\r\n"

# Each as it stands in a file, and what is said of it.
BAD: Mapping[Fault, bytes] = {
    Fault.NO_NAME: b"12345;Thailand;;",
    Fault.UNKNOWN_COUNTRY: b"Ann Example;Atlantis;;",
    Fault.BAD_EMAIL: b"Ann Example;Thailand;ann at example;",
    Fault.BAD_TICK: b"Ann Example;Thailand;;perhaps",
    Fault.FORMULA: b'=HYPERLINK(""http://x"");Thailand;;',
    Fault.LONG_CELL: b"A" * 1_000_000 + b";Thailand;;",
    Fault.CONTROL: b"Ann\x00Example;Thailand;;",
    Fault.ENCODING: "Renée Exemple;Thailand;;".encode("cp1252"),
    Fault.FEW_CELLS: b"Ann Example",
    Fault.MANY_CELLS: b"Ann Example;Thailand;;;and more",
    Fault.OPEN_QUOTE: b'"Ann Example;Thailand;;',
    Fault.QUOTES: b'"Ann" Example;Thailand;;',
}


def good(number: int) -> bytes:
    """Every fourth gave an address, every eighth wants news."""
    address = b"" if number % 4 else b"p%d@example.org" % number
    tick = b"" if number % 8 else b"x"
    return b"Person \xe1\x80\xa1 %d n;Thailand;%s;%s" % (number, address, tick)


def with_bad_ones(rows: int, *, bad: int, small: bool = False) -> tuple[bytes, dict[int, Fault]]:
    """A CSV file of so many lines after its headings, of which `bad` are bad in every way there is;
    and which line is wrong how. small: cells of a megabyte are of a hundredth of that."""
    kinds = list(BAD)
    wrong = {}
    lines = []
    every = rows // bad
    for number in range(rows):
        line = number + 2  # the first has the headings
        if number % every == every - 1 and len(wrong) < bad:
            reason = kinds[len(wrong) % len(kinds)]
            wrong[line] = reason
            lines.append(BAD[reason][-12_000:] if small else BAD[reason])
        else:
            lines.append(good(number))
    return HEADINGS + b"\r\n".join(lines) + b"\r\n", wrong


def begun(campaign: Campaign, content: bytes, **fields: Any) -> PaperBatch:
    fields = {"mark": "Market", "language": "en", "country": "", "now": timezone.now()} | fields
    fields.setdefault("by", importer())
    return imports.begin(campaign=campaign, content=content, **fields)


def checked(
    campaign: Campaign,
    content: bytes,
    *,
    columns: Mapping[str, int] = COLUMNS,
    has_headings: bool = True,
    all_or_none: bool = False,
    **fields: Any,
) -> PaperBatch:
    """Read by a worker, nothing taken in."""
    batch = begun(campaign, content, **fields)
    imports.check(
        batch,
        columns=columns,
        has_headings=has_headings,
        all_or_none=all_or_none,
        by=batch.requested_by,
        now=timezone.now(),
    )
    assert working.work_on_next()
    batch.refresh_from_db()
    return batch


def taken(batch: PaperBatch) -> PaperBatch:
    """The good ones, by a worker."""
    imports.take(batch, by=batch.requested_by, now=timezone.now())
    working.work_on_next()
    batch.refresh_from_db()
    return batch


def importer() -> User:
    made, _is_new = User.objects.get_or_create(email="importer@example.org")
    return made


def faults(batch: PaperBatch) -> list[tuple[int, str, str]]:
    """In the order of the file."""
    there = PaperFault.objects.filter(batch=batch).order_by("line", "id")
    return list(there.values_list("line", "column", "reason"))


def workbook(rows: Sequence[Sequence[Any]], headings: Sequence[str] = ()) -> bytes:
    sink = io.BytesIO()
    write_xlsx(rows, sink, headings=headings or ["Name", "Country", "E-mail"], title="Sheet")
    return sink.getvalue()


def lines(*rows: str) -> bytes:
    return "\n".join(["Name,Country,E-mail,Wants news", *rows]).encode()


def each_reason(rows: Mapping[int, Fault]) -> Iterator[tuple[int, str]]:
    for line, reason in rows.items():
        yield line, reason.value
