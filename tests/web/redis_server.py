"""A private, real Redis for the tests of this folder."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import ConnectionError as NoConnection
from redis import Redis


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a Redis that listens on a socket of its own and ends with the block."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("there is no redis-server on this machine")
    with tempfile.TemporaryDirectory(prefix="grader-web-redis-") as folder:
        socket = Path(folder) / "redis.sock"
        options = ["--port", "0", "--unixsocket", str(socket), "--dir", folder, "--save", "", "--appendonly", "no"]
        process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            client = Redis(unix_socket_path=str(socket))
            for _ in range(200):
                with contextlib.suppress(NoConnection):
                    client.ping()
                    break
                time.sleep(0.02)
            client.close()
            yield f"unix://{socket}"
        finally:
            process.terminate()
            process.wait(timeout=10)
