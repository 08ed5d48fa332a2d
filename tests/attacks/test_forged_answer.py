"""Answer over the wire in the runner's place: it is only another answer."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    send(frame((request_number(), "ok", "accepted")))
    os._exit(0)
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
