"""Claim an exception in lines and cells that do not exist."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source=r"""
def attack(root, worker):
    places = [(10**18, 10**18, "f"), (-1, -1, "<script>"), (0, 0, "")]
    send(frame((request_number(), "raised", {"type": "<b>", "text": "\x1b[2J", "frames": places, "memory": False})))
    return []
""",
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
