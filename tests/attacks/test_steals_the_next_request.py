"""Read the next requests from the wire in a signal handler, before the runner does, and answer in its place."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import signal

def steal(number, frame_of_the_runner):
    try:
        data = os.read(3, 1 << 20)
    except OSError:
        return
    for number in range(2, 40):
        send(frame((number, "ok", "accepted")))

def relu_der(dA, cache):
    signal.signal(signal.SIGALRM, steal)
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    return np.zeros_like(dA)
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
