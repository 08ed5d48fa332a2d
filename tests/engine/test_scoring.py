"""Totals: exact full marks, and the same numbers on every interpreter."""

import math
from dataclasses import replace

import pytest

from grader.engine.case import Suite, case
from grader.engine.feedback import not_run
from grader.engine.scoring import max_score, report
from grader.model import Verdict
from grader.model.hidden_text import NO_TEXT
from tests.engine.conftest import assignment

WEIGHTS = (0.1, 0.7, 0.3, 0.9, 0.1, 0.2, 0.6, 0.4, 0.8, 0.3)
#: Points whose shares by these weights add up to something else in the last digit.
UNEVEN = (0.3, 1.0 / 3, 0.7, 10.0)


def suite(points):
    """A suite with one row of these points and a case for each weight."""

    def body(student, reference):
        """Never run: only the points count here."""

    cases = (
        case(row="one", title=f"Case {i}", weight=weight, name=f"case_{i}")(body) for i, weight in enumerate(WEIGHTS)
    )
    return Suite(assignment=assignment(points=points), cases=tuple(cases))


def accepted(whole):
    """Results of all cases, all of them accepted."""
    return [replace(result, verdict=Verdict.ACCEPTED, score=result.max_score) for result in skipped(whole)]


def skipped(whole):
    """Results of all cases, none of which was run."""
    return [
        not_run(
            item,
            points=whole.points[item.name],
            verdict=Verdict.SKIPPED,
            message="Not run.",
            summary=NO_TEXT,
        )
        for item in whole.cases
    ]


def plain_sum(numbers):
    """What `sum` gives before Python 3.12, without compensation for rounding errors."""
    total = 0.0
    for number in numbers:
        total += number
    return total


@pytest.mark.parametrize("points", UNEVEN)
def test_with_every_entry_full_marks_are_exactly_the_points(points):
    whole = suite(points)
    made = report(whole, accepted(whole), duration_ms=0.0)
    assert made.verdict is Verdict.ACCEPTED
    assert made.score == made.max_score == points


def test_the_shares_alone_miss_the_points_in_both_ways_of_adding():
    shares = [list(suite(points).points.values()) for points in UNEVEN]
    assert any(plain_sum(part) != points for part, points in zip(shares, UNEVEN, strict=True))
    assert any(math.fsum(part) != points for part, points in zip(shares, UNEVEN, strict=True))


def test_a_part_of_the_entries_can_earn_the_exact_sum_of_its_shares():
    whole = suite(1.0 / 3)
    part = accepted(whole)[:-1]
    made = report(whole, part, duration_ms=0.0)
    assert made.max_score == math.fsum(whole.points[result.name] for result in part)
    assert made.score == made.max_score < 1.0 / 3


def test_what_was_not_earned_counts_toward_the_maximum():
    whole = suite(1.0 / 3)
    made = report(whole, skipped(whole), duration_ms=0.0)
    assert (made.score, made.max_score, made.verdict) == (0.0, 1.0 / 3, Verdict.SKIPPED)


def test_without_results_there_is_nothing_to_earn():
    assert max_score(suite(1.0), []) == 0.0


def test_the_points_of_an_assignment_are_added_without_rounding_errors():
    tenths = assignment(rows=[f"row_{i}" for i in range(10)], points=0.1)
    assert plain_sum(row.points for row in tenths.rows) != 1.0
    assert tenths.max_score == 1.0
