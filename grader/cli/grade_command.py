"""`grader grade SLUG FILE...`: the same grading as the service's, without any server."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import get_args

import click

from grader.sandbox.opening import JailMode, OpeningJail

FORMATS = ("text", "json", "gradescope", "junit", "problems")


@click.command()
@click.argument("slug")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report of one FILE as JSON.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--csv", "as_csv", is_flag=True, help="Print a line of CSV for each file.")
@click.option("--json-lines", "as_lines", is_flag=True, help="Print a line of JSON with the report for each file.")
@click.option("--student", is_flag=True, help="Show what a student may see: no values of hidden tests.")
@click.option("--visible", is_flag=True, help="Run only the visible tests.")
@click.option("--repair", is_flag=True, help="Search for a change that makes the failed tests pass; one FILE.")
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
    repair: bool,
    mode: JailMode | None,
) -> None:
    """Grade one or more FILEs as submissions to assignment SLUG.

    With --repair, --json prints {"report": ..., "repairs": [...]}.

    A folder stands for all .py, .ipynb and .json files below it. Many files are graded through one jail and shown as a
    table.

    --format gradescope prints a results.json, with exit status 0 also for what cannot be read or does not load; FILE
    may be a folder with one submission. --format junit prints JUnit XML, --format problems a line for each failed test
    as compilers write them, for editors.

    Exit status 0: full marks, for all files; 1: not; 2: wrong usage, or the grader failed.
    """
    form = "json" if as_json else form
    is_folder = paths[0].is_dir() and form != "gradescope"
    many = len(paths) > 1 or is_folder or as_csv or as_lines
    if many and form != "text":
        raise click.UsageError("--json and --format are for one file; use --json-lines or --csv instead")
    if repair and (many or form not in ("text", "json")):
        raise click.UsageError("--repair is for one file, as text or with --json")
    if as_csv and as_lines:
        raise click.UsageError("--csv and --json-lines exclude each other")
    early = not many and (mode or os.environ.get("GRADER_JAIL_MODE")) != "cold"
    with OpeningJail(begin=early) as opening:
        # The jail starts while this process imports NumPy, the engine and the assignment. What is imported stays, so
        # that there is nothing to collect: not while it comes, and not when the interpreter ends.
        gc.disable()
        from grader.cli.grading import Grading, grade_many, grade_one

        gc.freeze()
        gc.enable()
        grading = Grading(
            slug=slug,
            student=student,
            visible_only=visible,
            mode=mode,
            repair=repair,
            opening=None if many else opening,
        )
        if many:
            sys.exit(grade_many(grading, paths, "csv" if as_csv else "json-lines" if as_lines else "table"))
        status = grade_one(grading, paths[0], form)
    gc.freeze()
    sys.exit(status)
