"""A report as Gradescope's results.json (its autograder documentation, "Autograder Specifications")."""

from __future__ import annotations

from typing import Any

from grader.model import CaseResult, HiddenFeedback, Report, Verdict


def gradescope(report: Report, allowed: HiddenFeedback = HiddenFeedback.DIAGNOSIS) -> dict[str, Any]:
    """The object for results/results.json. It has a total score, because Gradescope adds up visible tests only.

    Students read the tests' output, so a hidden test tells what `allowed` says. The whole report is in `extra_data`,
    which is stored but not shown.
    """
    return {
        "score": round(report.score, 6),
        "execution_time": round(report.duration_ms / 1000.0, 3),
        "output": "\n".join(report.notes),
        "output_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(number, case.for_student(allowed)) for number, case in enumerate(report.cases, start=1)],
        "extra_data": {"report": report.to_json()},
    }


def _test(number: int, case: CaseResult) -> dict[str, Any]:
    # A hidden test is listed too; its message is its summary.
    lines = [case.message]
    if case.diagnosis is not None:
        lines.append(f"{case.diagnosis.title}. {case.diagnosis.explanation}")
    if case.hint:
        lines.append(case.hint)
    return {
        "number": str(number),
        "name": case.title,
        "score": round(case.score, 6),
        "max_score": round(case.max_score, 6),
        "status": "passed" if case.verdict is Verdict.ACCEPTED else "failed",
        "output": "\n\n".join(line for line in lines if line),
        "tags": [case.row],
        "visibility": "visible",
        "extra_data": {"verdict": case.verdict.value, "case": case.name},
    }
