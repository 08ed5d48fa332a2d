"""Numbers that describe the attempts at an assignment."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.store.known_outcomes import Outcome
from grader.store.results import Attempt

#: Bars of a distribution at most.
MOST_BARS = 21
#: Attempts without a better score after which a student counts as stuck.
STUCK_AFTER = 5


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A range of a distribution."""

    #: Lowest and highest value that fall into it.
    low: float
    high: float
    number: int


@dataclass(frozen=True, kw_only=True)
class CaseNumbers:
    """How an assignment's attempts do at one test."""

    name: str
    #: Students whose counting attempt passes, and students with one.
    passed: int
    total: int
    #: Students who passed at their first attempt, and students who have one.
    first: int
    first_total: int
    #: Median number of attempts until it first passed, of the students who passed; None without them.
    attempts_to_pass: float | None
    #: Correlation (phi) of passing it with the share of the other tests that pass, over counting attempts; None if all
    #: pass, all fail, or there are fewer than 10.
    discrimination: float | None
    #: Students by known mistake, in their counting attempt: (name, title, number), most frequent first.
    mistakes: tuple[tuple[str, str, int], ...]

    @property
    def rate(self) -> float:
        """Share of the students whose counting attempt passes, between 0 and 1."""
        return self.passed / self.total if self.total else 0.0


def by_student(attempts: Sequence[Attempt]) -> dict[str, list[Attempt]]:
    """The graded attempts of each student, in order."""
    found: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        if attempt.score is not None:
            found.setdefault(attempt.student, []).append(attempt)
    return found


def distribution(shares: Sequence[float], max_score: float) -> list[Bar]:
    """Students by points: a bar for each whole point, or for equal ranges of more than 20 points.

    Full marks have a bar of their own. `shares` are between 0 and 1.
    """
    steps = int(max_score) if max_score == int(max_score) and 1 <= max_score < MOST_BARS else MOST_BARS - 1
    width = max_score / steps
    numbers = [0] * (steps + 1)
    for share in shares:
        numbers[steps if share > 1 - 1e-9 else min(int(share * steps + 1e-9), steps - 1)] += 1
    bars = [Bar(low=width * n, high=width * (n + 1), number=number) for n, number in enumerate(numbers[:-1])]
    return [*bars, Bar(low=max_score, high=max_score, number=numbers[-1])]


def attempts_to_full(mine: Sequence[Attempt]) -> int | None:
    """How many graded attempts a student needed for full marks; None without them."""
    return next((number for number, attempt in enumerate(mine, start=1) if attempt.merit > 1 - 1e-9), None)


def attempts_without_progress(mine: Sequence[Attempt]) -> int:
    """The number of graded attempts since the one that first reached the best score; 0 with full marks."""
    best, reached = -1.0, 0
    for number, attempt in enumerate(mine):
        if attempt.merit > best + 1e-9:
            best, reached = attempt.merit, number
    return 0 if best > 1 - 1e-9 else max(len(mine) - reached - 1, 0)


def is_stuck(mine: Sequence[Attempt]) -> bool:
    """Whether the last attempts, as many as `STUCK_AFTER`, brought no better score."""
    return len(mine) > STUCK_AFTER and attempts_without_progress(mine) >= STUCK_AFTER


def pass_rates(attempts: Sequence[Attempt], outcomes: Mapping[str, Outcome]) -> dict[str, tuple[int, int]]:
    """By test: (attempts that pass it, attempts in which it ran)."""
    rates: dict[str, tuple[int, int]] = {}
    for attempt in attempts:
        outcome = outcomes.get(attempt.id)
        for name, passes in outcome.passes.items() if outcome is not None else ():
            passed, total = rates.get(name, (0, 0))
            rates[name] = (passed + passes, total + 1)
    return rates


def tests(attempts: Sequence[Attempt], outcomes: Mapping[str, Outcome], names: Sequence[str]) -> list[CaseNumbers]:
    """The numbers of each test, in the order of `names`; tests that are gone come last."""
    mine = by_student(attempts)
    counting = [outcomes[attempt.id] for attempt in attempts if attempt.counts and attempt.id in outcomes]
    tried = [[outcomes[attempt.id].passes for attempt in each if attempt.id in outcomes] for each in mine.values()]
    named = _mistakes(counting)
    seen = dict.fromkeys([*names, *(name for outcome in counting for name in outcome.passes)])
    return [_test(name, tried, counting, named.get(name, {})) for name in seen]


def _test(
    name: str,
    tried: Sequence[Sequence[Mapping[str, bool]]],
    counting: Sequence[Outcome],
    named: Mapping[tuple[str, str], int],
) -> CaseNumbers:
    results = [outcome.passes for outcome in counting if name in outcome.passes]
    first, needed = [], []
    for known in tried:
        if known:
            first.append(known[0].get(name, False))
            number = next((number for number, passes in enumerate(known, start=1) if passes.get(name)), None)
            needed += [number] if number is not None else []
    return CaseNumbers(
        name=name,
        passed=sum(passes[name] for passes in results),
        total=len(results),
        first=sum(first),
        first_total=len(first),
        attempts_to_pass=statistics.median(needed) if needed else None,
        discrimination=_discrimination(
            [(outcome.passes[name], outcome.passed) for outcome in counting if name in outcome.passes]
        ),
        mistakes=tuple((*key, count) for key, count in sorted(named.items(), key=lambda item: (-item[1], item[0]))),
    )


def _mistakes(counting: Sequence[Outcome]) -> dict[str, dict[tuple[str, str], int]]:
    """By test: the number of students with each known mistake, by its name and title."""
    found: dict[str, dict[tuple[str, str], int]] = {}
    for outcome in counting:
        for case in outcome.cases:
            if case.mistake:
                numbers = found.setdefault(case.name, {})
                key = (case.mistake, outcome.mistakes.get(case.mistake, case.mistake))
                numbers[key] = numbers.get(key, 0) + 1
    return found


def _discrimination(results: Sequence[tuple[bool, int]]) -> float | None:
    """The item-rest correlation of classical test theory (Crocker and Algina, 1986, chapter 14).

    For each attempt: whether the test passes, and how many tests pass, this one included.
    """
    passed = [float(passes) for passes, _ in results]
    rest = [float(number - passes) for passes, number in results]
    if len(results) < 10 or len(set(passed)) < 2 or len(set(rest)) < 2:
        return None
    return round(statistics.correlation(passed, rest), 3)


def activity(attempts: Sequence[Attempt], until: datetime, days: int = 14) -> list[tuple[datetime, int]]:
    """(start of the day, number of attempts) of the `days` days before `until`, the last one ending there."""
    start = until - timedelta(days=days)
    numbers = [0] * days
    for attempt in attempts:
        if start <= attempt.created_at < until:
            numbers[int((attempt.created_at - start) / timedelta(days=1))] += 1
    return [(start + timedelta(days=day), number) for day, number in enumerate(numbers)]
