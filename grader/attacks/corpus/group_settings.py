# /// attack
# tries = "Within the subset: leave settings of NumPy, random numbers and filters of warnings."
# verdicts = ["accepted"]
# grouped = true
# ///
import random
import warnings


def attack(root, worker):
    old = np.seterr(all="raise", under="ignore")
    if old["divide"] == "raise":
        LOOT.append("seterr")
    if str(np.array([1.23456789])) != "[1.23456789]":
        LOOT.append("print options")
    np.set_printoptions(precision=1)
    if (np.random.randint(10**9), random.randint(0, 10**9)) != FIRST:
        LOOT.append("random numbers")
    warnings.simplefilter("error")
    np.random.seed(7)
    random.seed(7)
    return LOOT


FIRST = (np.random.randint(10**9), random.randint(0, 10**9))
np.random.seed(0)
random.seed(0)
