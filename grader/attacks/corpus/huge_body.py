# /// attack
# tries = "Announce a body as large as allowed, and send none of it."
# verdicts = ["time_limit_exceeded", "runtime_error"]
# wall_seconds = 0.5
# ///
import struct, time

def attack(root, worker):
    header = b'[{"t":[2,"ok",[]]}]'
    send(struct.pack("<IQ", len(header), 60 * 1024 * 1024) + header)
    time.sleep(1000)
