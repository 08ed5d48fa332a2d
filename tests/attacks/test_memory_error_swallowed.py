"""Catch MemoryError for ever while holding all the memory."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def attack(root, worker):
    kept = []
    while True:
        try:
            while True:
                kept.append(bytearray(1024 * 1024))
        except MemoryError:
            pass
""",
    ends=(Verdict.TIME_LIMIT_EXCEEDED, Verdict.MEMORY_LIMIT_EXCEEDED),
    limits=replace(LIMITS, wall_seconds=1.0),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
