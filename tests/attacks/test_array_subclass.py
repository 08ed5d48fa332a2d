"""Answer with a subclass of ndarray that overrides all comparisons."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
class Sure(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)
    def all(self, *args, **kwargs):
        return True
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.ones(np.shape(self), bool)
    def astype(self, *args, **kwargs):
        return self

def relu_der(dA, cache):
    return np.full(np.shape(dA), -7.0).view(Sure)
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
