"""Answer with an object that is another one each time it is looked at."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import itertools

class Shifty(np.ndarray):
    count = itertools.count()
    @property
    def shape(self):
        return (next(self.count) % 3 + 1, 2)
    @property
    def dtype(self):
        return np.dtype(("f8", "i4", "O")[next(self.count) % 3])
    def __array_finalize__(self, other):
        pass
    def tobytes(self):
        return b""

def relu_der(dA, cache):
    return np.zeros(np.shape(dA)).view(Shifty)
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR, Verdict.OUTPUT_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
