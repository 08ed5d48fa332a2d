# /// attack
# tries = "Answer twice, so that the second one is taken for the answer to the next request."
# verdicts = ["runtime_error", "wrong_answer"]
# graded = true
# ///
def relu_der(dA, cache):
    send(frame((request_number(), "ok", 0)))
    send(frame((request_number() + 1, "ok", 0)))
    return 0
