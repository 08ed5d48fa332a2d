# /// attack
# tries = "Smuggle the inputs of hidden cases out in the names of the functions in a traceback."
# verdicts = ["runtime_error"]
# graded = true
# hidden = true
# ///
def relu_der(dA, cache):
    secret = "smuggled" + "".join(c for c in repr(np.asarray(dA).tolist())[:40] if c.isalnum())
    def fail():
        raise ValueError
    fail.__code__ = fail.__code__.replace(co_name=secret, co_qualname=secret)
    fail()
