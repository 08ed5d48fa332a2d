"""View models of results."""

from __future__ import annotations

import numpy as np
import pytest

from grader.engine.snapshot import snapshot
from grader.model import CaseResult, Diagnosis, HiddenFeedback, Verdict
from web.student.board import headline
from web.student.results import CaseView, finished_case

NAMED = Diagnosis(name="at_zero", title="The gradient passes at 0", explanation="...")


def case(name: str, verdict: Verdict = Verdict.WRONG_ANSWER, **changes: object) -> CaseView:
    values: dict = {
        "name": name,
        "title": name,
        "row": "row",
        "verdict": verdict,
        "score": float(verdict is Verdict.ACCEPTED),
        "max_score": 1.0,
        "visible": True,
        "message": "",
        **changes,
    }
    return finished_case(CaseResult(**values), HiddenFeedback.DIAGNOSIS, 9)


def test_one_mistake_behind_all_that_failed_is_named_once() -> None:
    passed, first, second = case("a", Verdict.ACCEPTED), case("b", diagnosis=NAMED), case("c", diagnosis=NAMED)
    assert headline([passed, first, second]).endswith("1 of 3 tests passed. One mistake explains both failures.")
    assert "all 3 failures" in headline([first, second, case("d", diagnosis=NAMED)])


def test_no_mistake_is_named_for_what_it_does_not_explain() -> None:
    for other in (case("c"), case("c", diagnosis=Diagnosis(name="x", title="Another", explanation=""))):
        assert headline([case("b", diagnosis=NAMED), other]) == "0 of 2 tests passed."
    assert headline([case("b", diagnosis=NAMED)]) == "0 of 1 test passed."


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("Your f() raised NameError: ... (Line 3: `return x`)", 3),
        ("line 12: syntax error in `f`", 12),
        ("line 3 of cell 2: invalid syntax", None),
        ("All 7 entries differ.", None),
    ],
)
def test_the_line_where_it_failed(message: str, line: int | None) -> None:
    assert case("a", Verdict.RUNTIME_ERROR, message=message).code_line == line


def test_the_first_quantity_that_differs_is_shown_with_its_entries_marked() -> None:
    artifact = {
        "kind": "divergence",
        "name": "dz",
        "function": "backward",
        "expected": snapshot(np.array([[1.0, 2.0], [3.0, 4.0]])),
        "actual": snapshot(np.array([[1.0, 2.0], [3.0, -4.0]])),
    }
    (found,) = case("a", artifacts=(artifact,)).divergences
    assert (found.name, found.function) == ("dz", "backward")
    for side in found.sides:
        assert [cell.wrong for row in side.rows for cell in row] == [False, False, False, True]
        assert side.rows[1][1].first


def test_of_a_hidden_case_no_divergence_is_told() -> None:
    artifact = {"kind": "divergence", "name": "dz", "function": "f", "expected": 1.0, "actual": 2.0}
    assert case("a", visible=False, artifacts=(artifact,)).divergences == ()


def test_an_answer_that_cannot_be_read_was_not_loaded() -> None:
    fields: dict = {"name": "loss", "title": "The loss", "row": "row", "score": 0.0, "max_score": 1.0, "visible": True}
    result = CaseResult(**fields, verdict=Verdict.LOAD_ERROR, message="")
    assert finished_case(result, HiddenFeedback.DIAGNOSIS, 9).verdict_text == "could not load"
    assert finished_case(result, HiddenFeedback.DIAGNOSIS, 9, question=True).verdict_text == "unreadable"
