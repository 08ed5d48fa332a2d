"""`grader serve` and `grader worker` as processes, and what becomes of submissions to them."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock

from grader.model import Lifecycle
from grader.store.events import events_after
from grader.worker.processes.host import MODULE
from grader.worker.processes.launcher import Launcher
from tests.worker.parts import get, wait_until

#: What a forked service has imported.
IMPORTED = ("grader.cli.serve_command", "grader.cli.web_command", "grader.cli.worker_command", MODULE)
#: Held while a launcher is asked for what has ended: it answers one thread at a time.
_ASKING = Lock()


@cache
def launcher():
    """Forks services from a process that has imported their modules, which takes two seconds of processor time."""
    return Launcher(IMPORTED)


class Service:
    """`grader serve` or `grader worker`, with a mark in its environment by which all its processes are found."""

    def __init__(self, environ, *arguments, prefix=(), forked=False):
        """`prefix` is a command that runs another one. A forked service has its modules imported already."""
        self.mark = f"GRADER_TEST_MARK={environ['GRADER_DATA_DIR']}"
        name, _, value = self.mark.partition("=")
        self.log = Path(environ["GRADER_DATA_DIR"]).with_suffix(".log")
        self.log.touch()
        if forked:
            command = (str(self.log), *arguments)
            self.process = launcher().start("tests.worker.logged_command", command, {**environ, name: value})
            return
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "grader.cli", *arguments],
                env={**os.environ, **environ, name: value},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def processes(self):
        """{pid: command line} of everything that was started, however deep.

        /proc shows the environment with which a process was executed: a forked service has its mark only in those that
        it executes.
        """
        found = {} if self.has_ended() else {self.process.pid: "grader"}
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

    def has_ended(self):
        """Threads may ask this of services that one launcher has forked."""
        with _ASKING:
            return self.process.poll() is not None

    def stop(self):
        os.kill(self.process.pid, signal.SIGTERM)
        wait_until(self.has_ended)
        return self.process.returncode

    def kill(self):
        if not self.has_ended():
            os.kill(self.process.pid, signal.SIGKILL)
            wait_until(self.has_ended)

    def kill_all(self):
        """Kill it together with the processes of its group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        wait_until(self.has_ended)


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
