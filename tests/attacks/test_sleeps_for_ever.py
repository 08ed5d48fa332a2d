"""Wait for ever without using the processor."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import time

def attack(root, worker):
    time.sleep(10**8)
""",
    ends=(Verdict.TIME_LIMIT_EXCEEDED,),
    limits=replace(LIMITS, wall_seconds=0.5),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
