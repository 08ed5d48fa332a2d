"""Answer with NaN, infinity and signed zeros, hoping that a comparison with them holds."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source=r"""
def relu_der(dA, cache):
    return np.full(np.shape(dA), np.frombuffer(b"\x01\0\0\0\0\0\xf8\xff")[0])
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
