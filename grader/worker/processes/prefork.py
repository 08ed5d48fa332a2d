"""Runs Celery worker processes that keep a state of their own: graders, and those that search for repairs."""

from __future__ import annotations

from typing import Any, Protocol

from celery import Celery, signals  # type: ignore[import-untyped]

from grader.settings import Settings
from grader.worker.processes.exec_with_parent_death import die_with_parent


class ProcessState(Protocol):
    """The state of one worker process. Created before the fork, initialised after it."""

    def begin(self) -> None:
        """Initialise the new process, before it accepts work."""

    def end(self) -> None:
        """Clean up before the process ends."""


def run_worker(app: Celery, settings: Settings, state: ProcessState, *, queue: str, processes: int) -> None:
    """Run the processes that work on a queue. Blocks until SIGTERM (current tasks are finished) or SIGQUIT."""

    def begin(**_: Any) -> None:
        # End with Celery's main process, even if that is killed: otherwise this process would keep its jail open.
        die_with_parent()
        state.begin()

    def end(**_: Any) -> None:
        state.end()

    signals.worker_process_init.connect(begin, weak=False)
    signals.worker_process_shutdown.connect(end, weak=False)
    app.worker_main(
        [
            "--quiet",
            "worker",
            f"--queues={queue}",
            f"--concurrency={processes}",
            f"--hostname={queue}@%h",
            f"--loglevel={'DEBUG' if settings.log_level == 'DEBUG' else 'WARNING'}",
            "--pool=prefork",
            "-Ofair",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )
