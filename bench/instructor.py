"""Measures the pages and API routes of instructors on a large course: one request at a time, and six at once.

On the SQLite file or PostgreSQL database that GRADER_BENCH_DATABASE_URL names, else on a new SQLite file. The web
server is a process of its own; a course of 500 students and 10,000 submissions is made first (`bench.course`).
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.course import Made, make
from bench.table import Row, Table, timed
from grader.settings import PROJECT
from grader.store import accounts, migrate
from grader.store.database import Database
from tests.web.redis_server import redis_server

#: Requests of each address one at a time, and rounds of six at once.
ROUNDS, SIX_ROUNDS = 9, 3
#: The goals: milliseconds (median) alone and six at once, bytes of a page.
GOAL, GOAL_OF_SIX, GOAL_OF_BYTES = 300.0, 600.0, 250_000


def main() -> list[Table]:
    """A row for each address: alone, and the slowest of six at once."""
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as folder:
        url = os.environ.get("GRADER_BENCH_DATABASE_URL", f"sqlite:///{folder}/grader.db")
        database = Database(url)
        migrate(database)
        made = make(database)
        with database.write() as session:
            key = accounts.open_session(session, made.instructor_id, days=1)
        name = database.engine.dialect.name
        database.close()
        with redis_server() as redis_url, _server(url, redis_url, Path(folder)) as port:
            return _tables(name, port, _cookie(key, Path(folder)), made)


def _addresses(made: Made) -> Iterator[tuple[str, str]]:
    """(name, path) of what is measured."""
    course, slug, student = f"/teach/{made.course_id}", made.slugs[-3], f"student0001.{made.course_id}@bench.example"
    yield from (
        ("overview", course),
        ("gradebook", f"{course}/gradebook"),
        ("gradebook, by total, page 5", f"{course}/gradebook?sort=-total&page=5"),
        ("gradebook, search and filter", f"{course}/gradebook?q=a&show=below"),
        ("assignment", f"{course}/{slug}"),
        ("submissions", f"{course}/{slug}/submissions"),
        ("submissions of stuck students", f"{course}/{slug}/submissions?stuck=yes"),
        ("student", f"{course}/student/{student}"),
        ("members", f"{course}/members"),
        ("assignments", f"{course}/assignments"),
        ("regrades", f"{course}/regrades"),
        ("settings", f"{course}/settings"),
    )
    api = f"/api/v1/courses/{made.course_id}"
    yield from (
        ("API gradebook", f"{api}/gradebook"),
        ("API statistics", f"{api}/statistics"),
        ("API misconceptions", f"{api}/misconceptions?assignment={slug}"),
        ("API assignment statistics", f"{api}/assignments/{slug}/statistics"),
        ("API members", f"{api}/members"),
        ("API submissions", "/api/v1/submissions?per_page=50"),
        ("API grades", f"/api/v1/assignments/{slug}/grades"),
    )


def _tables(name: str, port: int, cookie: str, made: Made) -> list[Table]:
    alone, six, remarks = [], [], []
    for label, path in _addresses(made):
        headers = {"Authorization": f"Bearer {made.token}"} if path.startswith("/api/") else {"Cookie": cookie}

        def fetch(path: str = path, headers: dict[str, str] = headers) -> int:
            return _get(port, path, headers)

        size = fetch()
        alone.append(Row(name=label, samples=[timed(fetch) for _ in range(ROUNDS)], note=f"{size / 1000:.0f} kB"))
        with ThreadPoolExecutor(6) as pool:
            took = [list(pool.map(lambda _: timed(fetch), range(6))) for _ in range(SIX_ROUNDS)]
        six.append(Row(name=label, samples=[statistics.median(each) for each in took]))
        above = [alone[-1].median > GOAL, six[-1].median > GOAL_OF_SIX, size > GOAL_OF_BYTES]
        remarks += [f"above a goal: {label}"] if any(above) else []
    goals = f"goals: {GOAL:.0f} ms alone, {GOAL_OF_SIX:.0f} ms six at once, {GOAL_OF_BYTES // 1000} kB"
    return [
        Table(title=f"instructors, {name}: one at a time", rows=alone, remarks=[goals, *remarks]),
        Table(title=f"instructors, {name}: six at once", rows=six),
    ]


def _get(port: int, path: str, headers: dict[str, str]) -> int:
    """The length of the answer. Raises RuntimeError for any other status than 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    return len(body)


def _environment(url: str, redis_url: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRADER_")}
    return kept | {
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


def _cookie(key: str, folder: Path) -> str:
    """The cookie of a browser in which the instructor is signed in."""
    from flask.sessions import SecureCookieSessionInterface

    from grader.settings import Settings
    from web.app import create_app

    app = create_app(Settings.from_env(_environment(f"sqlite:///{folder}/cookie.db", "redis://127.0.0.1:1/0", folder)))
    interface = app.session_interface
    signer = interface.get_signing_serializer(app) if isinstance(interface, SecureCookieSessionInterface) else None
    if signer is None:
        raise RuntimeError("The application has no secret key.")
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'key': key})}"
