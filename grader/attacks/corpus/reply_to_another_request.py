# /// attack
# tries = "Send the answer to a request that was never made."
# verdicts = ["runtime_error"]
# graded = true
# ///
def relu_der(dA, cache):
    for number in (0, -1, request_number() + 1, 2**62):
        send(frame((number, "ok", dA)))
    return 0
