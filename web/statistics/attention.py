"""What needs an instructor now: a course at a glance, of a length that does not grow with the class."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.store import failures, known_outcomes, outlines, queue_state, regrade_requests, regrades, results
from grader.store.known_outcomes import Outcome
from grader.store.queue_state import LaneState
from grader.store.results import Attempt
from web.statistics.assignment_lines import AssignmentLine, Begun, Pairs, assignment_lines, read_begun
from web.statistics.mistakes import KnownMistake, mistakes
from web.statistics.numbers import attempts_without_progress, pass_rates
from web.statistics.titles import outline

#: Items of "needs attention", known mistakes, and tests with the lowest pass rates at most.
MOST_ITEMS, MOST_MISTAKES, MOST_TESTS = 6, 8, 5
#: An assignment is told of this long before its deadline.
SOON = timedelta(days=3)
#: A test raises an alarm when its pass rate of a day is this much below that of the time before.
ALARM = 0.10
#: Attempts of a day, and before it, that a comparison needs.
ENOUGH = 10


class Kind(StrEnum):
    """The kind of what needs attention, the most urgent first."""

    BROKEN = "broken"
    FAILED = "failed"
    STALE = "stale"
    REQUESTS = "requests"
    STUCK = "stuck"
    TEST = "test"
    DUE = "due"


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something that needs a person."""

    kind: Kind
    #: Slug; empty if it concerns no single assignment.
    assignment: str
    title: str
    #: How many students, attempts or requests.
    number: int
    #: What more is known: a reason, a number, a test's title.
    detail: str = ""
    #: Students whom it concerns.
    students: tuple[str, ...] = ()
    due_at: datetime | None = None
    #: A test's name, and its pass rates before and now.
    test: str = ""
    before: float = 0.0
    now: float = 0.0


@dataclass(frozen=True, kw_only=True)
class LowTest:
    """A test that few pass."""

    assignment: Assignment
    name: str
    title: str
    #: Students whose counting attempt passes, between 0 and 1.
    rate: float


@dataclass(frozen=True, kw_only=True)
class Attention:
    """The first page of a course."""

    items: tuple[Item, ...]
    lanes: tuple[LaneState, ...]
    mistakes: tuple[KnownMistake, ...]
    #: Number of mistakes that some student still makes.
    mistakes_in_all: int
    low_tests: tuple[LowTest, ...]
    lines: tuple[AssignmentLine, ...]
    students: int


def attention(db: Session, course_id: int, pairs: Pairs, now: datetime) -> Attention:
    """What needs attention in a course with these assignments."""
    names = {student.student for student in results.students(db, course_id)}
    # Read at once, and kept by the session as long as this list is.
    _loaded = outlines.load(db, [assignment.slug for assignment, _ in pairs])
    begun = read_begun(db, course_id, pairs, names, now)
    lines = assignment_lines(db, pairs, begun, now)
    recent = [line for line in lines if line.is_recent]
    slugs = [line.assignment.slug for line in recent]
    found = known_outcomes.outcomes(db, (attempt for slug in slugs for attempt in begun.attempts[slug]))
    items = [
        *_faults(db, course_id, lines),
        *_requests(db, course_id),
        *(item for line in lines for item in _of_line(db, course_id, line, begun, names, found, now)),
    ]
    made = mistakes([attempt for slug in slugs for attempt in begun.attempts[slug]], found, now)
    still = [mistake for mistake in made if mistake.now]
    order = list(Kind)
    return Attention(
        items=tuple(sorted(items, key=lambda item: (order.index(item.kind), -item.number))[:MOST_ITEMS]),
        lanes=tuple(queue_state.lanes(db)),
        mistakes=tuple(still[:MOST_MISTAKES]),
        mistakes_in_all=len(still),
        low_tests=_low_tests(db, recent, begun.attempts, found),
        lines=tuple(lines),
        students=len(names),
    )


def _faults(db: Session, course_id: int, lines: Sequence[AssignmentLine]) -> list[Item]:
    titles = {line.assignment.slug: line.assignment.title for line in lines}
    failed = failures.unresolved_by_assignment(db, course_id)
    stale = regrades.stale_counts(db, course_id)
    return [
        *(
            Item(
                kind=Kind.BROKEN,
                assignment=line.assignment.slug,
                title=line.assignment.title,
                number=1,
                detail=line.problem,
            )
            for line in lines
            if line.problem
        ),
        *(
            Item(kind=kind, assignment=slug, title=titles[slug], number=number)
            for kind, numbers in ((Kind.FAILED, failed), (Kind.STALE, stale))
            for slug, number in numbers.items()
            if slug in titles
        ),
    ]


def _requests(db: Session, course_id: int) -> list[Item]:
    waiting = regrade_requests.number_in(db, course_id)
    return [Item(kind=Kind.REQUESTS, assignment="", title="", number=waiting)] if waiting else []


def _of_line(
    db: Session,
    course_id: int,
    line: AssignmentLine,
    begun: Begun,
    students: set[str],
    found: Mapping[str, Outcome],
    now: datetime,
) -> list[Item]:
    """Who is stuck, who has not submitted before a deadline, and a test that suddenly fails."""
    slug, title = line.assignment.slug, line.assignment.title
    attempts = begun.attempts[slug]
    items = []
    if line.is_recent and line.stuck:
        stuck = begun.stuck(slug)
        tries = statistics.median(attempts_without_progress(mine) for mine in stuck.values())
        items.append(
            Item(
                kind=Kind.STUCK,
                assignment=slug,
                title=title,
                number=len(stuck),
                detail=f"{tries:g}",
                students=tuple(sorted(stuck)),
            )
        )
    due = line.course_assignment.due_at
    if due is not None and now < due < now + SOON:
        missing = students - results.submitters(db, course_id, slug)
        if missing:
            practising = len(missing & queue_state.practising(db, course_id, slug))
            items.append(
                Item(
                    kind=Kind.DUE,
                    assignment=slug,
                    title=title,
                    number=len(missing),
                    detail=str(practising),
                    due_at=due,
                    students=tuple(sorted(missing)),
                )
            )
    return [*items, *_alarms(db, line, attempts, found, now)] if line.is_recent else items


def _alarms(
    db: Session, line: AssignmentLine, attempts: Sequence[Attempt], found: Mapping[str, Outcome], now: datetime
) -> list[Item]:
    """Tests that pass far less often in the attempts of the last day than before."""
    day = now - timedelta(days=1)
    new: list[Mapping[str, bool]] = []
    old: list[Mapping[str, bool]] = []
    for attempt in attempts:
        if (outcome := found.get(attempt.id)) is not None:
            (new if attempt.created_at >= day else old).append(outcome.passes)
    if len(new) < ENOUGH or len(old) < ENOUGH:
        return []
    titles = {case.name: case.title for case in outline(db, line.assignment, attempts)}
    items = []
    for name in new[0]:
        before, after = _rate(name, old), _rate(name, new)
        if before - after >= ALARM:
            items.append(
                Item(
                    kind=Kind.TEST,
                    assignment=line.assignment.slug,
                    title=line.assignment.title,
                    number=round(100 * (before - after)),
                    detail=titles.get(name, name),
                    test=name,
                    before=before,
                    now=after,
                )
            )
    return sorted(items, key=lambda item: -item.number)[:1]


def _rate(name: str, results: Sequence[Mapping[str, bool]]) -> float:
    known = [passes[name] for passes in results if name in passes]
    return sum(known) / len(known) if known else 0.0


def _low_tests(
    db: Session,
    lines: Sequence[AssignmentLine],
    by_slug: Mapping[str, Sequence[Attempt]],
    found: Mapping[str, Outcome],
) -> tuple[LowTest, ...]:
    low = []
    for line in lines:
        attempts = by_slug[line.assignment.slug]
        titles = {case.name: case.title for case in outline(db, line.assignment, attempts)}
        counting = [attempt for attempt in attempts if attempt.counts]
        low += [
            LowTest(assignment=line.assignment, name=name, title=titles.get(name, name), rate=passed / total)
            for name, (passed, total) in pass_rates(counting, found).items()
            if total >= ENOUGH
        ]
    return tuple(sorted(low, key=lambda test: test.rate)[:MOST_TESTS])
