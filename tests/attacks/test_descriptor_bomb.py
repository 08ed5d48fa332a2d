"""Open files until the machine has no descriptors left."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
def attack(root, worker):
    kept = []
    try:
        while len(kept) < 100_000:
            kept.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    return [f"{len(kept)} descriptors"] if len(kept) > 1000 else []
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
