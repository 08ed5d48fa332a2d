"""Touches a file while a lane's Celery worker runs and is connected to Redis, for the health checks of containers.

A health check that starts an interpreter every few seconds costs more than many submissions; looking at a file costs
nothing. Celery's own `inspect ping` needs remote control, which is off.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from celery import Celery, bootsteps  # type: ignore[import-untyped]

log = logging.getLogger(__name__)

#: Seconds between two touches.
INTERVAL = 5.0


def add_heartbeat(app: Celery, path: Path) -> None:
    """Touch `path` every few seconds from the event loop of `app`'s worker.

    Celery starts the step when it has connected to the broker and stops it when the connection is lost. So a fresh file
    says that the worker can receive submissions.
    """
    # A file of the process before would count as fresh.
    forget(path)

    class Heartbeat(bootsteps.StartStopStep):  # type: ignore[misc]
        """A step of Celery's consumer."""

        requires = ("celery.worker.consumer.tasks:Tasks",)

        def __init__(self, consumer: Any, **options: Any) -> None:
            super().__init__(consumer, **options)
            self._entry: Any = None

        def start(self, consumer: Any) -> None:
            touch(path)
            self._entry = consumer.timer.call_repeatedly(INTERVAL, touch, (path,))

        def stop(self, _consumer: Any) -> None:
            if self._entry is not None:
                self._entry.cancel()
                self._entry = None

        shutdown = stop

    app.steps["consumer"].add(Heartbeat)


def forget(path: Path) -> None:
    """Remove the file of the process before."""
    path.unlink(missing_ok=True)


def touch(path: Path) -> None:
    """Say that this process works. Raises nothing."""
    try:
        path.touch()
    except OSError as error:
        log.warning("The heartbeat %s could not be written: %s", path, error)
