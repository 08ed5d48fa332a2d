"""Smuggle the inputs of hidden cases out by way of what is remembered for hints."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    smuggled = "smuggled" + repr(np.asarray(dA).tolist())[:40]
    dZ = np.array(dA) * 3.0
    Z = smuggled
    send(frame((request_number(), "busy", {"now": (1, 0, smuggled[:100]), "seen": []})))
    return dZ
""",
    ends=(Verdict.WRONG_ANSWER,),
    graded=True,
    hidden=True,
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
