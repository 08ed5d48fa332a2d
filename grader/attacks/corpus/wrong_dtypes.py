# /// attack
# tries = "Send arrays of dtypes that are not listed: objects, strings, structures, dates."
# verdicts = ["runtime_error"]
# ///
import struct

def attack(root, worker):
    code = ("O", "|O", "V8", "U4", "M8", "f16", ">f8", "i4,i4")[len(root) % 8]
    header = f'{{"t":[{request_number()},"ok",{{"a":["{code}",1]}}]}}'.encode()
    send(struct.pack("<IQ", len(header), 8) + header + bytes(8))
    return []
