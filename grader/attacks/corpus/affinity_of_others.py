# /// attack
# tries = "Find other processes by their processor affinity, and move the own process to another processor."
# verdicts = ["accepted"]
# ///
import resource

def attack(root, worker):
    read, change = {"x86_64": (204, 203)}.get(os.uname().machine, (123, 122))
    mask = ctypes.create_string_buffer(128)
    for process in [*range(1, 64), worker, os.getpid(), 99999]:
        _, error = system_call(f"affinity of process {process}", read, process, ctypes.c_size_t(128), mask)
        if error != 1:
            LOOT.append(f"process {process}: error {error} tells whether it exists")
    system_call("own affinity, set", change, 0, ctypes.c_size_t(128), b"\xff" * 128)
    # Schedulers, priorities and groups of processes.
    for call in {"x86_64": (140, 142, 143, 145, 148, 315, 121, 124, 252)}.get(os.uname().machine, ()):
        for process in (1, worker):
            system_call(f"call {call} on process {process}", call, process, process, mask, 128)
    if not os.sched_getaffinity(0):
        LOOT.append("the own affinity cannot be read")
    return LOOT
