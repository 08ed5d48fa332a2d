"""Connections to PostgreSQL with time limits, so that no caller waits for ever and no vanished client holds a row."""

from __future__ import annotations

import contextlib
from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

#: Seconds to connect; libpq takes no less.
CONNECT_SECONDS = 2
#: Seconds in which a pooled connection answers before it is used.
PING_SECONDS = 1.0
#: Seconds that the server waits for a lock.
LOCK_SECONDS = 5
#: Seconds that a transaction may be idle. Then the server ends it, which releases its rows.
IDLE_IN_TRANSACTION_SECONDS = 15
#: Seconds without traffic before keep-alive probes, between probes; number of unanswered probes; and seconds in which
#: sent data is acknowledged. For both ends of the connection.
KEEPALIVE_IDLE, KEEPALIVE_INTERVAL, KEEPALIVE_COUNT, USER_TIMEOUT = 10, 3, 3, 15
#: Seconds that the client waits longer than the server's limit, which gives the better message.
CLIENT_MARGIN = 1.0


class LimitedConnection(psycopg.Connection[Any]):
    """Closes itself if the server does not answer in time: TCP alone does not notice a peer that only acknowledges."""

    #: Seconds for each wait; None: no limit.
    wait_seconds: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As the base class, with the limit. Raises `psycopg.OperationalError` after it."""
        limit = self.wait_seconds if timeout is None else timeout
        try:
            return super().wait(gen, interval, limit)
        except errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("The database server does not answer.") from None


def limit_connections(engine: Engine, *, statement_seconds: float) -> None:
    """Apply the time limits to all connections of an engine. Parameters of its URL take precedence."""

    def connect(_dialect: Any, _record: Any, args: list[Any], parameters: dict[str, Any]) -> LimitedConnection:
        merged: dict[str, Any] = {**_parameters(statement_seconds), **parameters}
        connection = LimitedConnection.connect(*args, **merged)
        connection.wait_seconds = statement_seconds + CLIENT_MARGIN
        return connection

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkout", _ping)


def lift_limits(connection: LimitedConnection) -> None:
    """Remove the limits of a connection, for migrations. Do not return it to the pool afterwards."""
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(f"SET {name} = 0")
    connection.commit()
    connection.wait_seconds = None


def _parameters(statement_seconds: float) -> dict[str, Any]:
    """libpq's parameters; `options` sets the server's side of the session."""
    session = {
        "statement_timeout": round(1000 * statement_seconds),
        "lock_timeout": 1000 * LOCK_SECONDS,
        "idle_in_transaction_session_timeout": 1000 * IDLE_IN_TRANSACTION_SECONDS,
        "tcp_keepalives_idle": KEEPALIVE_IDLE,
        "tcp_keepalives_interval": KEEPALIVE_INTERVAL,
        "tcp_keepalives_count": KEEPALIVE_COUNT,
        "tcp_user_timeout": 1000 * USER_TIMEOUT,
    }
    return {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives": 1,
        "keepalives_idle": KEEPALIVE_IDLE,
        "keepalives_interval": KEEPALIVE_INTERVAL,
        "keepalives_count": KEEPALIVE_COUNT,
        "tcp_user_timeout": 1000 * USER_TIMEOUT,
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
    }


def _ping(connection: LimitedConnection, _record: Any, _proxy: Any) -> None:
    """Replace a pooled connection, and all others with it, if it does not answer at once."""
    usual, connection.wait_seconds = connection.wait_seconds, PING_SECONDS
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as error:
        with contextlib.suppress(psycopg.Error):
            connection.close()
        raise InvalidatePoolError from error
    finally:
        connection.wait_seconds = usual
