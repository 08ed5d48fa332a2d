"""A real `grader serve` with a data folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
READY_SECONDS = 90.0
STOP_SECONDS = 30.0
#: Rate limit per minute of submissions and of sign-ins: more than the tests need.
RATE = 30
SETTINGS = {
    "GRADER_STUDENT_RATE": f"{RATE} per minute",
    "GRADER_SIGN_IN_RATE": f"{RATE} per minute",
    "GRADER_WEB_WORKERS": "1",
    # The learning management systems of tests are on this machine.
    "GRADER_LTI_PRIVATE": "true",
    # That of `tests.browser.https`.
    "GRADER_TRUSTED_PROXIES": "1",
}


#: What is shorter in the copy of the assignments that the server reads: MNIST trains on fewer images.
TRAINING = Path("testcases/mlp_notebook/cases/mnist_training.py")
SHORTER = {
    "IMAGES, ITERATIONS, RATE = 2000, 500, 0.1": "IMAGES, ITERATIONS, RATE = 300, 500, 0.1",
    "(len(found.test_labels), IMAGES)": "(len(found.test_labels), TESTED)",
    "TESTED, WANTED = 1000, 0.85": "TESTED, WANTED = 1000, 0.5",
}


def copy_assignments(target: Path) -> None:
    """Copy the assignments, as GRADER_ROOT, with a shorter training on MNIST."""
    for folder in ("testcases", "reference"):
        shutil.copytree(PROJECT / folder, target / folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = (target / TRAINING).read_text(encoding="utf-8")
    for long, short in SHORTER.items():
        assert long in text, f"{TRAINING} has changed"
        text = text.replace(long, short)
    (target / TRAINING).write_text(text, encoding="utf-8")


class Server:
    """`grader serve` on a free port. It can be stopped and started again on its data."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.demo: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        root = self.data / "root"
        if not root.exists():
            copy_assignments(root)
        log = (self.data / "serve.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "grader.cli", "serve", "--port", str(self.port), "--workers", "1"],
            cwd=PROJECT,
            env={**os.environ, **SETTINGS, **_environment(self.data)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        ready = self.data / "demo.json"
        enough = time.monotonic() + READY_SECONDS
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > enough:
                raise RuntimeError("grader serve did not start:\n" + (self.data / "serve.log").read_text()[-4000:])
            time.sleep(0.05)
        self.demo = json.loads(ready.read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        finally:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            self._process = None

    @property
    def database_url(self) -> str:
        """For tests that write test data to the database."""
        return f"sqlite:///{self.data / 'grader.sqlite3'}"


def _environment(data: Path) -> Mapping[str, str]:
    return {
        "GRADER_DATA_DIR": str(data),
        "GRADER_ROOT": str(data / "root"),
        "GRADER_REDIS_URL": "",
        "GRADER_DATABASE_URL": "",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
