"""Glue between Celery and `run.Grader`; nothing is decided here."""

from __future__ import annotations

import ctypes
import logging
import signal
import time
from typing import Any

from celery import Celery, signals  # type: ignore[import-untyped]

from grader.model import Lane
from grader.settings import Settings
from grader.worker.app import GRADE, make_app
from grader.worker.grading.judges import Judges, LateJail, OpenJail
from grader.worker.grading.run import Grader
from grader.worker.processes import readiness

log = logging.getLogger(__name__)

#: Seconds that a lane may spend on warming up before it takes work.
WARM_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


class WorkerProcess:
    """The state of one worker process: made empty before the fork, filled after it."""

    def __init__(self, settings: Settings, lane: Lane, judges: Judges) -> None:
        self._settings = settings
        self._lane = lane
        self._judges = judges
        self._grader: Grader | None = None

    def begin(self, **_: Any) -> None:
        """In the new process, before it takes work."""
        # When Celery's own process is killed, this one must not stay behind with a jail.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        self._grader = Grader(self._settings, self._lane, self._judges)
        self._grader.begin()
        readiness.announce(self._settings, self._lane)

    def end(self, **_: Any) -> None:
        """In the process, before it ends."""
        if self._grader is not None:
            self._grader.close()

    def grade(self, submission_id: str) -> None:
        """The task."""
        if self._grader is None:
            raise RuntimeError("This process was not set up to grade.")
        self._grader.grade(submission_id)


def run_lane(settings: Settings, lane: Lane, processes: int, open_jail: OpenJail) -> None:
    """Run the workers of one lane until SIGTERM (finish what runs) or SIGQUIT. Does not return before."""
    longest = settings.interactive_seconds if lane is Lane.INTERACTIVE else settings.training_seconds
    app = make_app(settings)
    # The watch ends a run that takes too long; this is for a process that does not even listen to the watch.
    app.conf.task_time_limit = longest + 60
    judges = Judges(settings.root, LateJail(open_jail, settings.jail_mode))
    enough = time.monotonic() + WARM_SECONDS
    judges.warm(lane, until=lambda: time.monotonic() > enough)
    process = WorkerProcess(settings, lane, judges)
    signals.worker_process_init.connect(process.begin, weak=False)
    signals.worker_process_shutdown.connect(process.end, weak=False)
    _register(app, process)
    app.worker_main(
        [
            "--quiet",
            "worker",
            f"--queues={lane.value}",
            f"--concurrency={processes}",
            f"--hostname={lane.value}@%h",
            f"--loglevel={'DEBUG' if settings.log_level == 'DEBUG' else 'WARNING'}",
            "--pool=prefork",
            "-Ofair",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )


def _register(app: Celery, process: WorkerProcess) -> None:
    app.task(process.grade, name=GRADE, ignore_result=True, acks_late=True)
