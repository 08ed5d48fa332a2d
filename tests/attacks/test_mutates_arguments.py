"""Change the arguments in place, so that the expected values change with them."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    dA[...] = 0
    cache["Z"][...] = 0
    cache.clear()
    return dA
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
