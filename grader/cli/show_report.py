"""Prints a report: a line per test as it ends, then the failed tests, each mistake explained once."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import click

from grader.cli.escaping import escaped, one_line
from grader.model import CaseResult, Repairs, Report, Verdict

COLOURS = {
    Verdict.ACCEPTED: "green",
    Verdict.PARTIALLY_ACCEPTED: "yellow",
    Verdict.SKIPPED: "yellow",
    Verdict.JUDGE_ERROR: "magenta",
}
MARKS = {Verdict.ACCEPTED: "✓", Verdict.SKIPPED: "-"}
WIDTH = 100
INDENT = "      "
#: Rows, columns and lines of printed text that fit a terminal.
ROWS, COLUMNS, LINES = 6, 7, 12


def print_case(case: CaseResult) -> None:
    """Print the result of one test case."""
    colour = COLOURS.get(case.verdict, "red")
    mark = click.style(MARKS.get(case.verdict, "✗"), fg=colour, bold=True)
    hidden = "" if case.visible else click.style(" (hidden)", dim=True)
    word = "" if case.verdict is Verdict.ACCEPTED else click.style(f"  {case.verdict.words}", fg=colour)
    click.echo(f"  {mark} {case.title}{hidden}  {format_points(case.score)}/{format_points(case.max_score)}{word}")


def print_end(report: Report) -> None:
    """Print the failed tests, the notes, the verdict and the score."""
    explained: set[str] = set()
    repeated: Counter[str] = Counter()
    for case in report.cases:
        if case.verdict in (Verdict.ACCEPTED, Verdict.SKIPPED):
            continue
        repeated[case.message] += 1
        if repeated[case.message] == 1:
            _exescaped(case, explained)
    if more := sum(repeated.values()) - len(repeated):
        click.echo(f"\n  {more} more test{'s end' if more > 1 else ' ends'} in exactly the same way.")
    for note in report.notes:
        click.echo(click.style(f"  note: {one_line(note)}", fg="cyan"))
    verdict = click.style(report.verdict.words, fg=COLOURS.get(report.verdict, "red"), bold=True)
    score = f"{format_points(report.score)} of {format_points(report.max_score)} points"
    click.echo(f"{report.assignment}: {verdict}, {score}, {report.duration_ms:.0f} ms")


def print_repairs(repairs: Repairs, shown: Iterable[Mapping[str, Any]]) -> None:
    """Print what is shown of the repairs that were found: `Repairs.shown` or `Repairs.for_student`."""
    if not repairs.repairs:
        click.echo(f"  No small change makes the failed tests pass ({repairs.tries} runs, {repairs.seconds:.1f} s).")
    for repair in shown:
        click.echo()
        for hint in repair["hints"]:
            _paragraph(hint)
        for line in repair["edit"].split("\n") if repair["edit"] else ():
            click.echo(INDENT + click.style(one_line(line), fg="green"))


def _exescaped(case: CaseResult, explained: set[str]) -> None:
    """Print a failed test. A mistake that was explained before is not explained again."""
    name = case.diagnosis.name if case.diagnosis else ""
    again = name in explained
    click.echo()
    click.secho(f"  {case.title}", bold=True)
    if case.diagnosis is not None:
        rest = " (see above)" if again else f" {case.diagnosis.explanation}"
        _paragraph(case.diagnosis.title.rstrip(".") + ".", rest)
    _paragraph(case.message)
    if name:
        explained.add(name)
    if again:
        return
    if case.hint:
        _paragraph(f"Hint: {case.hint}")
    for artifact in case.artifacts:
        if artifact.get("kind") == "call":
            _call(artifact)
    for label, value in (("expected", case.expected), ("yours", case.actual)):
        if value is not None:
            _value(label, value)
    if case.log:
        _paragraph("Your code printed:")
        for line in escaped(case.log).split("\n")[:LINES]:
            click.echo(INDENT + click.style("| " + line, dim=True))


def colour(verdict: str) -> str:
    """The terminal colour of a verdict, or of another word in its place."""
    return {known.value: name for known, name in COLOURS.items()}.get(verdict, "red")


def format_points(points: float) -> str:
    """At most two decimals."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _paragraph(text: str, rest: str = "") -> None:
    """Print `text`, wrapped; with a `rest` it is the heading of that."""
    text = (click.style(escaped(text), fg="yellow") if rest else escaped(text)) + escaped(rest)
    for line in text.split("\n"):
        for piece in textwrap.wrap(line, WIDTH, break_long_words=False) or [""]:
            click.echo(INDENT + piece)


def _call(artifact: Any) -> None:
    names = ", ".join(str(argument["name"]) for argument in artifact["args"])
    click.echo(INDENT + one_line(f"{artifact['function']}({names}) with"))
    for argument in artifact["args"]:
        _value(str(argument["name"]), argument["snapshot"])


def _value(name: str, value: Any, indent: str = INDENT + "  ") -> None:
    name = one_line(name)
    if isinstance(value, dict) and value.get("type") == "array":
        click.echo(f"{indent}{name}: {value['dtype']} {tuple(value['shape'])}")
        for line in _matrix(value):
            click.echo(f"{indent}  {line}")
    elif isinstance(value, dict):
        click.echo(f"{indent}{name}:")
        for key, item in value.items():
            _value(key, item, indent + "  ")
    elif _holds_mapping(value):
        click.echo(f"{indent}{name}:")
        for index, item in enumerate(value):
            _value(f"[{index}]", item, indent + "  ")
    else:
        click.echo(f"{indent}{name}: {_short(value)}")


def _holds_mapping(value: Any) -> bool:
    """Whether an array or a dictionary is somewhere in nested lists."""
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_holds_mapping, value)))


def _matrix(value: dict[str, Any]) -> list[str]:
    """The lines of an array's snapshot, cut to a part that contains the first difference."""
    values, shape = value["values"], value["shape"]
    if not shape:
        return [_short(values)]
    for _ in shape[2:]:
        values = values[0] if values else []
    table = values if len(shape) > 1 else [values]
    window = value["window"] or [[0, size] for size in shape]
    top, left = (window[-2][0] if len(shape) > 1 else 0), window[-1][0]
    wrong = {(index[-2] if len(shape) > 1 else 0, index[-1]) for index in value["different"]}
    first = min(wrong, default=(top, left))
    row, column = (
        _start(first[0] - top, len(table), ROWS),
        _start(first[1] - left, len(table[0]) if table else 0, COLUMNS),
    )
    lines = []
    for number, cells in enumerate(table[row : row + ROWS], start=row + top):
        texts = [
            click.style(f"{_short(cell):>11}", fg="red" if (number, at) in wrong else None)
            for at, cell in enumerate(cells[column : column + COLUMNS], start=column + left)
        ]
        lines.append("[" + " ".join(texts) + " ]")
    if len(shape) > 2 or shape[-1] > COLUMNS or (len(shape) > 1 and shape[-2] > ROWS):
        lines.append(click.style(f"(from entry [{row + top}, {column + left}] on)", dim=True))
    return lines


def _start(at: int, size: int, width: int) -> int:
    return min(max(0, at - 1), max(0, size - width))


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else one_line(str(value))
