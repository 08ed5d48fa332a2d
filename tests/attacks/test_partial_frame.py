"""Begin a frame and keep the grader waiting for the rest."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import time

def attack(root, worker):
    send(frame((request_number(), "ok", []))[:-3])
    time.sleep(1000)
""",
    ends=(Verdict.TIME_LIMIT_EXCEEDED, Verdict.RUNTIME_ERROR),
    limits=replace(LIMITS, wall_seconds=0.5),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
