"""Print for ever."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def attack(root, worker):
    while True:
        print("x" * 1000)
""",
    ends=(Verdict.OUTPUT_LIMIT_EXCEEDED,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
