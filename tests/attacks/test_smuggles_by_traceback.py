"""Smuggle the inputs of hidden cases out in the names of the functions in a traceback."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    secret = "smuggled" + "".join(c for c in repr(np.asarray(dA).tolist())[:40] if c.isalnum())
    def fail():
        raise ValueError
    fail.__code__ = fail.__code__.replace(co_name=secret, co_qualname=secret)
    fail()
""",
    ends=(Verdict.RUNTIME_ERROR,),
    graded=True,
    hidden=True,
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
