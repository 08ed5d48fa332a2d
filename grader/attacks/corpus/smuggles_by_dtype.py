# /// attack
# tries = "Smuggle the inputs of hidden cases out in the field names of a dtype."
# verdicts = ["wrong_answer"]
# graded = true
# hidden = true
# ///
def relu_der(dA, cache):
    secret = "smuggled" + "".join(c for c in repr(np.asarray(dA).tolist())[:40] if c.isalnum())
    return np.zeros(2, dtype=[(secret, "f8")])
