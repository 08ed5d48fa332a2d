# /// attack
# tries = "Answer over the wire in the runner's place; the grader must compare it like any other answer."
# verdicts = ["wrong_answer", "runtime_error"]
# graded = true
# ///
def relu_der(dA, cache):
    send(frame((request_number(), "ok", "accepted")))
    os._exit(0)
