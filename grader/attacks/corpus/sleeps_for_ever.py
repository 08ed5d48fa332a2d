# /// attack
# tries = "Wait without end and without using the processor."
# verdicts = ["time_limit_exceeded"]
# wall_seconds = 0.5
# ///
import time

def attack(root, worker):
    time.sleep(10**8)
