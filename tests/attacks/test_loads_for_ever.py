"""Loop for ever while the submission is loaded."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
class Forever:
    while True:
        pass

def attack(root, worker):
    return []
""",
    ends=(Verdict.TIME_LIMIT_EXCEEDED,),
    limits=replace(LIMITS, wall_seconds=0.5),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
