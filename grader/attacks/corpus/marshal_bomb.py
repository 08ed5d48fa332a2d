# /// attack
# tries = "Send code objects and pickles as if they were frames."
# verdicts = ["runtime_error"]
# ///
import marshal, pickle, struct

def attack(root, worker):
    for data in (marshal.dumps(compile("1", "x", "eval")), pickle.dumps([1]), b"\x93NUMPY" + bytes(100)):
        send(struct.pack("<IQ", len(data), 0) + data)
    return []
