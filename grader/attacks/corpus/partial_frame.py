# /// attack
# tries = "Begin a frame and keep the grader waiting for the rest."
# verdicts = ["time_limit_exceeded", "runtime_error"]
# wall_seconds = 0.5
# ///
import time

def attack(root, worker):
    send(frame((request_number(), "ok", []))[:-3])
    time.sleep(1000)
