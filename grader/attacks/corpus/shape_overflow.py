# /// attack
# tries = "Send shapes whose product overflows, negative extents and too many axes."
# verdicts = ["runtime_error", "output_limit_exceeded"]
# ///
import struct

def attack(root, worker):
    shape = ("4294967296,4294967296", "-1,-8", "0,9223372036854775807", "1," * 70 + "1", "1.5", "true")[len(root) % 6]
    header = f'{{"t":[{request_number()},"ok",{{"a":["f8",{shape}]}}]}}'.encode()
    send(struct.pack("<IQ", len(header), 8) + header + bytes(8))
    return []
