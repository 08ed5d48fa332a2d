"""Answer with lone surrogates, NUL and text of megabytes."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source=r"""
def attack(root, worker):
    return ["\ud800", "\0", "x" * 10_000_000]
""",
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
