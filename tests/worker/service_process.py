"""`grader serve` and `grader worker` as processes, and what becomes of submissions to them."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from grader.model import Lifecycle
from grader.store.events import events_after
from tests.worker.parts import get, wait_until


class Service:
    """`grader serve` or `grader worker`, with a mark in its environment by which all its processes are found."""

    def __init__(self, environ, *arguments, prefix=()):
        """`prefix` is a command that runs another one."""
        self.mark = f"GRADER_TEST_MARK={environ['GRADER_DATA_DIR']}"
        name, _, value = self.mark.partition("=")
        self.log = Path(environ["GRADER_DATA_DIR"]).with_suffix(".log")
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "grader.cli", *arguments],
                env={**os.environ, **environ, name: value},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def processes(self):
        """{pid: command line} of everything that was started, however deep."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def celery_worker_processes(self):
        """Process ids of the interactive lane: Celery's own first."""
        return sorted(pid for pid, line in self.processes().items() if "interactive@" in line)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.wait(timeout=60)
        return self.process.returncode

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def kill_all(self):
        """Kill it together with the processes of its group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def graded(database, submission):
    def finished():
        row = get(database, submission)
        return row if row.status in {Lifecycle.GRADED, Lifecycle.FAILED} else None

    return wait_until(finished, seconds=120)


def running(database, submission):
    wait_until(lambda: get(database, submission).status is Lifecycle.RUNNING, seconds=120)


def case_names(database, submission):
    with database.read() as session:
        return [event.payload.get("name") for event in events_after(session, submission.id, 0)]


ALL_CASES = [*(f"number_{n}" for n in range(1, 7)), None]
