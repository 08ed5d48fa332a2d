# /// attack
# tries = "Compute without end."
# verdicts = ["time_limit_exceeded"]
# wall_seconds = 0.5
# ///
def attack(root, worker):
    while True:
        pass
