"""Hand in constants that the compiler would compute: enormous powers and strings."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def attack(root, worker):
    a = "x" * 10**9 * 0
    b = 7 ** 7 ** 7
    c = (1,) * 10**9 if a else ()
    d = 1 << 10**9 if a else 0
    return []
""",
    ends=(Verdict.ACCEPTED, Verdict.MEMORY_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
