"""Announce a body as large as allowed, and send none of it."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import struct, time

def attack(root, worker):
    header = b'[{"t":[2,"ok",[]]}]'
    send(struct.pack("<IQ", len(header), 60 * 1024 * 1024) + header)
    time.sleep(1000)
""",
    ends=(Verdict.TIME_LIMIT_EXCEEDED, Verdict.RUNTIME_ERROR),
    limits=replace(LIMITS, wall_seconds=0.5),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
