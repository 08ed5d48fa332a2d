# /// attack
# tries = "Answer with NaN, infinity and signed zeros, hoping that a comparison with them holds."
# verdicts = ["wrong_answer"]
# graded = true
# ///
def relu_der(dA, cache):
    return np.full(np.shape(dA), np.frombuffer(b"\x01\0\0\0\0\0\xf8\xff")[0])
