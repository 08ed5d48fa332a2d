"""The state of the service, for the operations page and the REST API."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from sqlalchemy import text
from sqlalchemy.orm import Session

from grader.model import Lane
from grader.store import connections, failures, outlines, pauses, queue_state
from grader.store.connections import Outbox
from grader.store.models import Pause, Submission
from grader.store.queue_state import CurrentWork, LaneActivity, LaneState
from grader.worker.presence import WorkerGroup, read_groups
from web.services import reading, services

#: Failed submissions that are listed.
FAILURES_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class LaneView:
    """A lane."""

    state: LaneState
    activity: LaneActivity
    pause: Pause | None
    #: Worker processes that take its work.
    workers: int

    @property
    def lane(self) -> Lane:
        """Which lane."""
        return self.state.lane


@dataclass(frozen=True, kw_only=True)
class ServiceState:
    """The state of the service at a moment."""

    lanes: Sequence[LaneView]
    pauses: Sequence[Pause]
    #: The assignments with waiting submissions, most first.
    waiting: Sequence[tuple[str, int]]
    #: Empty if Redis does not answer.
    groups: Sequence[WorkerGroup]
    redis: bool
    #: What is graded now, by the process that does it.
    work: Mapping[str, CurrentWork]
    #: Name -> version: of the service, Python, NumPy, the schema and the database.
    versions: Mapping[str, str]
    #: Newest first, at most FAILURES_LISTED.
    failed: Sequence[Submission]
    failures: int
    #: (slug, what is wrong) of the assignments that cannot be graded.
    broken: Sequence[tuple[str, str]]
    outboxes: Sequence[Outbox]

    @property
    def mixed_versions(self) -> bool:
        """Whether a worker runs another version of the service than the web."""
        ours = self.versions["service"]
        return any(process.versions.get("service") != ours for group in self.groups for process in group.processes)


def service_state() -> ServiceState:
    """The state now."""
    groups = read_groups(services().settings)
    with reading() as db:
        paused = pauses.all_pauses(db)
        by_lane = {pause.lane: pause for pause in paused if pause.lane is not None}
        lanes = [
            LaneView(
                state=state,
                activity=queue_state.activity(db, state.lane),
                pause=by_lane.get(state.lane),
                workers=_workers(groups or [], state.lane),
            )
            for state in queue_state.lanes(db)
        ]
        return ServiceState(
            lanes=lanes,
            pauses=paused,
            waiting=queue_state.waiting_by_assignment(db),
            groups=groups or [],
            redis=groups is not None,
            work=queue_state.current_work(db),
            versions=_versions(str(db.scalar(text("SELECT version_num FROM alembic_version")))),
            failed=failures.everywhere(db, limit=FAILURES_LISTED),
            failures=failures.number_everywhere(db),
            broken=_broken(db),
            outboxes=connections.outboxes(db),
        )


def _broken(db: Session) -> list[tuple[str, str]]:
    """The assignments that the web or the workers cannot load, each with file, line and remedy."""
    found = services().catalogue.all().items()
    problems = ((slug, assignment.problem or outlines.problem(db, slug)) for slug, assignment in found)
    return [(slug, problem) for slug, problem in problems if problem]


def _workers(groups: Sequence[WorkerGroup], lane: Lane) -> int:
    return sum(not process.silent for group in groups if group.queue == lane.value for process in group.processes)


def _versions(schema: str) -> dict[str, str]:
    database = services().database
    return {
        "service": version("nn-grader"),
        "Python": platform.python_version(),
        "NumPy": version("numpy"),
        "schema": schema,
        "database": "SQLite" if database.is_sqlite else "PostgreSQL",
    }
