# /// attack
# tries = "Fork until the machine stops."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    import time
    deadline = time.monotonic() + 1
    made = 0
    while time.monotonic() < deadline:
        try:
            if os.fork() >= 0:
                made += 1
        except OSError:
            pass
    return [f"{made} processes"] if made else []
