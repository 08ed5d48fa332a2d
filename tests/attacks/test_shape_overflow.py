"""Send shapes whose product overflows, negative extents and too many axes."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import struct

def attack(root, worker):
    shape = ("4294967296,4294967296", "-1,-8", "0,9223372036854775807", "1," * 70 + "1", "1.5", "true")[len(root) % 6]
    header = f'{{"t":[{request_number()},"ok",{{"a":["f8",{shape}]}}]}}'.encode()
    send(struct.pack("<IQ", len(header), 8) + header + bytes(8))
    return []
""",
    ends=(Verdict.RUNTIME_ERROR, Verdict.OUTPUT_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
