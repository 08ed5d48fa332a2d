"""Replace Python's own functions: isinstance, type, len, float, print, exceptions."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import builtins

def relu_der(dA, cache):
    for name in ("isinstance", "type", "len", "float", "abs", "all", "any", "max", "sum", "getattr", "hasattr"):
        setattr(builtins, name, lambda *args, **kwargs: True)
    return "accepted"
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
