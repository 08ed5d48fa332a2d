"""Answer with an object that runs a command when it is unpickled."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import pickle

class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/exploded",)

def relu_der(dA, cache):
    send(pickle.dumps(Bomb()))
    return Bomb()
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.OUTPUT_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
