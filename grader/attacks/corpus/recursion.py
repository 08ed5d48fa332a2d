# /// attack
# tries = "Recurse without end, in Python and in C."
# verdicts = ["runtime_error", "memory_limit_exceeded", "time_limit_exceeded"]
# ///
def attack(root, worker):
    sys.setrecursionlimit(10**9)
    def down(x):
        return down([x])
    down(0)
