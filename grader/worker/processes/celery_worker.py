"""The Celery worker of one lane: `python -m grader.worker.processes.celery_worker LANE PROCESSES`.

In place of a lane, "repair" starts the workers that search for repairs.

Started by `grader.worker.processes.host`.
"""

from __future__ import annotations

import sys
import warnings
from functools import partial

from celery.exceptions import SecurityWarning  # type: ignore[import-untyped]

# Imported before the worker processes are forked, so that they share the memory.
import grader.sandbox.cold
import grader.sandbox.warm  # noqa: F401
from grader.model import Lane
from grader.sandbox import open_jail
from grader.settings import Settings
from grader.worker.app import REPAIR_QUEUE
from grader.worker.grading.tasks import run_lane
from grader.worker.processes.logs import configure
from grader.worker.repairing.tasks import run_repairs


def main() -> None:
    """Run until stopped."""
    settings = Settings.from_env()
    configure(settings)
    # Celery warns about root because of pickles. It may not read pickles here, and student code runs in the sandbox.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    lane, processes, opening = sys.argv[1], int(sys.argv[2]), partial(open_jail, tuning=settings.memory_tuning)
    if lane == REPAIR_QUEUE:
        run_repairs(settings, processes, opening)
    else:
        run_lane(settings, Lane(lane), processes, opening)


if __name__ == "__main__":
    main()
