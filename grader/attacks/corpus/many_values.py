# /// attack
# tries = "Send millions of tiny values, each of which costs the grader an object."
# verdicts = ["output_limit_exceeded"]
# ///
import struct

def attack(root, worker):
    header = b"[" + b"0," * 5_000_000 + b"0]"
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
