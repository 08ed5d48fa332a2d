"""A worker host: workers of each lane and of repairs, the sweeper, the senders of webhooks, emails and scores."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Lane
from grader.settings import Settings
from grader.worker.app import REPAIR_QUEUE
from grader.worker.deliveries import WebhookSender
from grader.worker.emails.sender import EmailSender
from grader.worker.lms.sender import LmsSender
from grader.worker.processes import readiness
from grader.worker.processes.draining import Draining
from grader.worker.processes.process_identity import HOST_IDENTITY, own_identity
from grader.worker.processes.supervisor import Program, Supervisor
from grader.worker.sweeper import Sweeper

#: What each worker runs.
MODULE = "grader.worker.processes.celery_worker"


class WorkerHost:
    """Runs the workers of some lanes, for `grader worker` and `grader serve`. Redis and the database must be ready."""

    def __init__(self, settings: Settings, supervisor: Supervisor, lanes: Sequence[Lane]) -> None:
        self._settings = settings
        self._supervisor = supervisor
        self._lanes = lanes
        self._sweeper = Sweeper(settings)
        self._sender = WebhookSender(settings)
        self._emails = EmailSender(settings)
        self._draining: Draining | None = None
        self._lms_sender = LmsSender(settings, holder=own_identity())

    def start(self) -> None:
        """Start the processes, then the threads."""
        readiness.reset(self._settings, self._lanes)
        programs = {lane.value: self._program(lane) for lane in self._lanes}
        if Lane.INTERACTIVE in self._lanes and self._settings.repair_seconds:
            number = self._settings.repair_workers
            programs[REPAIR_QUEUE] = self._celery("The repair workers", REPAIR_QUEUE, number)
        for program in programs.values():
            self._supervisor.start(program)
        names = {queue: program.name for queue, program in programs.items()}
        self._draining = Draining(self._settings, self._supervisor, names)
        self._draining.start()
        self._sweeper.start()
        self._sender.start()
        self._lms_sender.start()
        self._emails.start()

    def ready(self) -> bool:
        """Whether each lane has a process that accepts work."""
        return readiness.are_ready(self._settings, self._lanes)

    def obey(self) -> None:
        """Drain or start workers, if somebody has asked for it; see `Draining`."""
        if self._draining is not None:
            self._draining.obey()

    def close(self) -> None:
        """Stop the threads."""
        if self._draining is not None:
            self._draining.close()
        self._sweeper.close()
        self._sender.close()
        self._lms_sender.close()
        self._emails.close()

    def release(self) -> None:
        """Queue what the stopped processes have not finished again, for the next start."""
        self._sweeper.release()

    def _program(self, lane: Lane) -> Program:
        number = self._settings.workers if lane is Lane.INTERACTIVE else self._settings.training_workers
        return self._celery(f"The {lane.value} workers", lane.value, number)

    def _celery(self, name: str, queue: str, number: int) -> Program:
        return Program(
            name=name,
            module=MODULE,
            argv=(queue, str(number)),
            env=self._settings.to_env() | {HOST_IDENTITY: own_identity()},
            grace=self._settings.stop_seconds,
        )
