"""Close and shuffle the descriptors over which the grader listens."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def attack(root, worker):
    os.dup2(1, 3)
    os.closerange(0, 64)
    return []
""",
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
