"""Answer hidden cases from a memory of earlier ones: files, globals, builtins."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import builtins

def relu_der(dA, cache):
    seen = getattr(builtins, "seen", [])
    builtins.seen = seen + [dA]
    try:
        with open("/tmp/seen", "a+") as file:
            file.write("x")
            file.seek(0)
            if len(file.read()) > 1:
                return seen[-1]
    except OSError:
        pass
    return 0
""",
    graded=True,
    ends=(Verdict.WRONG_ANSWER,),
    hidden=True,
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
