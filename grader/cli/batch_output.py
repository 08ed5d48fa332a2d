"""The rows of `grader grade` for many files: a table for people, CSV and JSON lines for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from grader.cli.escaping import one_line
from grader.cli.grade_many import Row
from grader.cli.show_report import colour, format_points
from grader.model.text import spreadsheet_text

#: Prints each row as it comes, and returns all of them.
Writer = Callable[[Iterable[Row]], list[Row]]
#: Characters of a file's name in the table; of a longer one the end is shown.
NAME_WIDTH = 60
CSV_COLUMNS = ("file", "verdict", "score", "max_score", "seconds", "mistake", "mistake_title", "error")


def print_table(rows: Sequence[Row]) -> None:
    """Print the table, and how many files have full marks."""
    names = [_shortened(one_line(str(row.path))) for row in rows]
    width = max(map(len, names), default=4)
    click.secho(f"{'file':{width}}  {'verdict':21}  {'score':>11}  {'seconds':>7}  first named mistake", bold=True)
    for name, row in zip(names, rows, strict=True):
        report = row.report
        score = f"{format_points(report.score)}/{format_points(report.max_score)}" if report else ""
        seconds = f"{row.seconds:.2f}" if report else ""
        verdict = click.style(f"{row.verdict.replace('_', ' '):21}", fg=colour(row.verdict))
        remark = one_line(row.mistake.title if row.mistake else row.error)
        click.echo(f"{name:{width}}  {verdict}  {score:>11}  {seconds:>7}  {remark}".rstrip())
    full = sum(row.has_full_marks for row in rows)
    unreadable = sum(row.report is None and not row.grader_failed for row in rows)
    end = f", {unreadable} not readable" if unreadable else ""
    click.echo(f"\n{len(rows)} files: {full} with full marks{end}.")


def print_csv(rows: Iterable[Row]) -> list[Row]:
    """Print a header, then each row at once. No cell is a spreadsheet formula. Returns the rows."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    return _each(rows, lambda row: writer.writerow(_csv_cells(row)))


def print_json_lines(rows: Iterable[Row]) -> list[Row]:
    """Print {"file", "report", "error"} on a line of its own for each row, at once. Returns the rows."""
    return _each(rows, lambda row: print(json.dumps(_json(row), allow_nan=False)))


def _each(rows: Iterable[Row], write: Callable[[Row], Any]) -> list[Row]:
    written = []
    for row in rows:
        write(row)
        sys.stdout.flush()
        written.append(row)
    return written


def _csv_cells(row: Row) -> list[str]:
    report, mistake = row.report, row.mistake
    numbers = ["", "", ""]
    if report is not None:
        numbers = [f"{report.score:.6g}", f"{report.max_score:.6g}", f"{row.seconds:.3f}"]
    texts = (mistake.name, mistake.title) if mistake else ("", "")
    escaped = [spreadsheet_text(one_line(text)) for text in (*texts, row.error)]
    return [spreadsheet_text(one_line(str(row.path))), row.verdict, *numbers, *escaped]


def _json(row: Row) -> dict[str, Any]:
    report = row.report.to_json() if row.report else None
    return {"file": str(row.path), "report": report, "error": row.error or None}


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_WIDTH else f"…{name[1 - NAME_WIDTH :]}"
