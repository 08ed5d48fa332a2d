"""Smuggle the inputs of hidden cases out by print, and by the text and the class name of an exception."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    secret = "smuggled " + repr(np.asarray(dA).tolist())[:200]
    print(secret)
    print(secret, file=sys.stderr)
    raise type(secret[:90], (Exception,), {})(secret)
""",
    ends=(Verdict.RUNTIME_ERROR,),
    graded=True,
    hidden=True,
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
