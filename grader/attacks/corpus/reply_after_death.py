# /// attack
# tries = "Send an answer, and die before it is read."
# verdicts = ["runtime_error", "wrong_answer"]
# graded = true
# ///
def relu_der(dA, cache):
    send(frame((request_number(), "ok", None)))
    os._exit(3)
