# /// attack
# tries = "Trace another process, or read and write its memory."
# verdicts = ["accepted"]
# ///
def attack(root, worker):
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    for pid in (1, 2, os.getppid(), worker):
        for request in (0, 16, 0x4206):
            system_call(f"ptrace {pid}", 101, request, pid, 0, 0)
        system_call(f"process_vm_readv {pid}", 310, pid, vector, 1, vector, 1, 0)
        system_call(f"process_vm_writev {pid}", 311, pid, vector, 1, vector, 1, 0)
        system_call(f"kcmp {pid}", 312, pid, pid, 0, 0, 0)
        system_call(f"pidfd_getfd {pid}", 438, 3, 0, 0)
    return LOOT
