"""Numbers of submissions for the metrics, which do not read the whole table.

`SubmissionTotal` holds how many submissions ended up to `TotalsMark.until`, by lane, state, assignment and verdict. The
sweeper moves the mark on; a reader adds what has ended since, which an index finds. So the numbers count runs that
ended: a submission that is graded again counts again, and one that is deleted stays counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from grader.model import Lane, Lifecycle, Verdict
from grader.store.clock import database_time
from grader.store.database import Database
from grader.store.models import Submission, SubmissionTotal, TotalsMark

#: A transaction may take so many seconds to commit: what ended later than that ago is not settled yet.
LAG = 60.0
#: The mark moves on when it is so many seconds behind.
STEP = 300.0
#: States of submissions that have ended, and of those that have not.
ENDED, UNFINISHED = (Lifecycle.GRADED, Lifecycle.FAILED), (Lifecycle.QUEUED, Lifecycle.RUNNING)


@dataclass(frozen=True, kw_only=True)
class Group:
    """What submissions are counted by."""

    lane: Lane
    status: Lifecycle
    #: Slug; empty for unfinished submissions.
    assignment: str = ""
    #: Value of a `Verdict`; empty: there is none.
    verdict: str = ""


def totals(session: Session) -> Counter[Group]:
    """The number of submissions that have ended, by all of the group, and of unfinished ones by lane and state."""
    found = Counter({_group(row): row.number for row in session.scalars(select(SubmissionTotal))})
    mark = session.scalar(select(TotalsMark))
    for row in session.execute(ended(Submission.finished_at > mark.until) if mark is not None else ended()):
        found[_group(row)] += row.number
    for lane, status, number in session.execute(unfinished()):
        found[Group(lane=lane, status=status)] += number
    return found


def ended(*conditions: ColumnElement[bool]) -> Select[Lane, Lifecycle, str, Verdict | None, int]:
    """The statement that counts submissions that have ended; with a range of `finished_at` an index serves it."""
    columns = (Submission.lane, Submission.status, Submission.assignment, Submission.verdict)
    # Lane and state are named, because they come first in the index.
    these = (Submission.lane.in_(tuple(Lane)), Submission.status.in_(ENDED), *conditions)
    return select(*columns, func.count().label("number")).where(*these).group_by(*columns)


def unfinished() -> Select[Lane, Lifecycle, int]:
    """The statement that counts what waits and runs."""
    columns = (Submission.lane, Submission.status)
    return select(*columns, func.count().label("number")).where(Submission.status.in_(UNFINISHED)).group_by(*columns)


def advance(database: Database, *, step: float = STEP, lag: float = LAG) -> bool:
    """Move the mark on and add what ended before it. False if it was moved recently, or somebody else moves it."""
    # The first time everything is read, which may take seconds: nobody's writing waits for it.
    with database.read() as session:
        since = session.scalar(select(TotalsMark.until))
        until = session.execute(select(database_time(-lag))).scalar_one()
        if since is None or (until - since).total_seconds() < step:
            return False
        rows = session.execute(ended(Submission.finished_at > since, Submission.finished_at <= until)).all()
    with database.write() as session:
        mark = session.scalar(select(TotalsMark).with_for_update(skip_locked=True))
        if mark is None or mark.until != since:
            return False
        known = {_group(row): row for row in session.scalars(select(SubmissionTotal))}
        for row in rows:
            total = known.get(_group(row))
            if total is not None:
                total.number += row.number
            else:
                session.add(SubmissionTotal(**vars(_group(row)), number=row.number))
        mark.until = until
    return True


def _group(row: Any) -> Group:
    """The group of a row of `SubmissionTotal` or of `ended`."""
    return Group(lane=row.lane, status=row.status, assignment=row.assignment, verdict=str(row.verdict or ""))
