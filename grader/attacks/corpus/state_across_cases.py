# /// attack
# tries = "Leave changed modules, globals, random state and clocks for the next test case."
# verdicts = ["accepted"]
# repeated = true
# ///
import builtins, time, random

MARK = "left by an earlier case"

def attack(root, worker):
    for place in (builtins, np, os, sys, np.random, time, random):
        if getattr(place, "left", None):
            LOOT.append(place.__name__)
        place.left = MARK
    if os.environ.get("LEFT"):
        LOOT.append("environ")
    os.environ["LEFT"] = MARK
    if "left" in sys.modules:
        LOOT.append("sys.modules")
    sys.modules["left"] = sys
    if np.random.get_state()[1][0] == np.random.RandomState(666).get_state()[1][0]:
        LOOT.append("random state")
    np.random.seed(666)
    time.perf_counter = time.monotonic = lambda: 0.0
    return LOOT
