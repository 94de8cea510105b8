"""All of a document, to one PDF or, where it is long, to a ZIP file of volumes.

    rows ──read──> sheets of each volume, packed ──printed──> PDF

A row counts half when it is read, half when it is printed: whoever waits sees both go on.
"""

import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from campaign.exports.choosing import ROWS_IN_A_VOLUME, Preset
from campaign.exports.handover import figures, words
from campaign.exports.handover.checking import Checked, values_of
from campaign.exports.handover.fitting import TEMPLATE, Entry, Fitting
from campaign.exports.handover.sheets import Sheet, sheets
from campaign.exports.models import ExportJob
from campaign.lib import numbers, typesetting
from campaign.lib.typesetting import CannotTypeset

ROWS_AT_ONCE = 1_000
# Six sheets take some 40 MB to lay out, which Typst gives back after each part.
SHEETS_IN_A_PART = 6
# A ZIP file says when; the same rows are the same bytes.
NO_CLOCK = (1980, 1, 1, 0, 0, 0)

Tell = Callable[[int], None]


@dataclass(slots=True)
class Part:
    """Of a document, between being counted and being printed: packed, a tenth of its size."""

    pages: int
    rows: int
    packed: bytes

    @classmethod
    def of(cls, data: Mapping[str, Any], *, pages: int, rows: int = 0) -> "Part":
        return cls(pages, rows, zlib.compress(json.dumps(data).encode(), 6))

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(zlib.decompress(self.packed))


@dataclass(slots=True)
class Volume:
    checked: Checked = field(default_factory=Checked)
    parts: list[Part] = field(default_factory=list)
    first_row: int = 1


def write(
    job: ExportJob,
    rows: Iterable[Sequence[Any]],
    sink: Any,
    *,
    tell: Tell,
    rows_in_a_volume: int = ROWS_IN_A_VOLUME,
) -> None:
    """Of `rows`, which are in the columns of `job`. Raises MissingFonts, CannotTypeset, and
    whatever `rows`, `sink` and `tell` raise."""
    shared = words.shared(job)
    if job.preset == Preset.STATISTICS:
        volumes, read = _of_statistics(job, rows, shared)
    else:
        listing = _Listing(job, shared)
        volumes = listing.volumes(rows, rows_in_a_volume, lambda done: tell(done // 2))
        read = listing.checked.rows
        _surround(job, shared, volumes, listing)
    _print(job, shared, volumes, sink, tell=lambda printed: tell((read + printed) // 2))
    tell(read)


class _Listing:
    """What is learned of the list as it is read."""

    def __init__(self, job: ExportJob, shared: Mapping[str, Any]) -> None:
        self._columns = job.all_columns
        self._language = job.campaign.main_language
        self._across = 3 if shared["layout"] == "names" else 2
        self.fitting = Fitting(shared)
        self.checked = Checked()
        self.countries: Counter[str] = Counter()

    def volumes(self, rows: Iterable[Sequence[Any]], most: int, tell: Tell) -> list[Volume]:
        """One at least."""
        there, found = iter(rows), []
        while True:
            volume = Volume(first_row=self.checked.rows + 1)
            entries = self._entries(islice(there, most), volume, tell)
            laid = sheets(entries, across=self._across)
            while some := list(islice(laid, SHEETS_IN_A_PART)):
                volume.parts.append(_part(some))
            if found and not volume.checked.rows:
                return found
            found.append(volume)
            if volume.checked.rows < most:
                return found

    def _entries(
        self, rows: Iterator[Sequence[Any]], volume: Volume, tell: Tell
    ) -> Iterator[Entry]:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            yield from self.fitting.fitted([self._entry(row, volume) for row in some])
            tell(self.checked.rows)

    def _entry(self, row: Sequence[Any], volume: Volume) -> Entry:
        values = values_of(row)
        self.checked.add(values)
        volume.checked.add(values)
        said = dict(zip(self._columns, values, strict=True))
        if "country" in said:
            self.countries[said["country"]] += 1
        return Entry(
            number=numbers.grouped(self.checked.rows, self._language),
            name=said["name"],
            more=said.get("affiliation", ""),
            country=said.get("country", ""),
        )


def _part(some: Sequence[Sheet]) -> Part:
    data = [
        {"begins": each.begins, "range": f"{each.first}–{each.last}", "columns": each.columns}
        for each in some
    ]
    rows = sum(len(each.entries) for each in some)
    return Part.of({"part": "list", "sheets": data}, pages=len(some), rows=rows)


def _surround(
    job: ExportJob, shared: Mapping[str, Any], volumes: Sequence[Volume], listing: _Listing
) -> None:
    """Each volume with its cover and its manifest, the first with the totals."""
    told = words.volumes(volumes, job.campaign.main_language)
    whole = listing.checked
    for place, volume in enumerate(volumes):
        name = told[place] if len(volumes) > 1 else None
        front = [words.cover(job, whole.rows, name)]
        if place == 0:
            front.append(words.totals(job, whole.rows, listing.countries))
        manifest = words.manifest(job, whole, told, without_font=listing.fitting.without_font)
        volume.parts[:0] = [_counted(shared, each) for each in front]
        volume.parts.append(_counted(shared, manifest))


def _of_statistics(
    job: ExportJob, rows: Iterable[Sequence[Any]], shared: Mapping[str, Any]
) -> tuple[list[Volume], int]:
    there = [tuple(row) for row in rows]
    volume = Volume()
    for row in there:
        volume.checked.add(values_of(row))
    total = figures.total(there)
    parts = [
        words.cover(job, total, None),
        figures.totals(job, there),
        words.manifest(job, volume.checked, []),
    ]
    volume.parts = [_counted(shared, each) for each in parts]
    return [volume], len(there)


def _counted(shared: Mapping[str, Any], data: Mapping[str, Any]) -> Part:
    return Part.of(data, pages=typesetting.page_count(_set({**shared, **data})))


def _print(
    job: ExportJob, shared: Mapping[str, Any], volumes: Sequence[Volume], sink: Any, *, tell: Tell
) -> None:
    pages = sum(part.pages for volume in volumes for part in volume.parts)
    numbered = {**shared, "pages": pages}
    if len(volumes) == 1:
        typesetting.join(_printed(numbered, volumes[0], 1, 0, tell), sink)
        return
    first_page, printed = 1, 0
    with zipfile.ZipFile(sink, "w") as package:
        for place, volume in enumerate(volumes, 1):
            name = f"{job.campaign.slug}-{place:02}-of-{len(volumes):02}.pdf"
            own = {**numbered, "volume": words.volume_name(place, len(volumes))}
            # Its length is not known before; without this it may not pass 2 GB.
            with package.open(zipfile.ZipInfo(name, NO_CLOCK), "w", force_zip64=True) as file:
                typesetting.join(_printed(own, volume, first_page, printed, tell), file)
            first_page += sum(part.pages for part in volume.parts)
            printed += volume.checked.rows


def _printed(
    shared: Mapping[str, Any], volume: Volume, first_page: int, printed: int, tell: Tell
) -> Iterator[bytes]:
    for part in volume.parts:
        pdf = _set({**shared, **part.data, "first_page": first_page})
        if typesetting.page_count(pdf) != part.pages:
            raise CannotTypeset(f"{TEMPLATE}: a sheet ran over")
        yield pdf
        first_page += part.pages
        printed += part.rows
        tell(printed)


def _set(data: Mapping[str, Any]) -> bytes:
    # Joined pages lose the structure for screen readers, so it is not made.
    pdf = typesetting.to_pdf(TEMPLATE, data, tagged=False)
    typesetting.forget()
    return pdf
