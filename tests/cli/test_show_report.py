"""What the terminal shows of the values of a failed test."""

import numpy as np

from grader.cli.show_report import print_end
from grader.engine.snapshot import snapshot
from grader.model import CaseResult, Report, Verdict


def shown(capsys, value):
    case = CaseResult(
        name="first",
        title="The first",
        row="row",
        verdict=Verdict.WRONG_ANSWER,
        score=0.0,
        max_score=1.0,
        visible=True,
        message="Not equal.",
        expected=snapshot(value),
    )
    report = Report(
        assignment="small", verdict=Verdict.WRONG_ANSWER, score=0.0, max_score=1.0, duration_ms=1.0, cases=(case,)
    )
    print_end(report)
    lines = capsys.readouterr().out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip().startswith("expected"))
    return [line.strip() for line in lines[start:-1]]


def test_arrays_in_tuples_are_shown_as_arrays(capsys):
    assert shown(capsys, ((np.ones((1, 2)), np.zeros(1)), "relu")) == [
        "expected:",
        "[0]:",
        "[0]: float64 (1, 2)",
        "[          1           1 ]",
        "[1]: float64 (1,)",
        "[          0 ]",
        "[1]: relu",
    ]


def test_plain_lists_take_one_line(capsys):
    assert shown(capsys, [[1, 2], [3, 4]]) == ["expected: [[1, 2], [3, 4]]"]
