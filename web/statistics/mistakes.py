"""Known mistakes of a course: who makes them, who still does, and how that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from grader.store.known_outcomes import Outcome
from grader.store.results import Attempt

#: Days of the trend.
DAYS = 14
#: Rising: today above this many times the mean of the week before.
RISING = 1.25


@dataclass(frozen=True, kw_only=True)
class KnownMistake:
    """A known mistake and the students who make it."""

    assignment: str
    name: str
    title: str
    #: Number of students who made it in any attempt.
    ever: int
    #: Students whose latest graded attempt shows it.
    students: tuple[str, ...]
    #: Ids of those attempts, in the order of the students.
    submissions: tuple[str, ...]
    #: Id of some attempt with it; the latest one.
    example_id: str
    #: Number of students who made it on each of the last `DAYS` days, today last.
    trend: tuple[int, ...]

    @property
    def now(self) -> int:
        """Number of students whose latest graded attempt shows it."""
        return len(self.students)

    @property
    def direction(self) -> str:
        """ "rising", "falling" or "steady": today against the mean of the week before."""
        week = sum(self.trend[-8:-1]) / 7
        if self.trend[-1] > RISING * week and self.trend[-1] > 1:
            return "rising"
        return "falling" if self.trend[-1] < week / RISING else "steady"


def mistakes(attempts: Sequence[Attempt], outcomes: Mapping[str, Outcome], now: datetime) -> list[KnownMistake]:
    """The known mistakes, those first that most students still make. Titles are told apart: `_distinct`."""
    found: dict[tuple[str, str], list[Attempt]] = {}
    titles: dict[tuple[str, str], str] = {}
    for attempt in attempts:
        outcome = outcomes.get(attempt.id)
        for name, title in outcome.mistakes.items() if outcome is not None else ():
            found.setdefault((attempt.assignment, name), []).append(attempt)
            titles[attempt.assignment, name] = title
    # Attempts of a student come in their order.
    newest = {(each.assignment, each.student): each.id for each in attempts if each.score is not None}
    latest = set(newest.values())
    made = [_mistake(key, titles[key], members, latest, now) for key, members in found.items()]
    return _distinct(sorted(made, key=lambda each: (-each.now, -each.ever, each.assignment, each.name)))


def _mistake(
    key: tuple[str, str], title: str, members: Sequence[Attempt], latest: set[str], now: datetime
) -> KnownMistake:
    still = sorted((attempt for attempt in members if attempt.id in latest), key=lambda attempt: attempt.student)
    return KnownMistake(
        assignment=key[0],
        name=key[1],
        title=title,
        ever=len({attempt.student for attempt in members}),
        students=tuple(attempt.student for attempt in still),
        submissions=tuple(attempt.id for attempt in still),
        example_id=max(members, key=lambda attempt: attempt.moment).id,
        trend=_trend(members, now),
    )


def _trend(members: Iterable[Attempt], now: datetime) -> tuple[int, ...]:
    days: list[set[str]] = [set() for _ in range(DAYS)]
    for attempt in members:
        age = int((now - attempt.created_at) / timedelta(days=1))
        if 0 <= age < DAYS:
            days[DAYS - 1 - age].add(attempt.student)
    return tuple(map(len, days))


def _distinct(found: Sequence[KnownMistake]) -> list[KnownMistake]:
    """Mistakes of one assignment with the same title get their name behind it."""
    numbers = Counter((mistake.assignment, mistake.title) for mistake in found)
    return [
        replace(mistake, title=f"{mistake.title} ({mistake.name})")
        if numbers[mistake.assignment, mistake.title] > 1
        else mistake
        for mistake in found
    ]
