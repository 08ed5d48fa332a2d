# /// attack
# tries = "Announce frames of terabytes, so that the grader makes room for them."
# verdicts = ["output_limit_exceeded"]
# ///
import struct

def attack(root, worker):
    send(struct.pack("<IQ", 2**32 - 1, 2**64 - 1))
    send(bytes(1000))
    return []
