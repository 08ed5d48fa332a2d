# /// attack
# tries = "Read how much processor time other test cases have used, a covert channel between cases."
# verdicts = ["accepted"]
# ///
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
