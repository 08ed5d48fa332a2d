"""Answers that a test case, the reference or the report cannot use: they cost their own test, and nobody's else."""

import numpy as np
import pytest

from grader.engine import case, expect
from grader.engine.local import LocalSession
from grader.engine.replay_cache import ReplayCache, ReplaySession
from grader.model import Handle, Verdict
from tests.engine.test_grading import CASES, REFERENCE, RIGHT, verdicts


def nan_of_the_student(student, reference):
    value = student.total(np.array([1.0]))
    expect(reference.scale(np.array([value]), 1)).close_to(reference.scale(np.array([value]), 1))


def test_an_expected_value_that_the_answer_makes_nan_is_the_answers_fault(bench):
    checks_itself = case(row="one", title="Computed from the answer", visible=True)(nan_of_the_student)
    report = bench([checks_itself], REFERENCE).grade("def total(x):\n    return float('nan')")
    assert verdicts(report) == ["wrong_answer"]
    assert report.cases[0].message == (
        "What `total` gave, a number, has a form that the test cannot use: what is expected is computed from it, "
        "and is not a number (NaN)."
    )


def test_an_object_of_the_submission_is_none_of_the_reference():
    """Its number is the submission's choice, and may be that of one of the reference's objects."""
    namespace = {"Net": type("Net", (), {}), "is_net": lambda net: type(net).__name__ == "Net"}
    reference = ReplaySession(lambda: LocalSession(dict(namespace)), ReplayCache())
    net = reference.call("Net", (), {})
    assert reference.call("is_net", (net,), {}) is True
    forged = Handle(id=net.id, type_name=net.type_name, methods=net.methods)
    with pytest.raises(TypeError, match="not an object of the reference"):
        reference.call("is_net", (forged,), {})


def test_values_that_cannot_be_shown_change_no_verdict(bench, monkeypatch):
    def broken(*_):
        raise OverflowError

    monkeypatch.setattr("grader.engine.feedback.snapshot", broken)
    report = bench(CASES, REFERENCE).grade(RIGHT.replace("k * number", "number"))
    assert verdicts(report) == ["wrong_answer", "wrong_answer", "skipped"]
    assert report.cases[0].message == "What differs cannot be shown."


def test_slow_source_that_is_nested_too_deeply_is_graded(bench, monkeypatch):
    monkeypatch.setattr("grader.engine.slow_notes.is_slow", lambda *_, **__: True)
    deep = "    for _ in x:\n        y = " + "+".join(["0"] * 1500) + "\n    return k * np.array(x)\n"
    report = bench(CASES, REFERENCE).grade(f"def scale(x, k):\n{deep}\ndef total(x):\n    return sum(scale(x, 2))\n")
    assert report.verdict is Verdict.ACCEPTED
