"""`grader show SLUG`: task, rubric rows, tests and limits of an assignment."""

from __future__ import annotations

from dataclasses import fields

import click

from grader.assignments import secret
from grader.assignments.public import load
from grader.model import Assignment, Limits


@click.command()
@click.argument("slug")
@click.option("--secret", "with_secret", is_flag=True, help="Show the hidden tests and the known misconceptions too.")
def command(slug: str, with_secret: bool) -> None:
    """Show what assignment SLUG asks for."""
    assignment = load(slug)
    click.secho(assignment.title, bold=True)
    click.echo(f"{assignment.course}. {assignment.summary}")
    click.echo(f"To be defined: {', '.join(assignment.entry_points) or 'nothing'}\n")
    click.echo(assignment.prompt.strip() + "\n")
    _tests(assignment, with_secret)
    click.secho("Limits of each test", bold=True)
    for limit in fields(Limits):
        click.echo(f"  {limit.name:14} {getattr(assignment.limits, limit.name):,}")


def _tests(assignment: Assignment, with_secret: bool) -> None:
    loaded = secret.load(assignment.slug)
    for row in assignment.rows:
        cases = [case for case in loaded.suite.entries if case.row == row.name]
        click.echo(f"{click.style(row.title, bold=True)}  {row.points:g} points")
        for case in cases:
            if case.visible or with_secret:
                hidden = "" if case.visible else click.style("  hidden", dim=True)
                click.echo(f"  {case.title}  {loaded.suite.points[case.name]:.3g}{hidden}")
        count = sum(not case.visible for case in cases)
        if count and not with_secret:
            click.secho(f"  and {count} hidden test{'s' if count > 1 else ''}", dim=True)
    click.echo()
    if with_secret:
        click.secho("Known misconceptions", bold=True)
        for mistake in loaded.reference.misconceptions:
            click.echo(f"  {mistake.name:34} {mistake.title}")
        click.echo()
