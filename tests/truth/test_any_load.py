"""Mistakes that a file is told do not depend on how long the reference was measured to take."""

import pytest

from bench.truth import wrong_files
from grader.assignments.secret import Catalogue
from grader.engine.diagnosis import DeferredDiagnostician
from grader.engine.grading import run_cases
from grader.engine.reference_runner import ReferenceRunner
from tests.engine.conftest import ticking
from tests.engine.double import OpenJail

FILES = ("update_before_use_and_factor", "no_bias_and_double_error")


class Measured(ReferenceRunner):
    """Takes 1 ms for each case but one."""

    slow = ""

    def seconds(self, case):
        return 0.2 if case.name == self.slow else 0.001


@pytest.fixture(scope="module")
def names():
    secret = Catalogue().load("train")
    reference_runner = Measured(secret.suite, secret.reference, ticking())
    diagnostician = DeferredDiagnostician(reference_runner)

    def grade(file, slow):
        reference_runner.slow = slow
        report = run_cases(reference_runner, diagnostician, file.source, OpenJail(), clock=ticking())
        return {case.name: case.diagnosis.name for case in report.cases if case.diagnosis is not None}

    return grade


@pytest.mark.slow
@pytest.mark.parametrize("file", [file for file in wrong_files() if file.name in FILES], ids=lambda file: file.name)
def test_two_mistakes_are_named_whichever_case_was_slower(names, file):
    told = names(file, "course_weights")
    assert told["course_weights"] in file.true
    assert told["course_errors"] in file.true
    assert names(file, "course_errors") == told
