"""Starts the service for a benchmark, and an API client that acts like a learning management system."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from bench.processor_time import below, parts_of


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Times of one submission, in milliseconds after the request."""

    accepted: float
    first_result: float
    verdict: float
    #: Verdict, score and cases, from the events.
    report: dict


class Client:
    """One keep-alive connection for requests, one for the events."""

    def __init__(self, url: str, token: str) -> None:
        self._address = urlsplit(url).netloc
        self._headers = {"Authorization": f"Bearer {token}"}
        self._connection = http.client.HTTPConnection(self._address)
        self._events = http.client.HTTPConnection(self._address)

    def submit(self, slug: str, source: str, student: str = "bench") -> str:
        """The new submission's identifier."""
        body = json.dumps({"assignment": slug, "source": source, "student": student, "enrol": True})
        headers = self._headers | {"Content-Type": "application/json"}
        self._connection.request("POST", "/api/v1/submissions", body, headers)
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 202:
            raise RuntimeError(answer)
        return str(answer["id"])

    def get(self, identifier: str) -> dict:
        """The submission, from the API."""
        self._connection.request("GET", f"/api/v1/submissions/{identifier}", headers=self._headers)
        response = self._connection.getresponse()
        return dict(json.loads(response.read()))

    def watch(self, slug: str, source: str, student: str = "bench") -> Watched:
        """Submit and read the events to the end, on new connections, because idle ones may have been closed."""
        self._connection.close()
        start = perf_counter()
        identifier = self.submit(slug, source, student)
        accepted = perf_counter()
        self._events.request("GET", f"/api/v1/submissions/{identifier}/events", headers=self._headers)
        response = self._events.getresponse()
        first, kind, cases = 0.0, "", []
        for raw in response:
            name, _, content = raw.decode().strip().partition(": ")
            if name == "event":
                kind = content
            elif name == "data" and kind == "case":
                first = first or perf_counter()
                cases.append(json.loads(content))
            elif name == "data" and kind == "done":
                break
        verdict = perf_counter()
        response.close()
        self._events.close()
        return Watched(
            accepted=(accepted - start) * 1e3,
            first_result=(first - start) * 1e3,
            verdict=(verdict - start) * 1e3,
            report={**json.loads(content), "cases": cases},
        )


@dataclass(frozen=True, kw_only=True)
class Service:
    """A running service."""

    url: str
    token: str
    #: Content of demo.json.
    demo: dict
    #: The supervisor process.
    pid: int

    def client(self) -> Client:
        return Client(self.url, self.token)

    def workers(self) -> list[int]:
        """The worker processes of the interactive lane."""
        return [pid for pid, part in parts_of(self.pid).items() if part == "worker"]

    def give_a_core_each(self) -> None:
        """Pin every worker, with its jail, to a core of its own."""
        for core, worker in zip(sorted(os.sched_getaffinity(0)), self.workers(), strict=False):
            for pid in (worker, *below(worker)):
                with suppress(ProcessLookupError):  # a test case that has ended meanwhile
                    os.sched_setaffinity(pid, {core})

    @contextmanager
    def held(self) -> Iterator[None]:
        """Pause the workers within the block, so that submissions wait in the queue."""
        workers = self.workers()
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in workers:
                os.kill(pid, signal.SIGCONT)


def without_settings() -> dict[str, str]:
    """The environment without settings of the grader."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GRADER_")}


def free_port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def service(
    *, workers: int = 1, root: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[Service]:
    """`grader serve` with a data folder and a Redis of its own; ended with SIGTERM.

    `root` names another folder with testcases/ and reference/; `settings` are further environment variables.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"GRADER_DATA_DIR": folder, "GRADER_LOG_LEVEL": "WARNING", **(settings or {})}
        if root:
            environment["GRADER_ROOT"] = str(root)
        command = [
            Path(sys.executable).parent / "grader",
            "serve",
            "--port",
            str(free_port()),
            "--workers",
            str(workers),
        ]
        log = Path(folder) / "serve.log"
        with log.open("w") as stream:
            process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
        try:
            demo = _wait_for(Path(folder) / "demo.json", process, log)
            yield Service(url=demo["url"], token=demo["api_token"], demo=demo, pid=process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _wait_for(path: Path, process: subprocess.Popen[bytes], log: Path) -> dict:
    deadline = time.monotonic() + 60
    while not path.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the service did not start:\n{log.read_text()}")
        time.sleep(0.05)
    return dict(json.loads(path.read_text()))
