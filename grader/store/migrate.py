"""Migrates the database to the current schema. Every process calls it at start."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from grader.errors import GraderError
from grader.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

#: Key of the PostgreSQL advisory lock; any fixed number.
_LOCK = 7_110_042


class SchemaTooNew(GraderError):
    """The database belongs to a later version of the grader. Upgrade this host too."""


_FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Apply the missing migrations. If several processes start together, one migrates and the others wait."""
    # The first connection to a SQLite file changes its journal mode, which fails where two do so at once.
    if not database.is_sqlite and _is_up_to_date(database):
        return
    with _locked(database):
        if not _is_up_to_date(database):
            _upgrade(database)


def _upgrade(database: Database) -> None:
    # Imported only when it is needed: the import takes longer than the rest of the start.
    from alembic import command

    with database.without_limits() as connection:
        command.upgrade(configuration(connection), "head")
        connection.commit()


def _is_up_to_date(database: Database) -> bool:
    """Whether the schema is current, or of a later version with additive migrations only. Raises SchemaTooNew.

    The files of the migrations begin with their version, in order.
    """
    newest = max(path.name for path in (_FOLDER / "versions").glob("*.py")).partition("_")[0]
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        current = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    if current <= newest:
        return current == newest
    if _generation(current) != _generation(newest):
        raise SchemaTooNew
    return True


def _generation(version: str) -> str:
    """What precedes the last three digits. Only a migration that is not additive starts a new generation."""
    return version[:-3]


@contextmanager
def _locked(database: Database) -> Iterator[None]:
    if database.is_sqlite:
        path = database.engine.url.database
        if not path:
            yield
            return
        with Path(f"{path}.migrating").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with database.without_limits() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()
