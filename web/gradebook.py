"""Grades as files: plain CSV, and the exact columns that Canvas and Moodle import."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grader.model.text import spreadsheet_text


class FileFormat(StrEnum):
    """The program that imports the file."""

    #: Spreadsheets and scripts.
    CSV = "csv"
    #: Canvas: Grades, Import.
    CANVAS = "canvas"
    #: Moodle: Gradebook setup, Import, CSV file.
    MOODLE = "moodle"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A column of grades: one assignment."""

    slug: str
    title: str
    max_score: float


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One student's grade for one item; a student who handed in nothing has no cell."""

    score: float
    verdict: str
    attempts: int
    #: ISO 8601, UTC.
    submitted_at: str
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
    #: The student's identifier in the learning management system; empty if it is not known.
    external_id: str
    #: One per item, in the items' order.
    cells: Sequence[Cell | None]


def number(value: float) -> str:
    """A score in the form that every importer reads: at most two decimals, a decimal point, no exponent."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def write(kind: FileFormat, items: Sequence[Item], rows: Iterable[Row]) -> str:
    """The file's text. Lines end with CRLF, as RFC 4180 demands."""
    table = {FileFormat.CSV: _plain, FileFormat.CANVAS: _canvas, FileFormat.MOODLE: _moodle}[kind](items, rows)
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue()


def _plain(items: Sequence[Item], rows: Iterable[Row]) -> Iterable[list[str]]:
    """One line per student and item."""
    yield ["student", "email", "assignment", "score", "max_score", "verdict", "attempts", "submitted_at", "state"]
    for row in rows:
        for item, cell in zip(items, row.cells, strict=True):
            student = [spreadsheet_text(row.name), spreadsheet_text(row.email), item.slug]
            if cell is None:
                yield [*student, "", number(item.max_score), "", "0", "", ""]
            else:
                yield [
                    *student,
                    number(cell.score),
                    number(item.max_score),
                    cell.verdict,
                    str(cell.attempts),
                    cell.submitted_at,
                    cell.state,
                ]


def _canvas(items: Sequence[Item], rows: Iterable[Row]) -> Iterable[list[str]]:
    """Student, ID, SIS User ID, SIS Login ID, Section, then the assignments; second line the points possible.

    Canvas matches a student by ID, then SIS user id, then login id, then name; a blank score is not imported.
    """
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(spreadsheet_text(item.title) for item in items)]
    yield ["Points Possible", "", "", "", "", *(number(item.max_score) for item in items)]
    for row in rows:
        scores = ["" if cell is None else number(cell.score) for cell in row.cells]
        yield [
            spreadsheet_text(row.name),
            "",
            spreadsheet_text(row.external_id),
            spreadsheet_text(row.email),
            "",
            *scores,
        ]


def _moodle(items: Sequence[Item], rows: Iterable[Row]) -> Iterable[list[str]]:
    """Username, Email address, ID number, then each item with its feedback; empty means no grade."""
    titles = [
        title for item in items for title in (spreadsheet_text(item.title), spreadsheet_text(f"{item.title} feedback"))
    ]
    yield ["Username", "Email address", "ID number", *titles]
    for row in rows:
        line = [spreadsheet_text(row.email.lower()), spreadsheet_text(row.email), spreadsheet_text(row.external_id)]
        for cell in row.cells:
            line += ["", ""] if cell is None else [number(cell.score), _feedback(cell)]
        yield line


def _feedback(cell: Cell) -> str:
    """What Moodle shows the student beside the grade."""
    words = cell.verdict.replace("_", " ")
    return f"{words} ({cell.state})" if cell.state else words
