"""Send a dictionary whose keys all have the same hash, so that building it takes for ever."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import struct

def attack(root, worker):
    prime = 2**61 - 1
    keys = ",".join(f'[{{"i":"{hex(number * prime)}"}},0]' for number in range(10, 33_000))
    header = f'{{"t":[{request_number()},"ok",[{{"d":[{keys}]}}]]}}'.encode()
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
""",
    ends=(Verdict.RUNTIME_ERROR, Verdict.OUTPUT_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
