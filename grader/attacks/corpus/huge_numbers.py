# /// attack
# tries = "Send integers with millions of digits, and floats beyond all bounds."
# verdicts = ["runtime_error", "output_limit_exceeded"]
# ///
import struct

def attack(root, worker):
    header = b'{"t":[2,"ok",' + b"9" * 1_000_000 + b"]}"
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
