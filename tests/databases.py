"""SQLite databases for tests: filled once, then copied, which takes a tenth of the time of making them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from grader.store import Database, migrate
from grader.store.database import _dumps
from grader.store.models import Base


def make_template(folder: Path) -> Path:
    """An empty database with this version's tables."""
    path = folder / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


def copy_into(database: Database, template: Path) -> None:
    """Replace what `database` holds, if anything, by what `template` holds."""
    assert database.engine.url.database
    path = Path(database.engine.url.database)
    if path.stat().st_size == 0:
        # Nobody has connected to it yet: a connection writes the header.
        shutil.copyfile(template, path)
        return
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(path)) as target:
        target.execute("PRAGMA synchronous=OFF")
        source.backup(target)


def empty(database: Database) -> None:
    """Delete all rows of a PostgreSQL database, in one message to the server."""
    tables = (table.name for table in reversed(Base.metadata.sorted_tables))
    with database.write_core() as connection:
        connection.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in tables))


@contextmanager
def shared_compiled_statements() -> Iterator[None]:
    """Let all SQLite databases of this process share a cache of compiled statements, and the dialect, part of its keys.

    Otherwise each test compiles its statements anew, because its database is new.
    """
    first = create_engine("sqlite://", json_serializer=_dumps, query_cache_size=5000)
    first.connect().close()

    def create(*args: Any, **kwargs: Any) -> Engine:
        engine = create_engine(*args, **kwargs)
        if engine.dialect.name == "sqlite":
            engine.dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.store.database.create_engine", create)
        yield
    first.dispose()
