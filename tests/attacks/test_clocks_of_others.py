"""Read how much processor time the case before or after this one has used: it could be told anything by that."""

from __future__ import annotations

from grader.attacks import Attack

ATTACK = Attack(
    source="""
import time

def attack(root, worker):
    me, now = os.getpid(), (ctypes.c_long * 2)()
    for process in [*range(1, 64), worker]:
        if process == me:
            continue
        for kind in range(3):
            clock = (~process << 3) | kind
            attempt(f"the clock of process {process}", time.clock_gettime, clock)
            attempt(f"whether there is a process {process}", time.clock_getres, clock)
        if _libc.clock_nanosleep((~process << 3) | 2, 1, now, None) == 0:
            LOOT.append(f"waited for process {process} to work")
    time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID), time.process_time(), time.sleep(0.001)
    return LOOT
""",
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
