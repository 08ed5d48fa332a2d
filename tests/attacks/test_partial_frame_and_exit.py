"""Begin a frame and end the process."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def attack(root, worker):
    send(frame((request_number(), "ok", []))[:-3])
    os._exit(0)
""",
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
