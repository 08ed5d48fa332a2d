"""Send a frame byte by byte, so slowly that a time limit per read would never be hit."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import time

def attack(root, worker):
    data = frame((request_number(), "ok", [0] * 1000))
    for index in range(len(data)):
        send(data[index : index + 1])
        time.sleep(0.01)
""",
    ends=(Verdict.TIME_LIMIT_EXCEEDED, Verdict.RUNTIME_ERROR),
    limits=replace(LIMITS, wall_seconds=0.5),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
