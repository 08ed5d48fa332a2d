# /// attack
# tries = "Smuggle the inputs of hidden cases out by print, and by the text and the class name of an exception."
# verdicts = ["runtime_error"]
# graded = true
# hidden = true
# ///
def relu_der(dA, cache):
    secret = "smuggled " + repr(np.asarray(dA).tolist())[:200]
    print(secret)
    print(secret, file=sys.stderr)
    raise type(secret[:90], (Exception,), {})(secret)
