"""Flood the grader with progress reports instead of answering."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def attack(root, worker):
    busy = frame((request_number(), "busy", {"now": None, "seen": []}))
    while True:
        send(busy * 100)
""",
    ends=(Verdict.TIME_LIMIT_EXCEEDED,),
    limits=replace(LIMITS, wall_seconds=0.5),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
