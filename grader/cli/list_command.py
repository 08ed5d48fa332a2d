"""`grader list`: the assignments."""

from __future__ import annotations

import click

from grader.assignments import files, public


@click.command()
def command() -> None:
    """List the assignments with their points, or why one cannot be loaded."""
    for slug in files.slugs():
        assignment = public.load_or_salvage(slug)
        if assignment.problem:
            click.secho(f"{slug:18} cannot be loaded: {assignment.problem}", fg="red")
            continue
        click.echo(
            f"{assignment.slug:18} {assignment.max_score:6g} points  {assignment.lane.value:12} {assignment.title}"
        )
