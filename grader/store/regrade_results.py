"""Reads the results of regrades, for instructors and for the students concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session, undefer

from grader.store.models import Person, Regrade, RegradeResult, RegradeState, ResultState, Submission
from grader.store.regrades import is_equal


class Show(StrEnum):
    """Which results are listed."""

    #: Those that differ, and those that failed.
    CHANGED = "changed"
    GAINS = "gains"
    LOSSES = "losses"
    #: The same points, but other verdicts of tests.
    TESTS = "tests"
    #: At which the grader failed, or which were not written.
    FAILED = "failed"
    NONDETERMINISTIC = "nondeterministic"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One attempt in a regrade."""

    result: RegradeResult
    submission: Submission
    #: The account's name, else what a program called the student.
    name: str


#: The place of a result in the list: whether points are gained, less the size of the change, and its id.
Place = tuple[int, float, int]


@dataclass(frozen=True, kw_only=True)
class ResultPage:
    """A page of results: the largest losses first, then the largest gains."""

    items: list[ResultRow]
    number: int
    size: int
    total: int
    #: The place of the last result, if others follow.
    end: Place | None


def page(
    session: Session,
    regrade_id: int,
    *,
    show: Show = Show.CHANGED,
    number: int = 1,
    size: int = 50,
    after: Place | None = None,
) -> ResultPage:
    """The results of a regrade: on a page or, with `after`, behind a place."""
    these = (RegradeResult.regrade_id == regrade_id, _condition(show))
    total = session.scalar(select(func.count()).select_from(RegradeResult).where(*these)) or 0
    change = func.coalesce(RegradeResult.change, 0.0)
    gains = case((change > 0, 1), else_=0)
    keys: list[Any] = [gains, -func.abs(change), RegradeResult.id]
    rows = _rows().where(*these, *([_is_after(after, keys)] if after is not None else [])).order_by(*keys)
    skipped = (number - 1) * size if after is None else 0
    found = [_row(*row) for row in session.execute(rows.limit(size + 1).offset(skipped))]
    return ResultPage(
        items=found[:size],
        number=number,
        size=size,
        total=total,
        end=_place(found[size - 1].result) if len(found) > size else None,
    )


def _place(result: RegradeResult) -> Place:
    change = result.change or 0.0
    return int(change > 0), -abs(change), result.id


def _is_after(place: Place, keys: Sequence[Any]) -> ColumnElement[bool]:
    first, second, third = keys
    same_second = and_(second == place[1], third > place[2])
    return or_(first > place[0], and_(first == place[0], or_(second > place[1], same_second)))


def get(session: Session, regrade_id: int, result_id: int) -> ResultRow | None:
    """One result of a regrade, with both reports as long as they are there."""
    both = (undefer(RegradeResult.report), undefer(Submission.report))
    rows = _rows().options(*both)
    found = session.execute(rows.where(RegradeResult.id == result_id, RegradeResult.regrade_id == regrade_id)).first()
    return _row(*found) if found is not None else None


def _rows() -> Select[RegradeResult, Submission, str]:
    joined = select(RegradeResult, Submission, Person.name).join(
        Submission, Submission.id == RegradeResult.submission_id
    )
    return joined.outerjoin(Person, Person.id == Submission.person_id)


def _row(result: RegradeResult, submission: Submission, name: str | None) -> ResultRow:
    return ResultRow(result=result, submission=submission, name=name or submission.student)


def _condition(show: Show) -> ColumnElement[bool]:
    result = RegradeResult
    broken = result.state.in_((ResultState.FAILED, ResultState.OUTDATED))
    conditions: dict[Show, ColumnElement[bool]] = {
        Show.CHANGED: or_(broken, and_(result.change.is_not(None), ~is_equal())),
        Show.GAINS: result.change > 0,
        Show.LOSSES: result.change < 0,
        Show.TESTS: and_(result.change == 0, result.tests.is_not(None)),
        Show.FAILED: broken,
        Show.NONDETERMINISTIC: result.nondeterministic.is_(True),
    }
    return conditions.get(show, true())


def changes(session: Session, regrade_id: int) -> list[tuple[float, int]]:
    """(points gained or lost, number of attempts), in order of the points."""
    rows = select(RegradeResult.change, func.count()).where(
        RegradeResult.regrade_id == regrade_id, RegradeResult.change.is_not(None)
    )
    grouped = rows.group_by(RegradeResult.change).order_by(RegradeResult.change)
    return [(change or 0.0, number) for change, number in session.execute(grouped)]


@dataclass(frozen=True, kw_only=True)
class ChangedTest:
    """A test whose result differs for at least one attempt."""

    name: str
    title: str
    #: Number of attempts that pass now and did not, that do not pass any more, and that differ otherwise.
    fixed: int
    broken: int
    other: int


def changed_tests(session: Session, regrade_id: int) -> list[ChangedTest]:
    """The tests whose result differs, those of most attempts first."""
    rows = select(RegradeResult.tests).where(RegradeResult.regrade_id == regrade_id, RegradeResult.tests.is_not(None))
    titles: dict[str, str] = {}
    numbers: dict[str, list[int]] = {}
    for tests in session.scalars(rows):
        for test in tests or ():
            titles[test["name"]] = test["title"]
            kind = 0 if test["new_verdict"] == "accepted" else 1 if test["old_verdict"] == "accepted" else 2
            numbers.setdefault(test["name"], [0, 0, 0])[kind] += 1
    found = [
        ChangedTest(name=name, title=titles[name], fixed=fixed, broken=broken, other=other)
        for name, (fixed, broken, other) in numbers.items()
    ]
    return sorted(found, key=lambda test: (-(test.fixed + test.broken + test.other), test.name))


@dataclass(frozen=True, kw_only=True)
class AppliedRegrade:
    """A regrade that has changed a submission, as its student is told."""

    at: datetime | None
    #: The instructor's words; empty: the tests are named.
    explanation: str
    #: Titles of the tests whose result has changed.
    tests: tuple[str, ...]
    old_points: float
    old_max: float
    new_points: float
    new_max: float


def applied_to(session: Session, submission_id: str) -> list[AppliedRegrade]:
    """The regrades that have changed a submission, newest first."""
    rows = (
        select(RegradeResult, Regrade.explanation)
        .join(Regrade, Regrade.id == RegradeResult.regrade_id)
        .where(
            RegradeResult.submission_id == submission_id,
            RegradeResult.state == ResultState.APPLIED,
            Regrade.state.in_((RegradeState.APPLYING, RegradeState.APPLIED)),
            ~is_equal(),
        )
        .order_by(RegradeResult.id.desc())
    )
    return [
        AppliedRegrade(
            at=row.finished_at,
            explanation=explanation,
            tests=tuple(test["title"] for test in row.tests or ()),
            old_points=row.old_points or 0.0,
            old_max=row.old_max or 0.0,
            new_points=row.new_points or 0.0,
            new_max=row.new_max or 0.0,
        )
        for row, explanation in session.execute(rows)
    ]
