"""Tell the grader, while loading, which lines the later test cases are to leave out, or that all is well."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
class Forger:
    for ranges in ([(0, 1, 10**9)], [(0, -(10**9), 2)], [(7, 1, 1)], None, [(0, 1, "x")]):
        send(frame((1, "left_out", ranges)))

def relu_der(dA, cache):
    send(frame((request_number(), "left_out", [(0, 1, 10**9)])))
    return 0
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
