"""Measures every page and API route of instructors on a large course: one request at a time, and six at once.

On the SQLite file or PostgreSQL database that GRADER_BENCH_DATABASE_URL names, else on a new SQLite file. The web
server is a process of its own; a course of 500 students and 10,000 submissions is made first (`bench.course`).
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from bench.course import Made, make
from bench.instructor_addresses import Address, Caller, addresses, credentials
from bench.service_client import without_settings
from bench.table import Row, Table, timed
from grader.settings import PROJECT, Settings
from grader.store import migrate
from grader.store.database import Database
from tests.web.redis_server import redis_server
from web.app import create_app

#: Requests of each address one at a time, and rounds of six at once.
ROUNDS, SIX_ROUNDS = 9, 3
#: The goals: milliseconds (median) alone and six at once, bytes of a page.
GOAL, GOAL_OF_SIX, GOAL_OF_BYTES = 300.0, 600.0, 250_000
#: Files to save, which are as large as the course. The goal of bytes is for pages and JSON. Archives are sent while
#: they are written: the goals are for their first byte.
ARCHIVES = {"instructor.submitted_files", "api.download_submissions"}
FILES = ARCHIVES | {"instructor.export", "instructor.export_audit", "api.read_gradebook"}


def main() -> list[Table]:
    """A row for each address: alone, and the slowest of six at once."""
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as name:
        folder = Path(name)
        url = os.environ.get("GRADER_BENCH_DATABASE_URL", f"sqlite:///{folder}/grader.db")
        database = Database(url)
        migrate(database)
        made = make(database)
        with database.write() as session:
            keys = credentials(session, made)
        app = _application(folder)
        with database.read() as session:
            found = list(addresses(app, session, made))
        dialect = database.engine.dialect.name
        database.close()
        asked = [Asked(address=each, headers=_headers(app, each, keys[each.caller])) for each in found]
        with redis_server() as redis_url, _server(url, redis_url, folder) as port:
            return [*_tables(dialect, port, asked), *_import(dialect, port, made)]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An address with the headers of who asks."""

    address: Address
    headers: dict[str, str]

    @property
    def is_archive(self) -> bool:
        """Whether it is sent while it is written."""
        return self.address.endpoint in ARCHIVES


def _tables(dialect: str, port: int, asked: Sequence[Asked]) -> list[Table]:
    alone, six, remarks = [], [], []
    for each in asked:
        first, name = _get(port, each), each.address.name
        size = first.size
        note = f"{size / 1000:.0f} kB" + (f", all {first.all_ms:.0f} ms" if each.is_archive else "")
        alone.append(Row(name=name, samples=[_took(port, each) for _ in range(ROUNDS)], note=note))
        with ThreadPoolExecutor(6) as pool:
            six_at_once = [list(pool.map(_took, [port] * 6, [each] * 6)) for _ in range(SIX_ROUNDS)]
        six.append(Row(name=name, samples=[statistics.median(times) for times in six_at_once]))
        is_file = each.address.endpoint in FILES
        above = [alone[-1].median > GOAL, six[-1].median > GOAL_OF_SIX, size > GOAL_OF_BYTES and not is_file]
        remarks += [f"above a goal: {name}"] if any(above) else []
    goals = f"goals: {GOAL:.0f} ms alone, {GOAL_OF_SIX:.0f} ms six at once, {GOAL_OF_BYTES // 1000} kB but for files"
    return [
        Table(title=f"instructors, {dialect}: one at a time", rows=alone, remarks=[goals, *remarks]),
        Table(title=f"instructors, {dialect}: six at once", rows=six),
    ]


def _import(dialect: str, port: int, made: Made) -> list[Table]:
    """A roster of 500 new rows, as preview and for good."""
    lines = ["email,name,section", *(f"new{number:03}@bench.example,New {number},Monday" for number in range(500))]
    rows = []
    for name, preview in (("preview", True), ("import", False)):
        body = json.dumps({"csv": "\n".join(lines), "preview": preview}).encode()

        def send(body: bytes = body) -> None:
            path = f"/api/v1/courses/{made.course_id}/members/import"
            headers = {"Authorization": f"Bearer {made.token}", "Content-Type": "application/json"}
            _request(port, "POST", path, headers, body)

        rows.append(Row(name=name, samples=[timed(send)]))
    return [Table(title=f"roster of 500 rows, {dialect}", rows=rows, remarks=["goal: 2,000 ms"])]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Bytes of a response, and milliseconds from the request to the first and to the last of them."""

    size: int
    first_ms: float
    all_ms: float


def _get(port: int, asked: Asked) -> Answer:
    return _request(port, "GET", asked.address.path, asked.headers)


def _took(port: int, asked: Asked) -> float:
    """The milliseconds that the goals are for."""
    answer = _get(port, asked)
    return answer.first_ms if asked.is_archive else answer.all_ms


def _request(port: int, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
    """Raises RuntimeError for a status from 400."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body=body, headers=headers)
    response = connection.getresponse()
    first = response.read(1)
    begun = time.perf_counter()
    content = first + response.read()
    ended = time.perf_counter()
    connection.close()
    if response.status >= 400:
        raise RuntimeError(f"{path}: {response.status}")
    return Answer(size=len(content), first_ms=1e3 * (begun - start), all_ms=1e3 * (ended - start))


def _environment(url: str, redis_url: str, folder: Path) -> dict[str, str]:
    return without_settings() | {
        "GRADER_DATABASE_URL": url,
        "GRADER_REDIS_URL": redis_url,
        "GRADER_DATA_DIR": str(folder),
        "GRADER_SECRET_KEY": "bench",
    }


@contextmanager
def _server(url: str, redis_url: str, folder: Path) -> Iterator[int]:
    """The port of a web server that ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "grader.cli", "web", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, cwd=PROJECT, env=_environment(url, redis_url, folder))
    try:
        for _ in range(600):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _application(folder: Path) -> Flask:
    """An application with the server's addresses and key, of which no request is made."""
    return create_app(Settings.from_env(_environment(f"sqlite:///{folder}/none.db", "redis://127.0.0.1:1/0", folder)))


def _headers(app: Flask, address: Address, key: str) -> dict[str, str]:
    """The headers of a browser that is signed in, or of a program."""
    if address.caller not in (Caller.INSTRUCTOR, Caller.ADMINISTRATOR):
        return {"Authorization": f"Bearer {key}"}
    interface = app.session_interface
    signer = interface.get_signing_serializer(app) if isinstance(interface, SecureCookieSessionInterface) else None
    if signer is None:
        raise RuntimeError("The application has no secret key.")
    return {"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'key': key})}"}
