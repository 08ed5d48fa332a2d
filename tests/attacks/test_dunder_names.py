"""Rebind __builtins__, __name__, __import__ and the support code's names at the top level."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
__builtins__ = {"__import__": None}
__name__ = "__main__"
np = None
LOOT = None
send = frame = None

def relu_der(dA, cache):
    return dA
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.WRONG_ANSWER),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
