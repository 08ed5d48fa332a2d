# /// attack
# tries = "Send random bytes."
# verdicts = ["runtime_error"]
# ///
import random

def attack(root, worker):
    source = random.Random(1)
    send(b"\x10\0\0\0" + bytes(8) + source.randbytes(16))
    return []
