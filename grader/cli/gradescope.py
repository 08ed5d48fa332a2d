"""A submission to Gradescope, and its results.json (Gradescope's documentation, "Autograder Specifications")."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.cli.submission_files import files_below
from grader.errors import UploadRejected
from grader.model import CaseResult, HiddenFeedback, Report, Verdict

#: Names without ending that tell which of several files is meant, besides the assignment's.
_NAMES = ("submission", "solution", "main")
#: Files that are listed in a message.
_LISTED = 8
#: Verdicts of tests that could not run.
_NOT_RUN = frozenset({Verdict.LOAD_ERROR, Verdict.SKIPPED})


def the_file(folder: Path, slug: str) -> Path:
    """The file to grade in a folder of uploaded files: the only one that may hold code, or the one named so.

    Raises `UploadRejected` with what to upload.
    """
    found = files_below(folder)
    if len(found) > 1:
        found = [path for path in found if path.stem in (slug, *_NAMES)] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise UploadRejected("There is no .py file and no .ipynb notebook in your submission. Upload one.")
    names = [str(path.relative_to(folder))[:100] for path in found[:_LISTED]]
    more = [f"and {len(found) - _LISTED} more"] if len(found) > _LISTED else []
    raise UploadRejected(
        f"There are several files that could be graded: {', '.join([*names, *more])}. Upload only one, or name the one "
        f"to grade {slug}.py or {slug}.ipynb."
    )


def refused(message: str, max_score: float) -> dict[str, Any]:
    """The object for results/results.json of what cannot be read as a submission."""
    return {
        "score": 0.0,
        "output": f"Your submission was not graded. {message}",
        "output_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            {
                "number": "1",
                "name": "The submission can be read",
                "score": 0.0,
                "max_score": round(max_score, 6),
                "status": "failed",
                "output": message,
                "visibility": "visible",
            }
        ],
    }


def gradescope(report: Report, allowed: HiddenFeedback = HiddenFeedback.DIAGNOSIS) -> dict[str, Any]:
    """The object for results/results.json. It has a total score, because Gradescope adds up visible tests only.

    Students read the tests' output, so a hidden test tells what `allowed` says. The whole report is in `extra_data`,
    which is stored but not shown.
    """
    not_run = report.verdict is Verdict.LOAD_ERROR and all(case.verdict in _NOT_RUN for case in report.cases)
    return {
        "score": round(report.score, 6),
        "execution_time": round(report.duration_ms / 1000.0, 3),
        "output": "\n".join([*(["Your file did not load, so no tests ran."] if not_run else []), *report.notes]),
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
