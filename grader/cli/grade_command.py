"""`grader grade SLUG FILE...`: the same grading as the service's, without any server."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import click

from grader.assignments.secret import Catalogue
from grader.cli import batch_output
from grader.cli.grade_many import exit_status, grade_files, progress
from grader.cli.gradescope import gradescope
from grader.cli.show_report import print_case, print_end
from grader.cli.submission_files import find_files, read_submission
from grader.errors import JudgeFault
from grader.judge import Judge
from grader.model import CaseFinished, Event, HiddenFeedback, OnEvent, Progress, Report, Source, Verdict
from grader.sandbox import open_jail
from grader.settings import JailMode, Settings

#: Times a submission is graded when the grader itself fails.
TRIES = 2


@click.command()
@click.argument("slug")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report of one FILE as JSON.")
@click.option("--format", "form", type=click.Choice(["text", "json", "gradescope"]), default="text", show_default=True)
@click.option("--csv", "as_csv", is_flag=True, help="Print a line of CSV for each file.")
@click.option("--json-lines", "as_lines", is_flag=True, help="Print a line of JSON with the report for each file.")
@click.option("--student", is_flag=True, help="Show what a student may see: no values of hidden tests.")
@click.option("--visible", is_flag=True, help="Run only the visible tests.")
@click.option("--mode", type=click.Choice(get_args(JailMode)), help="The jail. [default: GRADER_JAIL_MODE]")
def command(
    slug: str,
    paths: tuple[Path, ...],
    as_json: bool,
    form: str,
    as_csv: bool,
    as_lines: bool,
    student: bool,
    visible: bool,
    mode: JailMode | None,
) -> None:
    """Grade one or more FILEs as submissions to assignment SLUG.

    A folder stands for all .py, .ipynb and .json files below it. Many files are graded through one jail and shown as a
    table.

    Exit status 0: full marks, for all files; 1: not; 2: wrong usage, or the grader failed.
    """
    form = "json" if as_json else form
    many = len(paths) > 1 or paths[0].is_dir() or as_csv or as_lines
    if many and form != "text":
        raise click.UsageError("--json and --format are for one file; use --json-lines or --csv instead")
    if as_csv and as_lines:
        raise click.UsageError("--csv and --json-lines exclude each other")
    grading = Grading(slug=slug, student=student, visible_only=visible, mode=mode)
    if many:
        write = batch_output.print_csv if as_csv else batch_output.print_json_lines if as_lines else None
        _many(grading, find_files(paths), write)
    _one(grading, paths[0], form)


@dataclass(frozen=True, kw_only=True)
class Grading:
    """How the files are graded."""

    slug: str
    #: Show only what a student may see.
    student: bool
    visible_only: bool
    #: None: as GRADER_JAIL_MODE says.
    mode: JailMode | None

    @contextmanager
    def open(self, catalogue: Catalogue) -> Iterator[Callable[[Source, OnEvent | None], Report]]:
        """A function that grades a submission, as long as the jail is open."""
        settings = Settings.from_env()
        with closing(open_jail(self.mode or settings.jail_mode, tuning=settings.memory_tuning)) as jail:
            judge = Judge(catalogue, jail)

            def grade(source: Source, on_event: OnEvent | None) -> Report:
                for _ in range(TRIES):
                    report = judge.grade(self.slug, source, on_event=on_event, visible_only=self.visible_only)
                    if report.verdict is not Verdict.JUDGE_ERROR:
                        break
                return report

            yield grade


def _many(grading: Grading, files: list[Path], write: batch_output.Writer | None) -> None:
    """Grade all files, print a row for each with `write` or in a table, and exit."""
    catalogue = Catalogue()
    allowed = catalogue.load(grading.slug).assignment.hidden_feedback if grading.student else None
    # On one terminal, bar and lines would overwrite each other.
    hidden = write is not None and sys.stdout.isatty()
    with grading.open(catalogue) as grade:
        rows = grade_files(files, lambda source: _shown(grade(source, None), allowed))
        with progress(rows, len(files), hidden=hidden) as coming:
            done = list(coming) if write is None else write(coming)
    if write is None:
        batch_output.print_table(done)
    sys.exit(exit_status(done))


def _shown(report: Report, allowed: HiddenFeedback | None) -> Report:
    """The report in full, or what a student is allowed to see of it."""
    return report if allowed is None else report.for_student(allowed)


def _one(grading: Grading, file: Path, form: str) -> None:
    """Grade one file, print its report and exit."""
    catalogue = Catalogue()
    assignment = catalogue.load(grading.slug).assignment
    source = read_submission(file)
    allowed = assignment.hidden_feedback if grading.student else None

    def on_event(event: Event) -> None:
        if form != "text":
            return
        if isinstance(event, CaseFinished):
            print_case(event.result.for_student(allowed) if allowed else event.result)
        elif isinstance(event, Progress) and sys.stderr.isatty():
            click.echo(f"\r  {event.iteration} of {event.of} ...", err=True, nl=False)

    with grading.open(catalogue) as grade:
        report = _shown(grade(source, on_event), allowed)
    if form == "json":
        click.echo(json.dumps(report.to_json(), indent=2, allow_nan=False))
    elif form == "gradescope":
        click.echo(json.dumps(gradescope(report), indent=2, allow_nan=False))
    else:
        print_end(report)
    if report.verdict is Verdict.JUDGE_ERROR:
        raise JudgeFault(next((case.log for case in report.cases if case.verdict is Verdict.JUDGE_ERROR), None))
    sys.exit(0 if report.verdict is Verdict.ACCEPTED else 1)
