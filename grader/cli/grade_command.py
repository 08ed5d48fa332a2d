"""`grader grade SLUG FILE`: the same grading as the service's, without any server."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import get_args

import click

from grader.assignments.secret import Catalogue
from grader.cli.gradescope import gradescope
from grader.cli.show_report import print_case, print_end
from grader.errors import JudgeFault
from grader.judge import Judge
from grader.model import CaseFinished, Event, Progress, Report, Verdict
from grader.sandbox import open_jail
from grader.settings import JailMode, Settings
from grader.uploads import read_upload

#: Times a submission is graded when the grader itself fails.
TRIES = 2


@click.command()
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--format", "form", type=click.Choice(["text", "json", "gradescope"]), default="text", show_default=True)
@click.option("--student", is_flag=True, help="Show what a student may see: no values of hidden tests.")
@click.option("--visible", is_flag=True, help="Run only the visible tests.")
@click.option("--mode", type=click.Choice(get_args(JailMode)), help="The jail. [default: GRADER_JAIL_MODE]")
def command(
    slug: str,
    file: Path,
    as_json: bool,
    form: str,
    student: bool,
    visible: bool,
    mode: JailMode | None,
) -> None:
    """Grade FILE as a submission to assignment SLUG.

    Exit status 0: full marks; 1: not; 2: wrong usage, or the grader failed.
    """
    form = "json" if as_json else form
    catalogue = Catalogue()
    assignment = catalogue.load(slug).assignment
    source = read_upload(file.name, _content(file))
    allowed = assignment.hidden_feedback if student else None

    def on_event(event: Event) -> None:
        if form != "text":
            return
        if isinstance(event, CaseFinished):
            print_case(event.result.for_student(allowed) if allowed else event.result)
        elif isinstance(event, Progress) and sys.stderr.isatty():
            click.echo(f"\r  {event.iteration} of {event.of} ...", err=True, nl=False)

    with closing(open_jail(mode or Settings.from_env().jail_mode)) as jail:
        judge = Judge(catalogue, jail)
        for _ in range(TRIES):
            report = judge.grade(slug, source, on_event=on_event, visible_only=visible)
            if report.verdict is not Verdict.JUDGE_ERROR:
                break
    if allowed:
        report = report.for_student(allowed)
    if form == "json":
        click.echo(json.dumps(report.to_json(), indent=2, allow_nan=False))
    elif form == "gradescope":
        click.echo(json.dumps(gradescope(report), indent=2, allow_nan=False))
    else:
        print_end(report)
    _leave(report)


def _content(file: Path) -> bytes:
    """Raises UsageError for what is no file: a link to a device would never end, and a pipe never begin."""
    if not file.is_file():
        raise click.UsageError(f"{file} is not a regular file")
    return file.read_bytes()


def _leave(report: Report) -> None:
    if report.verdict is Verdict.JUDGE_ERROR:
        raise JudgeFault(next((case.log for case in report.cases if case.verdict is Verdict.JUDGE_ERROR), None))
    sys.exit(0 if report.verdict is Verdict.ACCEPTED else 1)
