# /// attack
# tries = "Send kinds of replies that do not exist."
# verdicts = ["runtime_error"]
# graded = true
# ///
def relu_der(dA, cache):
    for kind in ("accepted", "pass", "score", "", "ready", "verdict"):
        send(frame((request_number(), kind, 15.0)))
    return 0
