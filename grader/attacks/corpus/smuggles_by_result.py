# /// attack
# tries = "Smuggle the inputs of hidden cases out in the result: its text, its keys, its class name."
# verdicts = ["wrong_answer"]
# graded = true
# hidden = true
# ///
def relu_der(dA, cache):
    secret = "smuggled" + "".join(c for c in repr(np.asarray(dA).tolist())[:40] if c.isalnum())
    if len(dA) % 2:
        return {secret: secret, "x": secret}
    return type(secret, (), {"__repr__": lambda self: secret})()
