"""A service elsewhere, as `grader submit` and `grader watch` use it: whom to ask, live results, the final report."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
import httpx

from grader import stored_tokens
from grader.cli import junit
from grader.cli.escaping import one_line
from grader.cli.show_report import print_case, print_end
from grader.client import ApiError, AuthenticationFailed, Client, ConnectionFailed, Event, Submission, calls
from grader.client.device import SignInFailed
from grader.errors import GraderError
from grader.model import CaseResult, Report, Verdict

FORMATS = ("text", "json", "junit", "problems")


class RemoteFailed(GraderError):
    """The service cannot be used."""


server_option = click.option(
    "--server",
    metavar="URL",
    help="The service. [default: the environment variable GRADER_SERVER, else that of the last sign-in]",
)


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that ask a service."""
    for option in (
        click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True),
        click.option(
            "--token-file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="A file with the API token. [default: the environment variable GRADER_TOKEN, else that of sign-in]",
        ),
        server_option,
    ):
        function = option(function)
    return function


def server_url(server: str | None) -> str:
    """The address of the service. Raises click.UsageError."""
    try:
        return calls.server_url(server, stored_tokens.read())
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@contextmanager
def connected(server: str | None, token_file: Path | None) -> Iterator[Client]:
    """A client of the service; what it refuses is raised as RemoteFailed, in a sentence. Raises click.UsageError."""
    stored = stored_tokens.read()
    try:
        client = Client.from_environment(server, token_file=token_file, stored=stored)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    with _refusals(), client:
        yield client


@contextmanager
def signed_in(url: str, token: str) -> Iterator[Client]:
    """A client with this token; what the service refuses is raised as RemoteFailed."""
    with _refusals(), Client(url, token=token) as client:
        yield client


@contextmanager
def anonymous(url: str) -> Iterator[httpx.Client]:
    """Requests to the service without a token; failures are raised as RemoteFailed."""
    with _refusals(), httpx.Client(base_url=url, timeout=calls.TIMEOUT, headers=calls.AGENT) as http:
        yield http


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except AuthenticationFailed as error:
        raise RemoteFailed(f"{error} Sign in again with `grader sign-in`, or give another token.") from error
    except (ApiError, SignInFailed) as error:
        raise RemoteFailed(str(error)) from error
    except ConnectionFailed as error:
        raise RemoteFailed(f"the service does not answer: {error}") from error


def follow(client: Client, submission_id: str, form: str, file: Path | None) -> NoReturn:
    """Show the results of a submission as they come, then the report, and exit as `grader grade` does."""
    is_live = form == "text"
    shown: dict[str, CaseResult] = {}
    try:
        for event in client.events(submission_id):
            if is_live:
                _show(event, shown)
    except KeyboardInterrupt:
        click.echo(f"\nThe submission goes on. See it with: grader watch {submission_id}", err=True)
        sys.exit(130)
    submission = client.submission(submission_id)
    if submission.report is None:
        raise RemoteFailed(f"not graded: {submission.error or submission.status}")
    _print_end(submission, form, file)
    sys.exit(0 if submission.report.verdict == Verdict.ACCEPTED.value else 1)


def _show(event: Event, shown: dict[str, CaseResult]) -> None:
    """Print a result. One that comes again, as a correction, is printed if it differs."""
    if event.name == "progress" and sys.stderr.isatty():
        click.echo(f"\r  {event.data.get('iteration')} of {event.data.get('of')} ...", err=True, nl=False)
    if event.name != "case":
        return
    case = CaseResult.from_json(event.data)
    if shown.get(case.name) != case:
        shown[case.name] = case
        print_case(case)


def _print_end(submission: Submission, form: str, file: Path | None) -> None:
    assert submission.report is not None
    report = Report.from_json(submission.report.raw)
    path = file or Path(str(submission.raw.get("filename") or submission.assignment))
    if form == "json":
        click.echo(json.dumps(dict(submission.raw), indent=2, allow_nan=False))
    elif form == "junit":
        click.echo(junit.junit(report, path))
    elif form == "problems":
        for line in junit.problems(report, path):
            click.echo(line)
    else:
        print_end(report)
        if submission.counts:
            click.echo(f"  {submission.counts}")
        for note in submission.raw.get("notes") or ():
            click.echo(f"  note: {one_line(str(note))}")
