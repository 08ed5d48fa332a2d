"""Fork until the machine stops."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    import time
    deadline = time.monotonic() + 1
    made = 0
    while time.monotonic() < deadline:
        try:
            if os.fork() >= 0:
                made += 1
        except OSError:
            pass
    return [f"{made} processes"] if made else []
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
