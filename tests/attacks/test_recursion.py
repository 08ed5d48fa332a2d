"""Recurse without end, in Python and in C."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def attack(root, worker):
    sys.setrecursionlimit(10**9)
    def down(x):
        return down([x])
    down(0)
""",
    ends=(Verdict.RUNTIME_ERROR, Verdict.MEMORY_LIMIT_EXCEEDED, Verdict.TIME_LIMIT_EXCEEDED),
    limits=replace(LIMITS, wall_seconds=2.0),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
