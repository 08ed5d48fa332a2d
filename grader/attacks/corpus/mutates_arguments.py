# /// attack
# tries = "Change the arguments in place, so that the expected values change with them."
# verdicts = ["wrong_answer"]
# graded = true
# ///
def relu_der(dA, cache):
    dA[...] = 0
    cache["Z"][...] = 0
    cache.clear()
    return dA
