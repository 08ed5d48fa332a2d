"""`grader submit SLUG FILE --server URL`: submits to a service, with live results in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli import remote


@click.command()
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@remote.options
@click.option("--course", type=int, metavar="ID", help="The course, where several of yours have the assignment.")
@click.option("--student", metavar="EMAIL", help="Whose submission it is. [default: the token's own]")
@click.option("--visible", is_flag=True, help="Run only the visible tests; spends no attempt.")
@click.option("--no-wait", is_flag=True, help="Print the submission's id and do not wait for the results.")
def command(
    slug: str,
    file: Path,
    server: str | None,
    token_file: Path | None,
    form: str,
    course: int | None,
    student: str | None,
    visible: bool,
    no_wait: bool,
) -> None:
    """Submit FILE for assignment SLUG to a service, and show each result as it is known.

    Ctrl-C leaves the submission running; `grader watch ID` shows it again.

    Exit status 0: full marks, 1: not, 2: wrong usage, refused, or not graded.
    """
    with remote.connected(server, token_file) as client:
        submission = client.submit(slug, path=file, student=student, course=course, trial=visible)
        if no_wait:
            click.echo(submission.id)
            return
        click.echo(f"submission {submission.id}", err=True)
        remote.follow(client, submission.id, form, file)
