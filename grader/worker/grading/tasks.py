"""Adapts `run.Grader` to Celery."""

from __future__ import annotations

import logging
import os

from celery import Celery  # type: ignore[import-untyped]

from grader.model import Lane
from grader.settings import Settings
from grader.worker.app import GRADE, REGRADE, make_app
from grader.worker.evaluators import evaluators
from grader.worker.grading.run import Grader
from grader.worker.grading.worker_jail import OpenJail, WorkerJail
from grader.worker.processes import readiness
from grader.worker.processes.core_affinity import keep_to_one_core
from grader.worker.processes.heartbeat import add_heartbeat
from grader.worker.processes.prefork import run_worker
from grader.worker.processes.reporting import Reporter

log = logging.getLogger(__name__)

#: Grading gets less processor time than the web server and the queue, while all want some. Jail and evaluators take it
#: over.
NICENESS = 5


class WorkerProcess:
    """The state of one worker process. Created before the fork, initialised after it."""

    def __init__(self, settings: Settings, lane: Lane, processes: int, open_jail: OpenJail) -> None:
        """`processes` is the number of those that work in this lane."""
        self._settings = settings
        self._lane = lane
        self._processes = processes
        self._open_jail = open_jail
        self._grader: Grader | None = None
        self._reporter: Reporter | None = None

    def begin(self) -> None:
        """Initialise the new process, before it accepts work."""
        os.nice(NICENESS)
        # Pinned training workers would share cores with quick ones even while other cores are free.
        if self._settings.pin_workers and self._lane is Lane.INTERACTIVE:
            keep_to_one_core(self._processes)
        self._grader = make_grader(self._settings, self._lane, self._open_jail)
        self._grader.begin()
        readiness.announce(self._settings, self._lane)
        self._reporter = Reporter(self._settings, self._lane.value, self._grader.about)
        self._reporter.begin()

    def end(self) -> None:
        """Clean up before the process ends."""
        if self._reporter is not None:
            self._reporter.close()
        if self._grader is not None:
            self._grader.close()

    def grade(self, submission_id: str) -> None:
        """The Celery task."""
        if self._grader is None:
            raise RuntimeError("This process was not initialised to grade.")
        self._grader.grade(submission_id)

    def regrade(self, result_id: int) -> None:
        """The Celery task of regrades of whole assignments."""
        if self._grader is None:
            raise RuntimeError("This process was not initialised to grade.")
        self._grader.regrade(result_id)


def make_grader(settings: Settings, lane: Lane, open_jail: OpenJail) -> Grader:
    """What grades in this process; its `begin` starts jail and evaluators."""
    return Grader(settings, lane, WorkerJail(open_jail, settings.jail_mode, settings.isolation), evaluators(settings))


def run_lane(settings: Settings, lane: Lane, processes: int, open_jail: OpenJail) -> None:
    """Run the workers of one lane. Blocks until SIGTERM (current runs are finished) or SIGQUIT."""
    longest = settings.interactive_seconds if lane is Lane.INTERACTIVE else settings.training_seconds
    app = make_app(settings)
    # The run monitor ends a run that takes too long; this limit is for a process that does not react to it.
    app.conf.task_time_limit = longest + 60
    process = WorkerProcess(settings, lane, processes, open_jail)
    _register(app, process)
    if settings.heartbeat_dir is not None:
        add_heartbeat(app, settings.heartbeat_dir / f"{lane.value}.heartbeat")
    run_worker(app, settings, process, queue=lane.value, processes=processes)


def _register(app: Celery, process: WorkerProcess) -> None:
    app.task(process.grade, name=GRADE, ignore_result=True, acks_late=True)
    app.task(process.regrade, name=REGRADE, ignore_result=True, acks_late=True)
