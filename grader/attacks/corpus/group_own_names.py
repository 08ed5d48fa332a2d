# /// attack
# tries = "Within the subset: keep things in globals, defaults, classes, closures, caches and stubs."
# verdicts = ["accepted"]
# grouped = true
# ///
import functools
import matplotlib.pyplot as plt

SEEN = []


class Memory:
    seen = 0


@functools.lru_cache(maxsize=None)
def cached(key):
    return []


def attack(root, worker, default=[]):
    for what, place in (("globals", SEEN), ("defaults", default), ("caches", cached("seen"))):
        if place:
            LOOT.append(what)
        place.append("left by an earlier case")
    if Memory.seen or hasattr(attack, "seen"):
        LOOT.append("attributes")
    Memory.seen = 1
    attack.seen = 1
    plt.seen = "left by an earlier case"
    if isinstance(plt.seen, str):
        LOOT.append("stubs")
    return LOOT
