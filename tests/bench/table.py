"""Rates and ratios, as a table and as JSON."""

import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil


@dataclass(frozen=True)
class Round:
    """One short time under load."""

    rate: float  # answers a second
    web: float  # seconds of the web server's processor, an answer
    database: float  # and of PostgreSQL's
    client: float  # share of one processor that the client took


@dataclass
class Measured:
    rounds: list[Round] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(each.rate for each in self.rounds)

    @property
    def web(self) -> float:
        """In the quietest round: neighbours on the machine only ever add to it."""
        return min(each.web for each in self.rounds)

    @property
    def database(self) -> float:
        return min(each.database for each in self.rounds)

    def of(self, other: "Measured") -> float:
        """Its rate as a share of the other's, round by round: neighbours in time, same weather."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return statistics.median(ours.rate / theirs.rate for ours, theirs in pairs)

    def work_of(self, other: "Measured") -> float:
        """The same by the web server's processor time, which a busy machine hardly changes."""
        return other.web / self.web if self.web else 0


@dataclass(frozen=True)
class Row:
    what: str
    figure: float
    unit: str = "/s"
    of_bare: float | None = None  # share of the bare view's rate
    work_of_bare: float | None = None  # the same by processor time
    cpu: float | None = None  # seconds of processor an answer, in the process that gives it
    database: float | None = None  # and in PostgreSQL
    aim: float | None = None  # of `of_bare`; of the figure, where there is no bare view
    at_most: bool = False  # the aim is a ceiling

    @property
    def met(self) -> bool | None:
        if self.aim is None:
            return None
        value = self.figure if self.of_bare is None else self.of_bare
        return value <= self.aim if self.at_most else value >= self.aim

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "figure": round(self.figure, 3),
            "unit": self.unit,
            "of_bare": _rounded(self.of_bare),
            "of_bare_by_processor_time": _rounded(self.work_of_bare),
            "cpu_microseconds": _microseconds(self.cpu),
            "database_microseconds": _microseconds(self.database),
            "aim": self.aim,
            "met": self.met,
        }


def compared(
    what: str, ours: Measured, bare: Measured | None = None, *, aim: float | None = None
) -> Row:
    return Row(
        what,
        ours.rate,
        of_bare=ours.of(bare) if bare else None,
        work_of_bare=ours.work_of(bare) if bare else None,
        cpu=ours.web,
        database=ours.database,
        aim=aim,
    )


HEADINGS = ["", "per second", "of bare", "aim", "met?", "by CPU", "CPU µs", "database µs"]


def as_text(rows: Sequence[Row]) -> str:
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def machine() -> dict[str, Any]:
    """What the figures were taken on; no name and no address of it."""
    return {
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _cells(row: Row) -> list[str]:
    figure = f"{row.figure:,.0f}" if row.figure >= 10 else f"{row.figure:.1f}"
    if row.unit != "/s":
        figure += f" {row.unit}"
    aim = ""
    if row.aim is not None:
        aim = f"{'≤' if row.at_most else '≥'} {row.aim:g}"
    return [
        row.what,
        figure,
        _two(row.of_bare),
        aim,
        {True: "yes", False: "NO", None: ""}[row.met],
        _two(row.work_of_bare),
        *("" if n is None else f"{n:,}" for n in map(_microseconds, (row.cpu, row.database))),
    ]


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _microseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1e6)


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            named = (line.partition(":")[2] for line in file if line.startswith("model name"))
            return next(named, platform.machine()).strip()
    except OSError:
        return platform.machine()
