# /// attack
# tries = "Die of a signal: abort, segmentation fault."
# verdicts = ["runtime_error"]
# graded = true
# ///
def relu_der(dA, cache):
    ctypes.string_at(0)
