"""What is computed from attempts and outcomes."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.model import Lifecycle, Verdict
from grader.store.gradebooks import Rule
from grader.store.known_outcomes import CaseOutcome, Outcome
from grader.store.results import Attempt
from web.statistics import numbers
from web.statistics.charts import bar_chart
from web.statistics.course_table import Cell, total_of
from web.statistics.mistakes import mistakes

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def attempt(student="ada", number=1, share=0.5, *, counts=False, days_ago=0.0, **changes):
    values = {
        "student": student,
        "assignment": "relu_der",
        "id": f"{student}-{number}",
        "attempt": number,
        "moment": NOW - timedelta(days=days_ago),
        "status": Lifecycle.GRADED,
        "verdict": Verdict.PARTIALLY_ACCEPTED,
        "full_points": 10 * share,
        "score": 10 * share,
        "max_score": 10.0,
        "late_seconds": 0,
        "late_percent": 0.0,
        "late_days": 0,
        "override": None,
        "run": 1,
        "counts": counts,
    }
    return Attempt(**(values | changes))


def outcome(*passes, mistake=None, title="A mistake", names="abcdefgh"):
    cases = tuple(
        CaseOutcome(
            name=name,
            verdict=Verdict.ACCEPTED if passed else Verdict.WRONG_ANSWER,
            mistake=None if passed else mistake,
        )
        for name, passed in zip(names, passes, strict=False)
    )
    failed = mistake is not None and not all(passes)
    return Outcome(suite="1", cases=cases, mistakes={mistake: title} if failed else {}, rows={})


def test_each_whole_point_has_a_bar_and_full_marks_their_own():
    bars = numbers.distribution([0.0, 0.1, 0.19, 0.999, 1.0, 1.0], 10.0)
    assert [bar.number for bar in bars] == [1, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2]
    assert [(bar.low, bar.high) for bar in (bars[0], bars[-1])] == [(0.0, 1.0), (10.0, 10.0)]


@pytest.mark.parametrize(("max_score", "bars"), [(100.0, 21), (2.5, 21), (20.0, 21), (1.0, 2)])
def test_wide_and_broken_points_are_shown_in_ranges(max_score, bars):
    assert len(numbers.distribution([], max_score)) == bars


@pytest.mark.parametrize(
    ("shares", "since"),
    [
        ([], 0),
        ([0.5], 0),
        ([0.5, 0.5, 0.4], 2),
        ([0.2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.3], 5),
        ([0.5, 1.0, 0.3, 0.3, 0.3, 0.3, 0.3], 0),
    ],
)
def test_attempts_without_progress_are_counted_from_the_best(shares, since):
    mine = [attempt(number=number, share=share) for number, share in enumerate(shares, start=1)]
    assert numbers.attempts_without_progress(mine) == since
    assert numbers.is_stuck(mine) is (since >= 5)


def test_late_work_with_full_marks_is_not_stuck():
    late = [attempt(number=number, share=1.0, late_percent=50.0) for number in range(1, 8)]
    assert not numbers.is_stuck(late)
    assert numbers.attempts_to_full(late) == 1
    assert late[0].points == 5.0


def test_tests_are_judged_by_the_attempt_that_counts_and_by_the_first():
    tried = [attempt("ada", 1), attempt("ada", 2, counts=True), attempt("bob", 1, counts=True)]
    outcomes = {
        "ada-1": outcome(False, False),
        "ada-2": outcome(True, False, mistake="m"),
        "bob-1": outcome(True, True),
    }
    first, second = numbers.tests(tried, outcomes, ["a", "b"])
    assert (first.passed, first.total, first.first, first.first_total, first.attempts_to_pass) == (2, 2, 1, 2, 1.5)
    assert (second.passed, second.rate, second.mistakes) == (1, 0.5, (("m", "A mistake", 1),))


def test_a_test_that_separates_goes_with_the_others():
    tried = [attempt(f"s{n}", counts=True) for n in range(12)]
    good, bad = outcome(True, True, True, False), outcome(False, False, False, True)
    outcomes = {each.id: good if n < 6 else bad for n, each in enumerate(tried)}
    found = {each.name: each.discrimination for each in numbers.tests(tried, outcomes, [])}
    assert found["a"] == found["b"] == 1.0
    assert found["d"] == -1.0


def test_nothing_is_said_of_how_a_test_separates_few_or_equal_results():
    few = [attempt(f"s{n}", counts=True) for n in range(9)]
    assert numbers.tests(few, {each.id: outcome(True, False) for each in few}, [])[0].discrimination is None
    many = [attempt(f"s{n}", counts=True) for n in range(20)]
    assert numbers.tests(many, {each.id: outcome(True, True) for each in many}, [])[0].discrimination is None


def test_mistakes_are_ranked_by_students_whose_latest_attempt_shows_them():
    tried = [
        attempt("ada", 1, days_ago=5),
        attempt("ada", 2, days_ago=0),
        attempt("bob", 1, days_ago=1),
        attempt("cyd", 1, days_ago=13.5),
    ]
    outcomes = {
        "ada-1": outcome(False, mistake="old"),
        "ada-2": outcome(False, mistake="new"),
        "bob-1": outcome(False, mistake="new"),
        "cyd-1": outcome(False, mistake="old", title="Another"),
    }
    new, old = mistakes(tried, outcomes, NOW)
    assert (new.name, new.now, new.ever, new.students, new.submissions) == (
        "new",
        2,
        2,
        ("ada", "bob"),
        ("ada-2", "bob-1"),
    )
    assert (old.now, old.ever, old.trend[0], old.trend[8], sum(old.trend)) == (1, 2, 1, 1, 2)


def test_two_mistakes_with_one_title_are_told_apart():
    outcomes = {"ada-1": outcome(False, mistake="one"), "bob-1": outcome(False, mistake="two")}
    found = mistakes([attempt("ada"), attempt("bob")], outcomes, NOW)
    assert [each.title for each in found] == ["A mistake (one)", "A mistake (two)"]


def cell(slug, points, max_score=10.0):
    tried = None if points is None else attempt(share=points / max_score)
    return Cell(
        slug=slug, max_score=max_score, attempt=tried, points=points, attempts=int(points is not None), is_running=False
    )


@pytest.mark.parametrize(
    ("rule", "total", "share"),
    [
        (Rule(), 12.0, 0.3),
        (Rule(drop_lowest=1), 40.0, 0.4),
        (Rule(drop_lowest=5), 0.0, 0.0),
        (Rule(weights={"a": 60, "b": 40, "c": 0}), 60 * 0.8 + 40 * 0.2, 0.56),
    ],
)
def test_a_total_drops_the_lowest_share_and_weighs(rule, total, share):
    cells = [cell("a", 8.0), cell("b", 4.0, 20.0), cell("c", None)]
    assert total_of(cells, rule) == (pytest.approx(total), pytest.approx(share))


def test_charts_have_a_grid_above_the_largest_bar():
    chart = bar_chart([0, 7, 210], ["0", "1", "2"], ["", "", ""])
    assert [value for value, _ in chart.grid] == [0, 50, 100, 150, 200, 250]
    assert chart.bars[0].height == 0
    assert chart.bars[2].y > 0
    assert bar_chart([], [], []).bars == ()
