"""A private, real Redis for the tests of this folder."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator

import pytest
from redis import ConnectionError as NoConnection
from redis import Redis


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a Redis that listens on a port of its own and ends with the block."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("there is no redis-server on this machine")
    with tempfile.TemporaryDirectory(prefix="grader-web-redis-") as folder:
        port = str(_free_port())
        options = ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"]
        process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            client = Redis(port=int(port))
            for _ in range(200):
                with contextlib.suppress(NoConnection):
                    client.ping()
                    break
                time.sleep(0.02)
            client.close()
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
