# /// attack
# tries = "Load a BPF program, or open a performance counter."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    system_call("bpf", 321, 5, ctypes.create_string_buffer(128), 128)
    system_call("perf_event_open", 298, ctypes.create_string_buffer(128), 0, -1, -1, 0)
    system_call("seccomp", 317, 1, 0, 0)
    system_call("prctl seccomp", 157, 22, 2, 0)
    system_call("prctl dumpable", 157, 4, 1, 0, 0, 0)
    return LOOT
