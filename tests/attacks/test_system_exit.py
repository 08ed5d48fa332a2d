"""Raise SystemExit, KeyboardInterrupt and GeneratorExit instead of answering."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
COUNT = 0

def relu_der(dA, cache):
    raise (SystemExit(0), KeyboardInterrupt(), GeneratorExit())[len(dA) % 3]
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
