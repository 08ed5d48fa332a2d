"""Send the answer to a request that was never made."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    for number in (0, -1, request_number() + 1, 2**62):
        send(frame((number, "ok", dA)))
    return 0
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
