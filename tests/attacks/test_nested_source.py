"""Hand in source that is nested so deeply that parsing it overflows the stack."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="x = "
    + "(" * 300
    + ")" * 300
    + """
def attack(root, worker):
    return []
""",
    ends=(Verdict.ACCEPTED, Verdict.RUNTIME_ERROR),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
