"""Make empty files and folders until no more can be made."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    made = 0
    try:
        for number in range(100_000):
            os.mkdir(f"/tmp/{number}")
            made += 1
    except OSError:
        pass
    return [f"{made} folders"] if made > 10_000 else []
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
