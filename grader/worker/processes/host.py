"""A worker host: the lanes' processes, and the two threads that look after what is lost and what is to be sent."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from grader.model import Lane
from grader.settings import Settings
from grader.worker.deliveries import Sender
from grader.worker.processes import readiness
from grader.worker.processes.supervisor import Program, Supervisor
from grader.worker.sweeper import Sweeper


class WorkerHost:
    """What `grader worker` runs, and `grader serve` beside the web. Everything is in place when it is made."""

    def __init__(self, settings: Settings, supervisor: Supervisor, lanes: Sequence[Lane]) -> None:
        self._settings = settings
        self._supervisor = supervisor
        self._lanes = lanes
        self._sweeper = Sweeper(settings)
        self._sender = Sender(settings)

    def start(self) -> None:
        """Start the processes, then the threads."""
        readiness.forget(self._settings, self._lanes)
        for lane in self._lanes:
            self._supervisor.start(self._program(lane))
        self._sweeper.start()
        self._sender.start()

    def ready(self) -> bool:
        """Whether each lane takes work."""
        return readiness.are_ready(self._settings, self._lanes)

    def close(self) -> None:
        """End the threads."""
        self._sweeper.close()
        self._sender.close()

    def release(self) -> None:
        """After the processes were stopped: what they had not finished waits for the next start."""
        self._sweeper.release()

    def _program(self, lane: Lane) -> Program:
        number = self._settings.workers if lane is Lane.INTERACTIVE else self._settings.training_workers
        return Program(
            name=f"The {lane.value} workers",
            argv=(sys.executable, "-m", "grader.worker.processes.celery_worker", lane.value, str(number)),
            # One thread for linear algebra, as in the jail: the reference's time is what a student's is measured by.
            env=self._settings.to_env() | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"),
            grace=self._settings.stop_seconds,
        )
