"""`grader doctor`: what this machine offers, which jail runs, and what to change."""

from __future__ import annotations

import shutil
import sys

import click
import redis
from sqlalchemy.exc import SQLAlchemyError

from grader.assignments import files, public
from grader.assignments.secret import missing_modules
from grader.cli import attack_table
from grader.datasets import mnist
from grader.errors import AssignmentError, SandboxUnavailable
from grader.evaluator.pool import try_evaluator
from grader.model import MIB
from grader.sandbox import doctor
from grader.sandbox.doctor import Check, State
from grader.settings import Settings
from grader.store import Database
from grader.store.clock import clock_skew
from grader.worker.processes.private_redis import NoRedis, find_server

#: Free disk space that a term's submissions may need.
MIN_FREE_DISK = 500 * MIB
#: Seconds between the clocks of host and database that are still good.
MAX_CLOCK_SKEW = 2.0


@click.command(
    help="Check sandbox, Redis, database, data sets and disk of this machine. Exit 1 if no sandbox can be made."
)
@click.option("--attack", "attacking", is_flag=True, help="Run the attack suite against this machine's jail.")
def command(attacking: bool) -> None:
    """Print the checks, and which jail is used."""
    if attacking:
        sys.exit(0 if attack_table.attack() else 1)
    settings = Settings.from_env()
    for line in doctor.table(
        [
            *doctor.checks(),
            _evaluator(settings),
            _redis(settings),
            _database(settings),
            _digits(settings),
            _disk(settings),
            *_allowed_modules(settings),
        ]
    ):
        click.echo(line)
    click.echo()
    mode = doctor.mode()
    if mode.name == "none":
        click.echo(f"No jail can be built here, so nothing is graded. {mode.reason}")
        sys.exit(1)
    click.echo(f"Submissions run in the {mode.name} jail: {mode.reason}.")
    if settings.jail_mode not in ("auto", mode.name):
        click.echo(f"GRADER_JAIL_MODE asks for the {settings.jail_mode} jail.")


def _evaluator(settings: Settings) -> Check:
    """Whether answers can be checked in processes apart from the worker."""
    try:
        try_evaluator(settings.root)
    except SandboxUnavailable as error:
        remedy = "see the checks of bubblewrap and user namespaces above; a worker does not start without it"
        return Check(name="evaluator", state=State.BAD, found=error.message[:200], remedy=remedy)
    return Check(name="evaluator", state=State.GOOD, found="starts; answers are checked apart from the worker")


def _redis(settings: Settings) -> Check:
    if settings.redis_url:
        try:
            redis.Redis.from_url(settings.redis_url, socket_timeout=3).ping()
        except (redis.RedisError, ValueError) as error:
            remedy = "start it, or correct GRADER_REDIS_URL"
            return Check(name="Redis", state=State.BAD, found=f"GRADER_REDIS_URL: {error}", remedy=remedy)
        return Check(name="Redis", state=State.GOOD, found="GRADER_REDIS_URL answers")
    try:
        return Check(name="Redis", state=State.GOOD, found=f"{find_server()}, started privately by `grader serve`")
    except NoRedis as error:
        return Check(name="Redis", state=State.FAIR, found="not found", remedy=error.message)


def _database(settings: Settings) -> Check:
    """Whether the database answers, and how far its clock is from this host's. SQLite has no clock of its own."""
    if settings.database_url.startswith("sqlite"):
        return Check(name="database", state=State.GOOD, found="SQLite, for one machine")
    try:
        database = Database(settings.database_url)
        with database.read() as session:
            skew = clock_skew(session)
        database.close()
    except SQLAlchemyError as error:
        remedy = "start it, or correct GRADER_DATABASE_URL"
        return Check(name="database", state=State.BAD, found=f"no answer: {type(error).__name__}", remedy=remedy)
    good = abs(skew) <= MAX_CLOCK_SKEW
    return Check(
        name="database",
        state=State.GOOD if good else State.FAIR,
        found=f"answers; this host's clock is {abs(skew):.1f} s {'ahead' if skew > 0 else 'behind'}",
        remedy="" if good else "synchronise the clocks of this host and of the database (NTP)",
    )


def _digits(settings: Settings) -> Check:
    try:
        digits = mnist.load(settings.model_copy(update={"mnist_download": False}))
    except mnist.MnistNotFound as error:
        return Check(name="MNIST", state=State.FAIR, found="not found", remedy=error.message)
    if digits.name == mnist.CANONICAL:
        return Check(name="MNIST", state=State.GOOD, found=digits.description)
    remedy = "set GRADER_MNIST_DIR to the folder with the four idx .gz files"
    return Check(name="MNIST", state=State.FAIR, found=digits.description, remedy=remedy)


def _allowed_modules(settings: Settings) -> list[Check]:
    """A check for each assignment that allows a module which is not installed."""
    found = []
    for slug in files.slugs(settings.root):
        try:
            missing = missing_modules(public.load(slug, settings.root))
        except AssignmentError:
            continue  # `grader verify` tells what is wrong with it
        if missing:
            told = f"{slug} allows {', '.join(missing)}, which cannot be imported"
            remedy = "install it beside NumPy; until then the assignment cannot be loaded"
            found.append(Check(name="allowed modules", state=State.BAD, found=told, remedy=remedy))
    return found


def _disk(settings: Settings) -> Check:
    folder = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    good = free >= MIN_FREE_DISK
    return Check(
        name="disk",
        state=State.GOOD if good else State.FAIR,
        found=f"{free // MIB} MiB free at {folder}",
        remedy="" if good else "make room, or set GRADER_DATA_DIR",
    )
