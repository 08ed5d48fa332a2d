# /// attack
# tries = "Leave modules, import hooks and a search path for later cases of the group."
# verdicts = ["accepted"]
# grouped = true
# ///
import types

MARK = "left by an earlier case"


class Finder:
    left = MARK

    def find_spec(self, name, path=None, target=None):
        return None


def attack(root, worker):
    import math
    if "left" in sys.modules or getattr(math, "left", None):
        LOOT.append("a module")
    if any(getattr(finder, "left", None) for finder in sys.meta_path) or MARK in sys.path:
        LOOT.append("an import hook")
    if getattr(sys.displayhook, "left", None):
        LOOT.append("a hook")
    sys.modules["left"] = sys.modules["math"] = types.ModuleType("math")
    sys.modules["math"].left = MARK
    sys.meta_path.insert(0, Finder())
    sys.path.append(MARK)
    sys.displayhook = Finder
    return LOOT
