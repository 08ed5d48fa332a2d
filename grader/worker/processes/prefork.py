"""Runs Celery worker processes that keep a state of their own: graders, and those that search for repairs."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any, Protocol

from celery import Celery, signals  # type: ignore[import-untyped]
from celery.utils.nodenames import default_nodename, host_format  # type: ignore[import-untyped]

from grader.settings import Settings
from grader.worker.processes.exec_with_parent_death import die_with_parent

#: What Celery imports by name when a worker starts. Imported here, all workers share it; see `launcher`.
for _name in (
    "celery.app.amqp",
    "celery.app.control",
    "celery.app.events",
    "celery.app.log",
    "celery.apps.worker",
    "celery.concurrency.prefork",
    "celery.worker.autoscale",
    "celery.worker.components",
    "celery.worker.consumer",
    "celery.worker.strategy",
    "kombu.transport.redis",
):
    import_module(_name)


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
    # Not `app.worker_main`: it imports all commands of Celery, and a shell with colours, in each worker.
    worker = app.Worker(
        quiet=True,
        queues=[queue],
        concurrency=processes,
        hostname=host_format(default_nodename(f"{queue}@%h")),
        loglevel=logging.DEBUG if settings.log_level == "DEBUG" else logging.WARNING,
        pool_cls="prefork",
        optimization="fair",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
