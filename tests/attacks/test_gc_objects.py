"""Search all objects that the garbage collector knows for expected values."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
import gc

def attack(root, worker):
    word = "can" + "ary-"
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            for key, value in list(thing.items()):
                if isinstance(value, str) and value.startswith(word):
                    LOOT.append(value)
        elif str(type(thing).__module__).startswith(("grader", "reference", "testcases")):
            LOOT.append(repr(type(thing)))
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
