# /// attack
# tries = "Ignore and block all signals, so as not to be stopped."
# verdicts = ["time_limit_exceeded"]
# wall_seconds = 0.5
# ///
import signal

def attack(root, worker):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        pass
