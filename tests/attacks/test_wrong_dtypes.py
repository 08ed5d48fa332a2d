"""Send arrays of dtypes that are not listed: objects, strings, structures, dates."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import struct

def attack(root, worker):
    code = ("O", "|O", "V8", "U4", "M8", "f16", ">f8", "i4,i4")[len(root) % 8]
    header = f'{{"t":[{request_number()},"ok",{{"a":["{code}",1]}}]}}'.encode()
    send(struct.pack("<IQ", len(header), 8) + header + bytes(8))
    return []
""",
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
