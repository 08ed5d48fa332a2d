# /// attack
# tries = "Write over the interpreter's own objects through ctypes."
# verdicts = ["runtime_error", "wrong_answer", "time_limit_exceeded"]
# graded = true
# ///
def relu_der(dA, cache):
    for value in (0, 1, 2, True):
        ctypes.memset(id(value) + 24, 7, 4)
    return dA
