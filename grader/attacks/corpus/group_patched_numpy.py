# /// attack
# tries = "Replace functions of NumPy, so that they help or remember in later cases of the group."
# verdicts = ["accepted"]
# grouped = true
# ///
MARK = "left by an earlier case"


def attack(root, worker):
    for module in (np, np.random, np.linalg):
        if hasattr(module, "left"):
            LOOT.append(f"{module.__name__}: {module.left}")
        module.left = MARK
    if np.sum(np.ones(3)) != 3 or np.linalg.norm([3.0, 4.0]) != 5:
        LOOT.append("a replaced function")
    np.sum = np.linalg.norm = lambda *args, **kwargs: MARK
    del np.allclose
    return LOOT
