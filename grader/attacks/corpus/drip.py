# /// attack
# tries = "Send a frame byte by byte, so slowly that a time limit per read would never be hit."
# verdicts = ["time_limit_exceeded", "runtime_error"]
# wall_seconds = 0.5
# ///
import time

def attack(root, worker):
    data = frame((request_number(), "ok", [0] * 1000))
    for index in range(len(data)):
        send(data[index : index + 1])
        time.sleep(0.01)
