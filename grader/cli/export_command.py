"""`grader export`: an assignment in the form that another service runs."""

from __future__ import annotations

from pathlib import Path

import click

from grader.assignments import files, public
from grader.cli.gradescope_zip import write_zip
from grader.cli.slugs import require_known


@click.group()
def command() -> None:
    """Export an assignment for another service."""


@command.command()
@click.argument("slug")
@click.argument("target", metavar="FILE.zip", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def gradescope(slug: str, target: Path) -> None:
    """Write the autograder zip of assignment SLUG for Gradescope.

    It holds this grader's source, the assignment with its hidden tests and reference, and a lock of the packages that
    they need. docs/gradescope.md describes how it is used.
    """
    project = files.root()
    require_known([slug], files.slugs(project))
    assignment = public.load(slug, project)
    write_zip(target, assignment, project)
    click.echo(
        f"{target}: {target.stat().st_size // 1024} KiB. It holds hidden tests and the reference: keep it private."
    )
    click.echo(f"Set the points of the assignment in Gradescope to {assignment.max_score:g}.")
