# /// attack
# tries = "Replace built-in functions and add others for later cases of the group."
# verdicts = ["accepted"]
# grouped = true
# ///
import builtins

MARK = "left by an earlier case"


def attack(root, worker):
    if getattr(builtins, "left", None) or "left" in __builtins__:
        LOOT.append("a name")
    if sorted([2, 1]) != [1, 2] or isinstance(1, str):
        LOOT.append("a replaced function")
    builtins.left = __builtins__["left"] = MARK
    builtins.sorted = __builtins__["sorted"] = lambda *args, **kwargs: MARK
    return LOOT
