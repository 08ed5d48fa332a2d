"""Change the arguments, and say that they are as they were; say that they are something else altogether."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import copy

runner = sys.modules["inside.runner"]

def lie(self, on, name, args, kwargs, back):
    result = self._find(on, name)(*args, **kwargs)
    return (result, [["smuggled"], {"Z": result}]) if back else result

runner.OPERATIONS["call"] = lie

def relu_der(dA, cache):
    dA[...] = 0
    cache["Z"][...] = 7
    return dA
""",
    graded=True,
    hidden=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.WRONG_ANSWER),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
