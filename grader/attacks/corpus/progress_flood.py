# /// attack
# tries = "Flood the grader with progress reports instead of answering."
# verdicts = ["time_limit_exceeded"]
# wall_seconds = 0.5
# ///
def attack(root, worker):
    busy = frame((request_number(), "busy", {"now": None, "seen": []}))
    while True:
        send(busy * 100)
