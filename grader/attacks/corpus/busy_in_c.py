# /// attack
# tries = "Loop in C code, where no Python signal handler runs."
# verdicts = ["time_limit_exceeded"]
# wall_seconds = 0.5
# ///
import re

def attack(root, worker):
    re.match("(a+)+$", "a" * 64 + "b")
