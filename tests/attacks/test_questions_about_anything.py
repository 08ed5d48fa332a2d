"""Ask the grader to call functions that it never offered: the reference itself."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    for name in ("relu_der", "reference", "eval", "__import__", "os.system"):
        send(frame((request_number(), "ask", (name, (dA, cache), {}))))
    answer = os.read(3, 65536)
    return answer
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
