# /// attack
# tries = "Fork a process that outlives the test case."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    attempt("fork", os.fork)
    attempt("forkpty", os.forkpty)
    system_call("fork", 57)
    system_call("vfork", 58)
    system_call("clone", 56, 17, 0, 0, 0, 0)
    system_call("clone3", 435, ctypes.create_string_buffer(88), 88)
    return LOOT
