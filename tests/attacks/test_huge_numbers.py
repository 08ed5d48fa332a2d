"""Send integers with millions of digits, and floats beyond all bounds."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import struct

def attack(root, worker):
    header = b'{"t":[2,"ok",' + b"9" * 1_000_000 + b"]}"
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
""",
    ends=(Verdict.RUNTIME_ERROR, Verdict.OUTPUT_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
