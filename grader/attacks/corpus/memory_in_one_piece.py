# /// attack
# tries = "Ask for all memory at once."
# verdicts = ["memory_limit_exceeded"]
# ///
def attack(root, worker):
    return [np.ones(10**12).sum()]
