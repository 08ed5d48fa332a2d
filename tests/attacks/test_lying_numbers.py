"""Answer with numbers that say one thing to one question and another to the next."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
class Number(float):
    def __eq__(self, other):
        return True
    def __float__(self):
        return 0.0
    def __sub__(self, other):
        return 0.0
    __rsub__ = __abs__ = lambda self, *_: 0.0

class Text(str):
    def __eq__(self, other):
        return True
    __hash__ = str.__hash__

def relu_der(dA, cache):
    return [[Number(7) for _ in row] for row in dA] + [Text("x")]
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
