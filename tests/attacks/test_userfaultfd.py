"""Stop the kernel in the middle of a copy with userfaultfd."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    system_call("userfaultfd", 323, 0)
    system_call("userfaultfd user mode", 323, 1)
    attempt("/dev/userfaultfd", os.open, "/dev/userfaultfd", os.O_RDWR)
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
