"""Answer each test case with as much as may cross, so that the grader has to keep all of it at once."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    return [np.zeros((60, 1 << 17)), "x" * 100]
""",
    graded=True,
    hidden=True,
    ends=(Verdict.OUTPUT_LIMIT_EXCEEDED,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
