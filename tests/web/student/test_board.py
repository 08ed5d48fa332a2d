"""The tests of a submission in the groups in which a page shows them."""

from __future__ import annotations

from types import SimpleNamespace

from grader.model import RubricRow, Verdict
from grader.store.outlines import CaseOutline
from tests.web.student.test_causes import case
from web.student.board import board, ended_board, graded_board, headline
from web.student.results import CaseView

ASSIGNMENT = SimpleNamespace(
    rows=(RubricRow(name="row", title="Values", points=3.0), RubricRow(name="care", title="Care", points=1.0))
)


def outlines(*names: str, hidden: str = "") -> list[CaseOutline]:
    return [CaseOutline(name=name, title=name, row="row", visible=name not in hidden, max_score=1.0) for name in names]


def of(cases: list[CaseView], waiting: list[CaseOutline] | None = None, *, practice: bool = False):
    return board(ASSIGNMENT, waiting or [], {view.name: view for view in cases}, practice=practice)


def test_few_tests_that_all_passed_stay_in_their_rows() -> None:
    view = of([case("a", Verdict.ACCEPTED), case("b", Verdict.ACCEPTED, row="care")])
    assert graded_board(view) is view


def test_failures_come_first_then_what_passed_then_what_did_not_run() -> None:
    cases = [case("a", Verdict.ACCEPTED), case("b"), case("c", Verdict.SKIPPED), case("d", Verdict.JUDGE_ERROR)]
    found = graded_board(of(cases))
    assert [[test.name for test in cause.cases] for cause in found.causes] == [["b"]]
    assert [test.name for test in found.passed] == ["a"]
    assert [test.name for test in found.not_run] == ["c", "d"]
    assert found.rows == ()
    assert [row.name for row in found.parts] == ["row", "care"]


def test_many_passed_tests_are_folded() -> None:
    passed = [case(str(number), Verdict.ACCEPTED) for number in range(13)]
    assert graded_board(of(passed)).folded
    assert not graded_board(of([*passed[:12], case("x")])).folded


def test_questions_stay_in_their_rubric_rows() -> None:
    found = graded_board(of([case("question"), case("a")]), {"question"})
    assert [[test.name for test in row.cases] for row in found.rows] == [["question"]]
    assert [[test.name for test in cause.cases] for cause in found.causes] == [["a"]]


def test_a_practice_run_has_its_own_denominators() -> None:
    view = of([case("a", Verdict.ACCEPTED), case("b")], outlines("a", "b", "c", hidden="c"), practice=True)
    row = view.rows[0]
    assert (row.score, row.visible_points, row.points, row.finished) == (1.0, 2.0, 3.0, True)
    found = graded_board(view)
    assert [(test.name, test.state) for test in found.later] == [("c", "on submit")]
    assert headline([case("a", Verdict.ACCEPTED), case("b")], practice=True) == "1 of 2 visible tests passed."


def test_a_cancelled_run_says_so_in_each_row_without_a_result() -> None:
    view = ended_board(of([case("a", Verdict.ACCEPTED)], outlines("a", "b")), "cancelled")
    assert [(test.name, test.state, test.tone) for test in view.rows[0].cases] == [
        ("a", "", "good"),
        ("b", "cancelled", ""),
    ]


def test_the_sentence_counts_what_is_partly_right() -> None:
    tests = [case("a", Verdict.ACCEPTED), case("b", Verdict.PARTIALLY_ACCEPTED, score=0.5)]
    assert headline(tests) == "1 of 2 tests passed, 1 partly right."
    assert headline([tests[0], case("c", Verdict.ACCEPTED)]) == "All 2 tests passed."
    assert headline([tests[0], case("c", Verdict.SKIPPED)]) == "1 of 2 tests passed, 1 not run."
