"""Adapts `run.Repairing` to Celery."""

from __future__ import annotations

import ctypes
import os
import signal
from typing import Any

from celery import signals  # type: ignore[import-untyped]

from grader.evaluator.launch import DataSets
from grader.evaluator.pool import Pool
from grader.settings import Settings
from grader.worker.app import REPAIR, REPAIR_QUEUE, make_app
from grader.worker.grading.worker_jail import OpenJail, WorkerJail
from grader.worker.repairing.run import Repairing

_PR_SET_PDEATHSIG = 1
#: The lowest priority for the processor; the jail and the evaluators inherit it.
_NICENESS = 19
#: Times the search's own seconds after which Celery kills a process that hangs, and seconds on top.
_PATIENCE, _GRACE = 16.0, 120.0


class RepairProcess:
    """The state of one repair worker process. Created before the fork, initialised after it."""

    def __init__(self, settings: Settings, open_jail: OpenJail) -> None:
        self._settings = settings
        self._open_jail = open_jail
        self._repairing: Repairing | None = None

    def begin(self, **_: Any) -> None:
        """Initialise the new process, before it accepts work."""
        # End with Celery's main process, even if that is killed: otherwise this process would keep its jail open.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.nice(_NICENESS)
        self._repairing = make_repairing(self._settings, self._open_jail)

    def end(self, **_: Any) -> None:
        """Clean up before the process ends."""
        if self._repairing is not None:
            self._repairing.close()

    def repair(self, submission_id: str) -> None:
        """The Celery task."""
        if self._repairing is None:
            raise RuntimeError("This process was not initialised to repair.")
        self._repairing.repair(submission_id)


def make_repairing(settings: Settings, open_jail: OpenJail) -> Repairing:
    """What searches for repairs in this process."""
    data = DataSets(mnist=settings.mnist_dir or settings.data_dir / "mnist")
    pool = Pool(settings.root, data, memory_bytes=settings.evaluator_bytes)
    return Repairing(settings, WorkerJail(open_jail, settings.jail_mode), pool)


def run_repairs(settings: Settings, processes: int, open_jail: OpenJail) -> None:
    """Run the repair workers. Blocks until SIGTERM or SIGQUIT."""
    app = make_app(settings)
    app.conf.task_time_limit = _PATIENCE * settings.repair_seconds + _GRACE
    process = RepairProcess(settings, open_jail)
    signals.worker_process_init.connect(process.begin, weak=False)
    signals.worker_process_shutdown.connect(process.end, weak=False)
    app.task(process.repair, name=REPAIR, ignore_result=True, acks_late=False)
    app.worker_main(
        [
            "--quiet",
            "worker",
            f"--queues={REPAIR_QUEUE}",
            f"--concurrency={processes}",
            f"--hostname={REPAIR_QUEUE}@%h",
            f"--loglevel={'DEBUG' if settings.log_level == 'DEBUG' else 'WARNING'}",
            "--pool=prefork",
            "-Ofair",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )
