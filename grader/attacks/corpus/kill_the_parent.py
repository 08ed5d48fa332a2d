# /// attack
# tries = "Kill the parent, the worker, or everybody."
# verdicts = ["accepted"]
# ///
import signal

def attack(root, worker):
    for pid in (os.getppid(), 1, worker, -1, 0, 2, 3):
        for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, 0):
            if pid == 0 and number == 0:
                continue
            attempt(f"kill {pid} {number}", os.kill, pid, number)
    attempt("killpg", os.killpg, os.getpgrp(), signal.SIGKILL)
    system_call("tgkill", 234, 1, 1, 9)
    system_call("tkill", 200, 1, 9)
    system_call("rt_sigqueueinfo", 129, 1, 9, ctypes.create_string_buffer(128))
    system_call("pidfd_open", 434, 1, 0)
    system_call("pidfd_send_signal", 424, 3, 9, 0, 0)
    return LOOT
