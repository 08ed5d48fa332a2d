"""`grader migrate`: applies the migrations of the database."""

from __future__ import annotations

import click

from grader.settings import Settings
from grader.store import Database, migrate
from grader.worker.processes.logs import configure
from grader.worker.processes.startup import wait_for_database


@click.command()
def command() -> None:
    """Apply the missing migrations of the database, and exit. Waits until the database answers."""
    settings = Settings.from_env()
    configure(settings)
    database = Database(settings.database_url)
    try:
        wait_for_database(database)
        migrate(database)
    finally:
        database.close()
    click.echo("The database schema is current.")
