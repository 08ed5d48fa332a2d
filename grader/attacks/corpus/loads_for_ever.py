# /// attack
# tries = "Loop without end while the submission is loaded."
# verdicts = ["time_limit_exceeded"]
# wall_seconds = 0.5
# ///
class Forever:
    while True:
        pass

def attack(root, worker):
    return []
