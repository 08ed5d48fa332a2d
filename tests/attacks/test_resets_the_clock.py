"""Switch off the timers by which time is measured inside."""

from __future__ import annotations

from dataclasses import replace

from grader.attacks import LIMITS, Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import signal, time

def attack(root, worker):
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    time.monotonic = time.perf_counter = time.time = lambda: 0.0
    while True:
        pass
""",
    ends=(Verdict.TIME_LIMIT_EXCEEDED,),
    limits=replace(LIMITS, wall_seconds=0.5),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
