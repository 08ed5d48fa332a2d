"""Answer twice, so that the second one is taken for the answer to the next request."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    send(frame((request_number(), "ok", 0)))
    send(frame((request_number() + 1, "ok", 0)))
    return 0
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.WRONG_ANSWER),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
