# /// attack
# tries = "Switch off the timers by which time is measured inside."
# verdicts = ["time_limit_exceeded"]
# wall_seconds = 0.5
# ///
import signal, time

def attack(root, worker):
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    time.monotonic = time.perf_counter = time.time = lambda: 0.0
    while True:
        pass
