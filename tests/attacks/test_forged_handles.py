"""Send handles of objects that do not exist, with names that a page might show."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import struct

def attack(root, worker):
    header = f'{{"t":[{request_number()},"ok",[{{"h":[2000000000,"<script>",["__class__","__reduce__"]]}}]]}}'.encode()
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
""",
    ends=(Verdict.ACCEPTED, Verdict.RUNTIME_ERROR),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
