# /// attack
# tries = "Catch whatever the time limit raises, and go on."
# verdicts = ["time_limit_exceeded"]
# wall_seconds = 0.5
# ///
def attack(root, worker):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
