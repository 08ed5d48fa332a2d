"""Send an answer, and die before it is read."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    send(frame((request_number(), "ok", None)))
    os._exit(3)
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.WRONG_ANSWER),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
