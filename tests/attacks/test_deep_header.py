"""Send a header nested a hundred thousand deep, to overflow the parser's stack."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import struct

def attack(root, worker):
    header = b"[" * 400_000 + b"]" * 400_000
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
""",
    ends=(Verdict.RUNTIME_ERROR, Verdict.OUTPUT_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
