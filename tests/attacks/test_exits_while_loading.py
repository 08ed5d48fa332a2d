"""End the process while the submission is loaded."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
class relu_der:
    os._exit(0)
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.LOAD_ERROR),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
