"""Answer with an object whose array interface points at memory that is not its own."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
class Liar:
    def __init__(self, shape):
        self.__array_interface__ = {"shape": shape, "typestr": "<f8", "data": (4096, False), "version": 3}

def relu_der(dA, cache):
    return np.asarray(Liar(np.shape(dA)))
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.WRONG_ANSWER),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
