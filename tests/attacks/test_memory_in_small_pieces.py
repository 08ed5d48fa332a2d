"""Eat memory bit by bit."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import MIB, Verdict

ATTACK = Attack(
    source="""
def attack(root, worker):
    kept = []
    while True:
        kept.append(bytearray(4096))
""",
    ends=(Verdict.MEMORY_LIMIT_EXCEEDED,),
    limits=replace(LIMITS, wall_seconds=10.0, memory_bytes=256 * MIB),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
