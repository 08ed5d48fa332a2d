"""The database engine: SQLite (one host) by default, PostgreSQL by URL.

On SQLite every writing transaction begins with BEGIN IMMEDIATE. A deferred transaction that becomes a writer fails at
once with "database is locked" if another one wrote in between, regardless of the busy timeout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

#: Compact JSON. NaN is refused, because it is not valid JSON.
_dumps = partial(json.dumps, separators=(",", ":"), allow_nan=False)

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",  # in WAL mode a power failure may lose the last commits, but does not corrupt the file
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    "PRAGMA cache_size=-16000",
    "PRAGMA temp_store=MEMORY",
)

#: What executes statements; only a session returns models.
Executor = Session | Connection


class Database:
    """An engine with its connection pool. Create it after a fork: processes must not share connections."""

    def __init__(self, url: str) -> None:
        """`url` is an SQLAlchemy URL; a bare postgresql:// means the psycopg driver."""
        parsed = make_url(url)
        if parsed.drivername in {"postgresql", "postgres"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite and parsed.database not in (None, "", ":memory:"):
            _make_private(Path(str(parsed.database)))
        self.engine: Engine = create_engine(
            parsed,
            json_serializer=_dumps,
            pool_size=8,
            max_overflow=32,
            pool_timeout=30,
            pool_pre_ping=not self.is_sqlite,
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writing = self.engine.execution_options(grader_writes=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads. Its objects stay readable afterwards."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end of the block, or rolls back on an exception."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write_core(self) -> Iterator[Connection]:
        """Like `write`, but with SQLAlchemy Core: the ORM's bookkeeping takes longer than a worker's few statements."""
        with self._writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()


def _make_private(path: Path) -> None:
    """Create an empty file with mode 600, because it will hold code and grades."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        path.touch(mode=0o600)


def _configure_sqlite(connection: Any, _record: Any) -> None:
    """Disable the driver's own (deferred) transactions and set the pragmas."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("grader_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
