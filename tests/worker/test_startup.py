"""Processes wait for Redis and the database, and say so."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import SQLAlchemyError

from grader.cli import main
from grader.settings import Settings
from grader.store import Database
from grader.worker.processes.startup import LONGEST_PAUSE, wait_for_database, wait_for_redis
from tests.tcp_proxy import TcpProxy
from tests.worker.parts import wait_until
from tests.worker.service_process import Service, free_port


class Comes(Exception):
    """Ends the wait."""


def sleeper(pauses, rounds):
    def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == rounds:
            raise Comes

    return sleep


def test_the_pauses_grow_up_to_a_limit(caplog):
    database, pauses = Database("postgresql://nobody@127.0.0.1:1/none"), []
    with pytest.raises(Comes):
        wait_for_database(database, sleep=sleeper(pauses, 8))
    assert pauses == sorted(pauses)
    assert (pauses[0] < 1, pauses[-1]) == (True, LONGEST_PAUSE)
    assert "The database does not answer" in caplog.text


def test_a_database_that_comes_later_is_used(tmp_path):
    folder = tmp_path / "later"
    database = Database(f"sqlite:///{folder / 'grader.sqlite3'}")
    (folder / "grader.sqlite3").unlink()
    folder.rmdir()
    wait_for_database(database, sleep=lambda _: folder.mkdir())
    assert (folder / "grader.sqlite3").exists()


def test_what_waiting_cannot_change_is_an_error(tmp_path):
    path = tmp_path / "broken.sqlite3"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(SQLAlchemyError):
        wait_for_database(Database(f"sqlite:///{path}"), sleep=pytest.fail)


def test_redis_that_comes_later_is_used(settings, redis_server, caplog):
    redis_server.stop()
    wait_for_redis(settings, sleep=lambda _: redis_server.start())
    assert caplog.text.count("Redis does not answer") == 1


def test_the_command_migrates_once_and_again(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADER_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("GRADER_DATABASE_URL", raising=False)
    for _ in range(2):
        result = CliRunner().invoke(main, ["migrate"])
        assert (result.exit_code, result.output) == (0, "The database schema is current.\n")
    assert Settings.from_env({"GRADER_DATA_DIR": str(tmp_path)}).database_url.startswith("sqlite")


@pytest.mark.service
@pytest.mark.postgres
def test_the_whole_service_waits_for_a_database_that_comes_later(environ, cluster):
    port = free_port()
    url = f"postgresql://grader@127.0.0.1:{port}/{cluster.new_database().partition('?')[0].rpartition('/')[2]}"
    environ = environ | {"GRADER_DATABASE_URL": url, "GRADER_WEB_WORKERS": "1"}
    service = Service(environ, "serve", "--port", str(free_port()), "--workers", "1", forked=True)
    proxy = None
    try:
        wait_until(lambda: service.log.read_text().count("The database does not answer; next attempt in") >= 2)
        assert service.process.poll() is None
        proxy = TcpProxy(cluster.connect, port)
        wait_until((Path(environ["GRADER_DATA_DIR"]) / "demo.json").exists, seconds=120)
        assert service.stop() == 0
    finally:
        service.kill()
        wait_until(lambda: not service.processes())
        if proxy is not None:
            proxy.close()


@pytest.mark.service
def test_a_signal_ends_the_wait(environ):
    url = "postgresql://nobody@127.0.0.1:1/none"
    service = Service(environ | {"GRADER_DATABASE_URL": url}, "serve", "--port", str(free_port()), forked=True)
    try:
        wait_until(lambda: "The database does not answer" in service.log.read_text())
        service.stop()
        wait_until(lambda: not service.processes())
    finally:
        service.kill()
