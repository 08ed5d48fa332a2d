"""`grader serve`: runs the whole service on one machine."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shlex
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from grader.assignments import files
from grader.cli.web_command import require_free_port
from grader.cli.worker_command import require_sandbox
from grader.errors import GraderError, SettingsError
from grader.model import Lane
from grader.settings import Settings
from grader.store import Database, migrate
from grader.store.accounts import hash_password
from grader.store.demo import INSTRUCTOR, STUDENTS, DemoKeys, seed_demo
from grader.worker.processes.host import MODULE, WorkerHost
from grader.worker.processes.logs import configure
from grader.worker.processes.private_redis import private_redis, wait_for
from grader.worker.processes.startup import wait_for_database, wait_for_redis
from grader.worker.processes.supervisor import Program, Supervisor


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1), help="Worker processes for quick assignments.")
def command(host: str | None, port: int | None, workers: int | None) -> None:
    """Run web server, workers and, unless GRADER_REDIS_URL is set, a private Redis. Ctrl-C stops all of them."""
    settings = Settings.from_env()
    settings = settings.model_copy(
        update={"host": host or settings.host, "port": port or settings.port, "workers": workers or settings.workers}
    )
    configure(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _exclusive(settings):
        require_free_port(settings)
        supervisor = Supervisor(modules=(MODULE, "grader.cli.web_command"))
        supervisor.prepare()
        try:
            require_sandbox(settings)
            _wait_for_servers(settings)
            _serve(settings, supervisor)
        finally:
            supervisor.stop()


def _wait_for_servers(settings: Settings) -> None:
    """Wait for a Redis and a database that others start. A signal ends the wait: nothing runs yet."""
    if settings.redis_url:
        wait_for_redis(settings)
    database = Database(settings.database_url)
    try:
        wait_for_database(database)
    finally:
        database.close()


def _serve(settings: Settings, supervisor: Supervisor) -> None:
    supervisor.listen()
    demo_file = settings.data_dir / "demo.json"
    demo_file.unlink(missing_ok=True)
    host: WorkerHost | None = None
    try:
        if not settings.redis_url:
            program, url = private_redis(settings.data_dir / "redis")
            supervisor.start(program)
            settings = settings.model_copy(update={"redis_url": url})
        wait_for(settings.redis_url)
        settings = settings.model_copy(update={"secret_key": settings.signing_key()})
        keys = _prepare(settings)
        host = WorkerHost(settings, supervisor, tuple(Lane))
        supervisor.start(_web(settings))
        if settings.xqueue:
            supervisor.start(_xqueue(settings))
        host.start()
        announce = _Announcement(settings, keys, demo_file, host)
        supervisor.run(each_round=announce)
    finally:
        demo_file.unlink(missing_ok=True)
        if supervisor.stopping:
            click.echo("Stopping ...", err=True)
        if host is not None:
            host.close()
        supervisor.stop(up_to=0)
        if host is not None:
            host.release()


def _web(settings: Settings) -> Program:
    return Program(
        name="The web server",
        module="grader.cli",
        argv=("web",),
        env=settings.to_env(),
    )


def _xqueue(settings: Settings) -> Program:
    try:
        arguments = shlex.split(settings.xqueue)
    except ValueError as error:
        raise SettingsError(f"GRADER_XQUEUE: {error}") from error
    return Program(
        name="The external grader of Open edX",
        module="grader.cli",
        argv=("xqueue", *arguments),
        env=settings.to_env(),
        # A request to the server may be on its way.
        grace=10.0,
    )


def _prepare(settings: Settings) -> DemoKeys | None:
    """Migrate the database, and create the demo course if the settings ask for it."""
    database = Database(settings.database_url)
    try:
        migrate(database)
        if not settings.demo:
            return None
        keys = _demo_keys(settings.data_dir / "demo_keys.json")
        hashes = _demo_hashes(settings.data_dir / "demo_hashes.json", keys)
        with database.write() as session:
            seed_demo(session, keys, hashes, files.slugs(settings.root))
        return keys
    finally:
        database.close()


def _demo_keys(path: Path) -> DemoKeys:
    """Passwords and token of the demo course. Created once, so that they stay valid after a restart."""
    if not path.exists():
        keys = DemoKeys(
            api_token=f"nng_{secrets.token_urlsafe(32)}",
            instructor_password=secrets.token_urlsafe(9),
            student_password=secrets.token_urlsafe(9),
        )
        _write_secret(path, asdict(keys))
    return DemoKeys(**json.loads(path.read_text(encoding="utf-8")))


def _demo_hashes(path: Path, keys: DemoKeys) -> tuple[str, str]:
    """The hashes of these passwords, kept for the next start: hashing is slow, and a new hash is a new password."""
    hashes: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    passwords = keys.instructor_password, keys.student_password
    if not hashes.keys() >= set(passwords):
        hashes = {password: hash_password(password) for password in passwords}
        _write_secret(path, hashes)
    return hashes[passwords[0]], hashes[passwords[1]]


def _write_secret(path: Path, content: dict[str, Any]) -> None:
    """Write a file with mode 600, atomically."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
    draft.replace(path)


class _Announcement:
    """Each round of the supervisor: obeys requests to drain, and prints address and sign-ins once all is ready."""

    def __init__(self, settings: Settings, keys: DemoKeys | None, demo_file: Path, workers: WorkerHost) -> None:
        self._settings = settings
        self._workers = workers
        self._keys = keys
        self._demo_file = demo_file
        self._done = False
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
        self._here = f"http://{host}:{settings.port}"

    def __call__(self) -> None:
        self._workers.obey()
        if self._done or not self._ready():
            return
        self._done = True
        url = self._settings.public_url or self._here
        click.echo(f"\nReady: {url}")
        if self._keys is not None:
            self._write_demo(url, self._keys)
            click.echo(f"  instructor   {INSTRUCTOR[0]}   password {self._keys.instructor_password}")
            click.echo(
                f"  students     {STUDENTS[0][0]} ... {STUDENTS[-1][0]}   password {self._keys.student_password}"
            )
            click.echo(f"  for programs {self._demo_file}")
        click.echo("Ctrl-C stops it.\n")

    def _ready(self) -> bool:
        if not self._workers.ready():
            return False
        try:
            with urllib.request.urlopen(f"{self._here}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _write_demo(self, url: str, keys: DemoKeys) -> None:
        people = [{"email": email, "password": keys.student_password} for email, _ in STUDENTS]
        content = {
            "url": url,
            "api_token": keys.api_token,
            "instructor": {"email": INSTRUCTOR[0], "password": keys.instructor_password},
            "students": people,
        }
        _write_secret(self._demo_file, content)


@contextmanager
def _exclusive(settings: Settings) -> Iterator[None]:
    """Allow one `grader serve` per data directory. Raises `GraderError` if another one runs."""
    with (settings.data_dir / "serve.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise GraderError(f"Another `grader serve` is using {settings.data_dir}.") from error
        yield
