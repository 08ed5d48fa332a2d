# /// attack
# tries = "Leave signal handlers and timers that run while later cases of the group do."
# verdicts = ["accepted"]
# grouped = true
# ///
import signal
import time

CALLS = []


def left_behind(number, frame):
    CALLS.append(number)
    raise ValueError("left by an earlier case")


def attack(root, worker):
    if any(getattr(signal.getsignal(number), "__name__", "") == "left_behind" for number in signal.valid_signals()):
        LOOT.append("a handler")
    if signal.getitimer(signal.ITIMER_VIRTUAL)[0] or signal.getitimer(signal.ITIMER_PROF)[0]:
        LOOT.append("a timer")
    if signal.pthread_sigmask(signal.SIG_BLOCK, ()):
        LOOT.append("blocked signals")
    until = time.monotonic() + 0.05
    while time.monotonic() < until:
        pass
    for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGUSR1, signal.SIGINT):
        signal.signal(number, left_behind)
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF))
    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        signal.setitimer(timer, 0.001, 0.001)
    return LOOT
