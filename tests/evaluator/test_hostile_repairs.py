"""Submissions that aim at the search for repairs cost their own search, and no more than its time."""

from __future__ import annotations

import json

import pytest

from grader.evaluator.repairs import RepairSupervisor, RepairTask
from grader.model import Source, Verdict
from grader.model.bounds import REPORT
from tests.evaluator.conftest import evaluation_of_the_course
from tests.evaluator.hostile_code import CODE, SEARCHES
from tests.sampling import every

#: Seconds of one core for a search.
SECONDS = 2.0
REPAIRABLE = "import numpy as np\ndef relu_der(dA, cache):\n    return np.where(cache['Z'] < 0, dA, 0)\n"
SUBMISSIONS = SEARCHES | CODE


@pytest.fixture(scope="module")
def evaluation():
    with evaluation_of_the_course() as made:
        yield made


def search(evaluation, code):
    """(What was found, processor seconds of the evaluator), or None if the search was given up."""
    report = evaluation.grade(code, "relu_der")
    failed = frozenset(case.name for case in report.cases if case.verdict is not Verdict.ACCEPTED)
    task = RepairTask(
        slug="relu_der",
        source=Source(filename="submission.py", cells=(code,)),
        visible_only=False,
        failed=failed,
        seconds=SECONDS,
    )
    evaluator = evaluation.pool.evaluator("relu_der")
    before = evaluator.processor_seconds()
    found = RepairSupervisor(evaluation.pool, evaluation.jail).repair(task)
    return None if found is None else (found.repairs, evaluator.processor_seconds() - before)


@pytest.mark.slow
@pytest.mark.xdist_group("hostile submissions")
@pytest.mark.parametrize("name", [*SEARCHES, *every(3, list(CODE))])
def test_a_search_ends_in_its_time(evaluation, name):
    found = search(evaluation, SUBMISSIONS[name].code)
    assert found is not None
    repairs, seconds = found
    # What is under way is finished.
    assert seconds < 1.25 * SECONDS
    assert len(json.dumps(repairs.to_json(), allow_nan=False).encode()) < REPORT
    found = search(evaluation, REPAIRABLE)
    assert found is not None
    assert found[0].repairs[0].complete
