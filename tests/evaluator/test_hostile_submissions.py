"""Hostile answers cost their own tests: the report stays small, and the next submission is graded as always."""

import json
import resource

import pytest

from grader.assignments import files
from grader.model import MIB, Verdict
from grader.model.bounds import REPORT
from tests.evaluator.conftest import Evaluation
from tests.evaluator.hostile import SUBMISSIONS

RIGHT = "import numpy as np\ndef relu_der(dA, cache):\n    return np.where(cache['Z'] > 0, dA, 0)\n"
#: No answer makes the worker process grow by more.
WORKER_BYTES = 64 * MIB


@pytest.fixture(scope="module")
def evaluation():
    made = Evaluation(files.root())
    try:
        made.jail.open()
    except Exception as error:
        pytest.skip(str(error))
    made.open()
    made.grade(RIGHT, "relu_der")
    yield made
    made.close()


@pytest.mark.xdist_group("hostile submissions")
@pytest.mark.parametrize("name", SUBMISSIONS)
def test_a_hostile_answer_costs_its_own_test(evaluation, name):
    slug, code = SUBMISSIONS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = evaluation.grade(code, slug)
    assert report.verdict not in (Verdict.ACCEPTED, Verdict.JUDGE_ERROR)
    assert Verdict.JUDGE_ERROR not in {case.verdict for case in report.cases}
    assert len(json.dumps(report.to_json()).encode()) < REPORT * 1.1
    assert evaluation.streamed == [case.name for case in report.cases]
    assert 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) < WORKER_BYTES
    assert evaluation.grade(RIGHT, "relu_der").verdict is Verdict.ACCEPTED
