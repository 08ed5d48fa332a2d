"""Raise an exception with a text of a gigabyte, and a chain of a million causes."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    raise ValueError("x" * 300_000_000)
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.MEMORY_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
