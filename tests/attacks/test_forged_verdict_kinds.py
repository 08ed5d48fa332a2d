"""Send kinds of replies that do not exist."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    for kind in ("accepted", "pass", "score", "", "ready", "verdict"):
        send(frame((request_number(), kind, 15.0)))
    return 0
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
