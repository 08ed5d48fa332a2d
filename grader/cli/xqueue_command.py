"""`grader xqueue`: the external grader of Open edX."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import click

from grader.assignments import files
from grader.cli.slugs import require_known
from grader.errors import SettingsError
from grader.settings import Settings
from grader.store import Database, courses, migrate
from grader.worker.processes.logs import configure
from grader.worker.processes.startup import wait_for_database
from grader.worker.xqueue.answers import Scoring
from grader.worker.xqueue.client import ServerUnavailable, XQueueClient
from grader.worker.xqueue.service import QueueOption, XQueueService


@click.command()
@click.option("--url", required=True, help="Address of XQueue, or of the LMS with edx-submissions.")
@click.option("--queue", "queues", multiple=True, required=True, metavar="NAME[=SLUG]", help="Once or more.")
@click.option("--user", required=True, help="Account of the grader on that server.")
@click.option(
    "--password-file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File that holds the account's password.",
)
@click.option(
    "--score",
    type=click.Choice([scoring.value for scoring in Scoring]),
    default=Scoring.FRACTION.value,
    show_default=True,
    help="What scores mean to that server.",
)
@click.option("--course", type=int, metavar="ID", help="Course that the submissions go to. [default: one of its own]")
@click.option("--once", is_flag=True, help="Empty the queues, answer, and exit.")
def command(
    url: str, queues: tuple[str, ...], user: str, password_file: Path, score: str, course: int | None, once: bool
) -> None:
    """Grade what students submit in Open edX: pull from queues, answer with score and feedback.

    Needs GRADER_REDIS_URL and the database of the workers, who do the grading. --queue NAME=SLUG grades a queue as one
    assignment; without SLUG each problem names its assignment in grader_payload. SIGTERM and Ctrl-C stop it.
    """
    settings = Settings.from_env()
    configure(settings)
    if not settings.redis_url:
        raise SettingsError("GRADER_REDIS_URL is not set. The workers get submissions through Redis.")
    if not url.startswith(("http://", "https://")):
        raise click.UsageError("--url begins with https:// or http://")
    options = [_option(text) for text in queues]
    require_known([option.slug for option in options if option.slug], files.slugs(settings.root))
    password = password_file.read_text(encoding="utf-8").rstrip("\r\n")
    _prepare(settings, course)
    service = XQueueService(
        settings, XQueueClient(url, user, password, basic_auth=settings.xqueue_basic_auth), scoring=Scoring(score)
    )
    _stop_on_signals(service)
    try:
        service.open(options, course)
        _sign_in(service, once=once)
        if once:
            service.run_once()
        else:
            service.run()
    finally:
        service.close()


def _option(text: str) -> QueueOption:
    name, _, slug = text.partition("=")
    if not 0 < len(name) <= 200:
        raise click.UsageError("--queue is NAME or NAME=SLUG, with a name of at most 200 characters")
    return QueueOption(name=name, slug=slug or None)


def _prepare(settings: Settings, course: int | None) -> None:
    """Wait for the database, migrate it, and check the course."""
    database = Database(settings.database_url)
    try:
        wait_for_database(database)
        migrate(database)
        if course is not None:
            with database.read() as session:
                if courses.get_course(session, course) is None:
                    raise click.UsageError(f"there is no course {course}")
    finally:
        database.close()


def _sign_in(service: XQueueService, *, once: bool) -> None:
    """Sign in; a server that does not answer yet is waited for. Raises `SignInRefused`: waiting would not help."""
    try:
        service.sign_in()
    except ServerUnavailable as error:
        if once:
            raise
        click.echo(f"grader: {error.message}; it is tried again until it answers", err=True)


def _stop_on_signals(service: XQueueService) -> None:
    """The first signal stops after the current request, the second one at once."""

    def on_signal(number: int, _frame: FrameType | None) -> None:
        service.stop()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, on_signal)
