"""Brings the database to this version's tables. Runs at every start, whoever starts first."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from grader.store.database import Database

#: Any fixed number; PostgreSQL's advisory locks are named by numbers.
_LOCK = 7_110_042


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Apply what is missing. Of several processes that start together one does it and the others wait."""
    with _alone(database), database.engine.connect() as connection:
        command.upgrade(configuration(connection), "head")
        connection.commit()


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    if database.is_sqlite:
        path = database.engine.url.database
        if not path:
            yield
            return
        with Path(f"{path}.migrating").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()
