"""Send millions of tiny values, each of which costs the grader an object."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import struct

def attack(root, worker):
    header = b"[" + b"0," * 5_000_000 + b"0]"
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
""",
    ends=(Verdict.OUTPUT_LIMIT_EXCEEDED,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
