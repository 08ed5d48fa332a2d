"""Adapts `run.Grader` to Celery."""

from __future__ import annotations

import ctypes
import logging
import signal
from typing import Any

from celery import Celery, signals  # type: ignore[import-untyped]

from grader.evaluator.launch import DataSets
from grader.evaluator.pool import Pool
from grader.model import Lane
from grader.settings import Settings
from grader.worker.app import GRADE, make_app
from grader.worker.grading.run import Grader
from grader.worker.grading.worker_jail import OpenJail, WorkerJail
from grader.worker.processes import readiness
from grader.worker.processes.heartbeat import add_heartbeat

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1


class WorkerProcess:
    """The state of one worker process. Created before the fork, initialised after it."""

    def __init__(self, settings: Settings, lane: Lane, open_jail: OpenJail) -> None:
        self._settings = settings
        self._lane = lane
        self._open_jail = open_jail
        self._grader: Grader | None = None

    def begin(self, **_: Any) -> None:
        """Initialise the new process, before it accepts work."""
        # End with Celery's main process, even if that is killed: otherwise this process would keep its jail open.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        self._grader = make_grader(self._settings, self._lane, self._open_jail)
        self._grader.begin()
        readiness.announce(self._settings, self._lane)

    def end(self, **_: Any) -> None:
        """Clean up before the process ends."""
        if self._grader is not None:
            self._grader.close()

    def grade(self, submission_id: str) -> None:
        """The Celery task."""
        if self._grader is None:
            raise RuntimeError("This process was not initialised to grade.")
        self._grader.grade(submission_id)


def make_grader(settings: Settings, lane: Lane, open_jail: OpenJail) -> Grader:
    """What grades in this process; its `begin` starts jail and evaluators."""
    data = DataSets(mnist=settings.mnist_dir or settings.data_dir / "mnist")
    pool = Pool(settings.root, data, memory_bytes=settings.evaluator_bytes)
    return Grader(settings, lane, WorkerJail(open_jail, settings.jail_mode), pool)


def run_lane(settings: Settings, lane: Lane, processes: int, open_jail: OpenJail) -> None:
    """Run the workers of one lane. Blocks until SIGTERM (current runs are finished) or SIGQUIT."""
    longest = settings.interactive_seconds if lane is Lane.INTERACTIVE else settings.training_seconds
    app = make_app(settings)
    # The run monitor ends a run that takes too long; this limit is for a process that does not react to it.
    app.conf.task_time_limit = longest + 60
    process = WorkerProcess(settings, lane, open_jail)
    signals.worker_process_init.connect(process.begin, weak=False)
    signals.worker_process_shutdown.connect(process.end, weak=False)
    _register(app, process)
    if settings.heartbeat_dir is not None:
        add_heartbeat(app, settings.heartbeat_dir / f"{lane.value}.heartbeat")
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
