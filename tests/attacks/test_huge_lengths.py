"""Announce frames of terabytes, so that the grader makes room for them."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import struct

def attack(root, worker):
    send(struct.pack("<IQ", 2**32 - 1, 2**64 - 1))
    send(bytes(1000))
    return []
""",
    ends=(Verdict.OUTPUT_LIMIT_EXCEEDED,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
