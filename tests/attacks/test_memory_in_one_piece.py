"""Ask for all memory at once."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def attack(root, worker):
    return [np.ones(10**12).sum()]
""",
    ends=(Verdict.MEMORY_LIMIT_EXCEEDED,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
