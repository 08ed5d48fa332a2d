"""`grader watch ID --server URL`: shows a submission at a service, live while it is graded."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli import remote


@click.command()
@click.argument("submission_id", metavar="ID")
@remote.options
def command(submission_id: str, server: str | None, token_file: Path | None, form: str) -> None:
    """Show submission ID at a service: what is known at once, and each further result as it comes.

    Exit status 0: full marks, 1: not, 2: wrong usage, refused, or not graded.
    """
    with remote.connected(server, token_file) as client:
        remote.follow(client, submission_id, form, None)
