# /// attack
# tries = "Send a header nested a hundred thousand deep, to overflow the parser's stack."
# verdicts = ["runtime_error", "output_limit_exceeded"]
# ///
import struct

def attack(root, worker):
    header = b"[" * 400_000 + b"]" * 400_000
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
