"""The example on the sign-in page is what the grader says."""

from __future__ import annotations

from contextlib import closing

from grader.assignments.secret import Catalogue
from grader.judge import Judge
from grader.model import Verdict
from grader.sandbox import open_jail
from grader.uploads import read_text
from web.accounts import example


def test_the_example_is_a_real_result():
    with closing(open_jail()) as jail:
        report = Judge(Catalogue(), jail).grade("relu_der", read_text(example.CODE).source)
    assert tuple((case.max_score, case.verdict is Verdict.ACCEPTED) for case in report.cases) == example.TESTS
    shown = next(case for case in report.cases if case.name == example.TEST)
    pairs = zip(shown.actual["values"], shown.expected["values"], strict=True)
    assert tuple(tuple(zip(*rows, strict=True)) for rows in pairs) == example.RESULT
    argument = next(part for part in shown.artifacts if part["kind"] == "call")["args"][1]["snapshot"]["Z"]
    assert tuple(map(tuple, argument["values"])) == example.ARGUMENT
    failed = [case for case in report.cases if case.verdict is not Verdict.ACCEPTED]
    assert {case.diagnosis and case.diagnosis.title for case in failed} == {example.MISTAKE}
