"""A report in the terminal: one line per test, and below a failed one what differs and why."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from grader.model import CaseResult, Report, Verdict

COLOURS = {Verdict.ACCEPTED: "green", Verdict.SKIPPED: "yellow", Verdict.JUDGE_ERROR: "magenta"}
WIDTH = 100
INDENT = "      "


def print_case(case: CaseResult) -> None:
    """One test case, as soon as it is known."""
    colour = COLOURS.get(case.verdict, "red")
    mark = {"green": "✓", "yellow": "-"}.get(colour, "✗")
    points = f"{_points(case.score)}/{_points(case.max_score)}"
    hidden = "" if case.visible else click.style(" (hidden)", dim=True)
    word = "" if case.verdict is Verdict.ACCEPTED else click.style(f"  {_words(case.verdict)}", fg=colour)
    click.echo(f"  {click.style(mark, fg=colour, bold=True)} {case.title}{hidden}  {points}{word}")
    if case.verdict is Verdict.ACCEPTED:
        return
    if case.diagnosis is not None:
        _paragraph(click.style(case.diagnosis.title + ".", bold=True) + " " + case.diagnosis.explanation)
    _paragraph(case.message)
    if case.hint:
        _paragraph("Hint: " + case.hint)
    for artifact in case.artifacts:
        if artifact.get("kind") == "call":
            _call(artifact)
    for name, value in (("expected", case.expected), ("yours", case.actual)):
        if value is not None:
            _value(name, value)
    if case.log:
        _paragraph("Your code printed:")
        for line in case.log.splitlines()[:12]:
            click.echo(INDENT + click.style("| " + line, dim=True))


def print_end(report: Report) -> None:
    """The last lines: notes, verdict, score."""
    for note in report.notes:
        click.echo(click.style(f"  note: {note}", fg="cyan"))
    colour = COLOURS.get(report.verdict, "red")
    if report.verdict is Verdict.PARTIALLY_ACCEPTED:
        colour = "yellow"
    score = f"{_points(report.score)} of {_points(report.max_score)} points"
    verdict = click.style(_words(report.verdict), fg=colour, bold=True)
    click.echo(f"{report.assignment}: {verdict}, {score}, {report.duration_ms:.0f} ms")


def _words(verdict: Verdict) -> str:
    return verdict.value.replace("_", " ")


def _points(points: float) -> str:
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _paragraph(text: str) -> None:
    for line in text.splitlines():
        wrapped = textwrap.wrap(line, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT, break_long_words=False)
        for piece in wrapped or [""]:
            click.echo(piece)


def _call(artifact: Any) -> None:
    names = ", ".join(str(argument["name"]) for argument in artifact["args"])
    click.echo(INDENT + click.style(f"{artifact['function']}({names})", bold=True) + " with")
    for argument in artifact["args"]:
        _value(str(argument["name"]), argument["snapshot"])


def _value(name: str, value: Any, indent: str = INDENT + "  ") -> None:
    if isinstance(value, dict) and value.get("type") == "array":
        shape = tuple(value["shape"])
        window = "" if value["window"] is None else f", entries {value['window']}"
        click.echo(f"{indent}{name}: array {shape} {value['dtype']}{window}")
        for line in _rows(value):
            click.echo(f"{indent}  {line}")
    elif isinstance(value, dict):
        click.echo(f"{indent}{name}:")
        for key, item in value.items():
            _value(repr(key), item, indent + "  ")
    else:
        click.echo(f"{indent}{name}: {_short(value)}")


def _rows(value: dict[str, Any]) -> list[str]:
    values = value["values"]
    if not isinstance(values, list):
        return [_short(values)]
    while values and isinstance(values[0], list) and values[0] and isinstance(values[0][0], list):
        values = values[0]
    rows = values if values and isinstance(values[0], list) else [values]
    marks = {tuple(index[-2:]) if rows is values else (0, index[-1]) for index in value["different"] if index}
    top = value["window"] or [[0, 0], [0, 0]]
    first_row = top[-2][0] if rows is values and len(top) > 1 else 0
    lines = []
    for number, row in enumerate(rows):
        cells = []
        for column, item in enumerate(row):
            text = f"{_short(item):>11}"
            wrong = (number + first_row, column + top[-1][0]) in marks
            cells.append(click.style(text, fg="red", bold=True) if wrong else text)
        lines.append("[" + " ".join(cells) + " ]")
    return lines


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
