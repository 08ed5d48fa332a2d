"""What failed values say about the kind of change."""

import numpy as np
import pytest

from grader.engine.checks import CheckFailed
from grader.engine.running import Outcome
from grader.model import NO_TEXT, RepairKind, Verdict
from grader.repair.evidence import gather

FACTOR, SIGN, STATEMENT = RepairKind.FACTOR, RepairKind.SIGN, RepairKind.STATEMENT


@pytest.mark.parametrize(
    ("expected", "actual", "most_likely"),
    [
        (np.array([1.0, 2.0]), np.array([3.7, 7.4]), FACTOR),
        (np.array([8.0]), np.array([2.0]), FACTOR),
        (np.array([2.0]), np.array([8.0]), FACTOR),
        # Two single numbers always have a ratio.
        (np.array([2.7]), np.array([3.9]), None),
        (np.array([2.7]), np.array([0.0]), None),
        (np.array([2.7]), np.array([-2.7]), SIGN),
        # A number of calls.
        (1, 2, STATEMENT),
        (np.array([1.0, 2.0]), np.zeros(2), STATEMENT),
    ],
)
def test_values_speak_for_a_kind_of_change(expected, actual, most_likely):
    failed = CheckFailed("value", "it differs", NO_TEXT, expected=expected, actual=actual)
    kinds = gather([Outcome(verdict=Verdict.WRONG_ANSWER, failed=failed, trace=())]).kinds
    assert max(kinds, key=kinds.get, default=None) == most_likely
