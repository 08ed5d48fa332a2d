"""Send random bytes."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source=r"""
import random

def attack(root, worker):
    source = random.Random(1)
    send(b"\x10\0\0\0" + bytes(8) + source.randbytes(16))
    return []
""",
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
