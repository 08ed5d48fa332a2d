# /// attack
# tries = "Send handles of objects that do not exist, with names that a page might show."
# verdicts = ["accepted", "runtime_error"]
# ///
import struct

def attack(root, worker):
    header = f'{{"t":[{request_number()},"ok",[{{"h":[2000000000,"<script>",["__class__","__reduce__"]]}}]]}}'.encode()
    send(struct.pack("<IQ", len(header), 0) + header)
    return []
