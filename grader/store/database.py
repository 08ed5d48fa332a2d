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
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from grader.errors import GraderError

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

#: Prefixes of the errors of SQLite that mean that the file cannot be used at the moment.
_SQLITE_UNAVAILABLE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL")

#: What executes statements; only a session returns models.
Executor = Session | Connection


class Database:
    """An engine with its connection pool. Create it after a fork: processes must not share connections."""

    def __init__(self, url: str, *, statement_seconds: float = 30.0) -> None:
        """`url` is an SQLAlchemy URL; a bare postgresql:// means the psycopg driver.

        On PostgreSQL a statement, and waiting for a connection of the pool, take at most `statement_seconds`.
        """
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
            pool_timeout=30 if self.is_sqlite else statement_seconds,
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            # Imported only when it is needed: the driver takes time to load.
            from grader.store.postgresql import limit_connections

            limit_connections(self.engine, statement_seconds=statement_seconds)
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

    @contextmanager
    def without_limits(self) -> Iterator[Connection]:
        """A connection without time limits, for migrations; it is closed at the end.

        On SQLite it does not enforce foreign keys: SQLite changes a column by copying its table, and dropping the
        original would delete the rows that refer to it.
        """
        with self.engine.connect() as connection:
            if self.is_sqlite:
                driver = cast(Any, connection.connection.driver_connection)
                driver.execute("PRAGMA foreign_keys=OFF")
                try:
                    yield connection
                finally:
                    connection.rollback()
                    driver.execute("PRAGMA foreign_keys=ON")
                return
            from grader.store.postgresql import LimitedConnection, lift_limits

            lift_limits(cast(LimitedConnection, connection.connection.driver_connection))
            try:
                yield connection
            finally:
                connection.invalidate()

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()


def add_unless_taken(session: Session, row: object, taken: type[GraderError]) -> None:
    """Insert a row and read what the database has set. Raises `taken` if a unique index refuses it."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise taken from None
    session.refresh(row)


def is_unavailable(error: SQLAlchemyError) -> bool:
    """Whether the database did not answer, or not in time, so that the same statement may succeed later."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    sqlite_name = getattr(error.orig, "sqlite_errorname", None)
    if sqlite_name is not None:
        return str(sqlite_name).startswith(_SQLITE_UNAVAILABLE)
    return error.connection_invalidated or isinstance(error, OperationalError)


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
