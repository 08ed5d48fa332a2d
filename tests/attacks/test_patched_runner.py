"""Rewrite the runner and the wire inside the jail. They hold nothing worth having."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    runner, wire = sys.modules["inside.runner"], sys.modules["inside.wire"]
    for module in (runner, wire):
        for name, value in vars(module).items():
            if isinstance(value, (str, list, dict)) and ("expected" in str(value) or "canary-" in str(value)):
                return value
    runner.OPERATIONS["call"] = lambda self, *args: "accepted"
    wire.Encoder.frame = lambda self, value: [b"accepted"]
    return "accepted"
""",
    graded=True,
    ends=(Verdict.TIME_LIMIT_EXCEEDED,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
