"""Smuggle the inputs of hidden cases out in the result: its text, its keys, its class name."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    secret = "smuggled" + "".join(c for c in repr(np.asarray(dA).tolist())[:40] if c.isalnum())
    if len(dA) % 2:
        return {secret: secret, "x": secret}
    return type(secret, (), {"__repr__": lambda self: secret})()
""",
    ends=(Verdict.WRONG_ANSWER,),
    graded=True,
    hidden=True,
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
