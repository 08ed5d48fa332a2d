# /// attack
# tries = "Leave a few bits for the next case and the next student in the flags of a file description that all children share."
# verdicts = ["accepted"]
# repeated = true
# ///
import fcntl

KEPT = os.O_APPEND | os.O_NONBLOCK

def attack(root, worker):
    for descriptor in range(4):
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        if flags & KEPT:
            LOOT.append(f"descriptor {descriptor} remembers {flags & KEPT:#x}")
        attempt("mark an open file", fcntl.fcntl, descriptor, fcntl.F_SETFL, flags | KEPT)
    for name in ("/dev/null", "/dev/zero", "/jail/inside/case.py"):
        with open(name, "rb") as file:
            attempt("mark a file", fcntl.fcntl, file, fcntl.F_SETFL, os.O_NONBLOCK)
    return LOOT
