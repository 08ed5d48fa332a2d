"""Answer with arrays of zero and negative strides that claim to be enormous."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
from numpy.lib.stride_tricks import as_strided

def attack(root, worker):
    return [np.broadcast_to(np.float64(0), (10**6, 10**6))]
""",
    ends=(Verdict.OUTPUT_LIMIT_EXCEEDED, Verdict.MEMORY_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
