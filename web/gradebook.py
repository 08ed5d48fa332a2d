"""Grades as files: plain CSV in several shapes, and the exact columns that Canvas and Moodle import."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from grader.model.points import rescaled
from grader.model.text import spreadsheet_text
from grader.store.results import Attempt


class FileFormat(StrEnum):
    """What a line of the file is, and which program imports it."""

    #: A line for each student and assignment.
    CSV = "csv"
    #: A line for each student, a column for each assignment, the total.
    TABLE = "table"
    #: A line for each student, assignment and row of the rubric.
    ROWS = "rows"
    #: A line for each attempt.
    ATTEMPTS = "attempts"
    #: Canvas: Grades, Import.
    CANVAS = "canvas"
    #: Moodle: Gradebook setup, Import, CSV file.
    MOODLE = "moodle"


class Missing(StrEnum):
    """What stands in files for Canvas and Moodle where a student has no result."""

    #: An empty cell. Canvas leaves such a grade as it is; Moodle imports "no grade", which clears an earlier one.
    EMPTY = "empty"
    #: 0 points.
    ZERO = "zero"
    #: Students without any result have no line, so that the importer leaves their grades alone.
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A column of grades: one assignment."""

    slug: str
    title: str
    max_score: float
    #: (name, title, points) of each row of the rubric.
    rows: Sequence[tuple[str, str, float]] = ()


class Cell(NamedTuple):
    """One student's grade for one item; a student without a result has no cell."""

    score: float
    verdict: str
    attempts: int
    #: ISO 8601, UTC.
    submitted_at: str
    #: Points of each row of the rubric, by name, before the deduction for late work.
    rows: Mapping[str, float] = MappingProxyType({})
    #: Whether it came after the deadline; the percent of its points that it loses, and the late days that it used.
    is_late: bool = False
    late_percent: float = 0.0
    late_days: int = 0
    #: Whether the student has an extension.
    extended: bool = False
    #: Whether the student may see the score.
    released: bool = True

    @property
    def state(self) -> str:
        """ "late -10 %; extended; pending": in words that any character set holds."""
        late = f"late -{number(self.late_percent)} %" if self.late_percent else "late"
        days = f"{self.late_days} late days used" if self.late_days else ""
        parts = (late if self.is_late else "", days, "extended" if self.extended else "")
        return "; ".join(filter(None, (*parts, "" if self.released else "pending")))


@dataclass(frozen=True, kw_only=True)
class Row:
    """One student."""

    name: str
    email: str
    #: The student's number in the learning management system, and in the student information system; empty if unknown.
    external_id: str
    sis_id: str = ""
    section: str = ""
    #: One per item, in the items' order.
    cells: Sequence[Cell | None] = ()
    #: The attempts at each item, in the items' order.
    attempts: Sequence[Sequence[Attempt]] = ()
    total: float = 0.0


#: Lines end as RFC 4180 demands.
_END = "\r\n"


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A score in the form that every importer reads: at most two decimals, a decimal point, no exponent."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def write(kind: FileFormat, items: Sequence[Item], rows: Iterable[Row], missing: Missing = Missing.EMPTY) -> str:
    """The file's text. `missing` is for Canvas and Moodle only."""
    if kind in (FileFormat.CANVAS, FileFormat.MOODLE) and missing is Missing.LEAVE_OUT:
        rows = [row for row in rows if any(cell is not None for cell in row.cells)]
    nothing = "0" if missing is Missing.ZERO else ""
    if kind in _LONG:
        return "".join(_LONG[kind](items, rows))
    table = _WRITERS[kind](items, rows, nothing)
    out = io.StringIO()
    csv.writer(out, lineterminator=_END).writerows(table)
    return out.getvalue()


def _plain(items: Sequence[Item], rows: Iterable[Row], _nothing: str) -> Iterable[list[str]]:
    """One line per student and item."""
    yield ["student", "email", "assignment", "score", "max_score", "verdict", "attempts", "submitted_at", "state"]
    for row in rows:
        who = [spreadsheet_text(row.name), spreadsheet_text(row.email)]
        for item, cell in zip(items, row.cells, strict=True):
            student = [*who, item.slug]
            if cell is None:
                yield [*student, "", number(item.max_score), "", "0", "", ""]
            else:
                grade = [number(cell.score), number(item.max_score), cell.verdict, str(cell.attempts)]
                yield [*student, *grade, cell.submitted_at, cell.state]


def _wide(items: Sequence[Item], rows: Iterable[Row], _nothing: str) -> Iterable[list[str]]:
    """One line per student."""
    yield ["student", "email", "sis_id", "section", *(item.slug for item in items), "total"]
    for row in rows:
        scores = ["" if cell is None else number(cell.score) for cell in row.cells]
        who = [spreadsheet_text(text) for text in (row.name, row.email, row.sis_id, row.section)]
        yield [*who, *scores, number(row.total)]


def _by_row(items: Sequence[Item], rows: Iterable[Row]) -> Iterator[str]:
    """One line per student, item and row of the rubric: the points before the deduction for late work.

    As text, since a course has tens of thousands of lines: what they have in common is encoded once.
    """
    yield _line(["student", "email", "assignment", "row", "title", "score", "max_score"]) + _END
    rubrics = [
        [(name, _line([item.slug, name, spreadsheet_text(title)]), number(most)) for name, title, most in item.rows]
        for item in items
    ]
    for row in rows:
        who = _line([spreadsheet_text(row.name), spreadsheet_text(row.email)])
        for rubric, cell in zip(rubrics, row.cells, strict=True):
            points = {} if cell is None else cell.rows
            for name, entry, most in rubric:
                score = number(points[name]) if name in points else ""
                yield f"{who},{entry},{score},{most}{_END}"


def _line(cells: Sequence[str]) -> str:
    """Some cells of a line, with what CSV needs quoted."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _by_attempt(items: Sequence[Item], rows: Iterable[Row]) -> Iterator[str]:
    """One line per attempt, those that wait or failed too. As text; see `_by_row`."""
    head = ["student", "email", "assignment", "attempt", "status", "verdict", "graded_score", "score", "max_score"]
    yield _line([*head, "late_seconds", "late_percent", "counts", "submitted_at", "submission"]) + _END
    for row in rows:
        who = _line([spreadsheet_text(row.name), spreadsheet_text(row.email)])
        for item, attempts in zip(items, row.attempts, strict=True):
            most = item.max_score
            for it in attempts:
                yield (
                    f"{who},{item.slug},{it.attempt},{it.status},{it.verdict or ''},{_now(it.score, it, most)},"
                    f"{_now(it.points, it, most)},{number(most)},{it.late_seconds},{number(it.late_percent)},"
                    f"{'yes' if it.counts else 'no'},{it.submitted_at},{it.id}{_END}"
                )


def _now(points: float | None, attempt: Attempt, most: float) -> str:
    """Points of an attempt, out of the assignment's points now."""
    return "" if points is None else number(rescaled(points, attempt.max_score, most))


def _canvas(items: Sequence[Item], rows: Iterable[Row], nothing: str) -> Iterable[list[str]]:
    """Student, ID, SIS User ID, SIS Login ID, Section, then the assignments; second line the points possible.

    Canvas matches a student by ID, then SIS user id, then login id, then name; a blank score is not imported.
    """
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(spreadsheet_text(item.title) for item in items)]
    yield ["Points Possible", "", "", "", "", *(number(item.max_score) for item in items)]
    for row in rows:
        scores = [nothing if cell is None else number(cell.score) for cell in row.cells]
        who = (row.name, row.external_id, row.sis_id, row.email, row.section)
        yield [*(spreadsheet_text(text) for text in who), *scores]


def _moodle(items: Sequence[Item], rows: Iterable[Row], nothing: str) -> Iterable[list[str]]:
    """Username, Email address, ID number, then each item with its feedback; empty means no grade."""
    titles = [
        title for item in items for title in (spreadsheet_text(item.title), spreadsheet_text(f"{item.title} feedback"))
    ]
    yield ["Username", "Email address", "ID number", *titles]
    for row in rows:
        line = [spreadsheet_text(text) for text in (row.email.lower(), row.email, row.sis_id)]
        for cell in row.cells:
            line += [nothing, ""] if cell is None else [number(cell.score), _feedback(cell)]
        yield line


def _feedback(cell: Cell) -> str:
    """What Moodle shows the student beside the grade."""
    words = cell.verdict.replace("_", " ")
    return f"{words} ({cell.state})" if cell.state else words


#: Of files with tens of thousands of lines.
_LONG: dict[FileFormat, Callable[[Sequence[Item], Iterable[Row]], Iterator[str]]] = {
    FileFormat.ROWS: _by_row,
    FileFormat.ATTEMPTS: _by_attempt,
}
_WRITERS: dict[FileFormat, Callable[[Sequence[Item], Iterable[Row], str], Iterable[list[str]]]] = {
    FileFormat.CSV: _plain,
    FileFormat.TABLE: _wide,
    FileFormat.CANVAS: _canvas,
    FileFormat.MOODLE: _moodle,
}
