# /// attack
# tries = "Leave data in System V or POSIX shared memory for the next test case."
# verdicts = ["accepted"]
# repeated = true
# ///
def attack(root, worker):
    system_call("shmget", 29, 1234, 4096, 0o1666)
    system_call("msgget", 68, 1234, 0o1666)
    system_call("semget", 64, 1234, 1, 0o1666)
    system_call("mq_open", 240, b"left", os.O_CREAT | os.O_RDWR, 0o666, 0)
    attempt("shm_open", open, "/dev/shm/left", "w")
    system_call("memfd_create", 319, b"left", 0)
    return LOOT
