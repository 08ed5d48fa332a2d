# /// attack
# tries = "Load a kernel module or another kernel."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    system_call("init_module", 175, 0, 0, b"")
    system_call("finit_module", 313, 3, b"", 0)
    system_call("delete_module", 176, b"x", 0)
    system_call("kexec_load", 246, 0, 0, 0, 0)
    system_call("kexec_file_load", 320, 0, 0, 0, 0, 0)
    system_call("iopl", 172, 3)
    system_call("ioperm", 173, 0, 1, 1)
    return LOOT
