"""`grader list`: the assignments."""

from __future__ import annotations

import click

from grader.assignments.public import load_all


@click.command()
def command() -> None:
    """List the assignments with their points."""
    for assignment in load_all():
        click.echo(
            f"{assignment.slug:18} {assignment.max_score:6g} points  {assignment.lane.value:12} {assignment.title}"
        )
