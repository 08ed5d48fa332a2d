"""Brings the database to this version's tables. Runs at every start, whoever starts first."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from grader.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

#: Any fixed number; PostgreSQL's advisory locks are named by numbers.
_LOCK = 7_110_042


_FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Apply what is missing. Of several processes that start together one does it and the others wait."""
    if _is_up_to_date(database):
        return
    # Imported only when there is something to do: it takes longer than all the rest of a start.
    from alembic import command

    with _alone(database), database.engine.connect() as connection:
        command.upgrade(configuration(connection), "head")
        connection.commit()


def _is_up_to_date(database: Database) -> bool:
    """Whether the database has the newest version; the files of versions are named by them, in order."""
    newest = max(path.name for path in (_FOLDER / "versions").glob("*.py")).partition("_")[0]
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == newest)


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
