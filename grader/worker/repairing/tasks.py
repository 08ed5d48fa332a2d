"""Adapts `run.Repairing` to Celery."""

from __future__ import annotations

import os

from grader.sandbox.session_priority import set_session_niceness
from grader.settings import Settings
from grader.worker.app import REPAIR, REPAIR_QUEUE, make_app
from grader.worker.evaluators import evaluators
from grader.worker.grading.worker_jail import OpenJail, WorkerJail
from grader.worker.processes.prefork import run_worker
from grader.worker.processes.reporting import Reporter
from grader.worker.repairing.run import Repairing

#: The lowest priority for the processor; the jail and the evaluators take it over.
_NICENESS = 19
#: Times the search's own seconds after which Celery kills a process that hangs, and seconds on top.
_PATIENCE, _GRACE = 16.0, 120.0


class RepairProcess:
    """The state of one repair worker process. Created before the fork, initialised after it."""

    def __init__(self, settings: Settings, open_jail: OpenJail) -> None:
        self._settings = settings
        self._open_jail = open_jail
        self._repairing: Repairing | None = None
        self._reporter: Reporter | None = None

    def begin(self) -> None:
        """Initialise the new process, before it accepts work."""
        os.nice(_NICENESS)
        # Celery's main process, which has a session of its own, can wait as well.
        set_session_niceness(os.getpid())
        self._repairing = make_repairing(self._settings, self._open_jail)
        self._reporter = Reporter(self._settings, REPAIR_QUEUE, self._repairing.about)
        self._reporter.begin()

    def end(self) -> None:
        """Clean up before the process ends."""
        if self._reporter is not None:
            self._reporter.close()
        if self._repairing is not None:
            self._repairing.close()

    def repair(self, submission_id: str) -> None:
        """The Celery task."""
        if self._repairing is None:
            raise RuntimeError("This process was not initialised to repair.")
        self._repairing.repair(submission_id)


def make_repairing(settings: Settings, open_jail: OpenJail) -> Repairing:
    """What searches for repairs in this process."""
    return Repairing(settings, WorkerJail(open_jail, settings.jail_mode), evaluators(settings))


def run_repairs(settings: Settings, processes: int, open_jail: OpenJail) -> None:
    """Run the repair workers. Blocks until SIGTERM or SIGQUIT."""
    app = make_app(settings)
    app.conf.task_time_limit = _PATIENCE * settings.repair_seconds + _GRACE
    process = RepairProcess(settings, open_jail)
    app.task(process.repair, name=REPAIR, ignore_result=True, acks_late=False)
    run_worker(app, settings, process, queue=REPAIR_QUEUE, processes=processes)
