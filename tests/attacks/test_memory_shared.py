"""Eat memory by mappings that a careless limit does not count."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import mmap

def attack(root, worker):
    kept = []
    while True:
        piece = mmap.mmap(-1, 16 * 1024 * 1024)
        for page in range(0, len(piece), 4096):
            piece[page] = 1
        kept.append(piece)
""",
    ends=(Verdict.MEMORY_LIMIT_EXCEEDED, Verdict.RUNTIME_ERROR),
    limits=replace(LIMITS, wall_seconds=10.0),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
