# /// attack
# tries = "Answer all requests that may ever come while the submission is loaded, before anything was asked."
# verdicts = ["runtime_error", "load_error", "wrong_answer"]
# graded = true
# ///
def ahead():
    for number in range(1, 60):
        for value in (True, 15.0, np.zeros((2, 2)), {"verdict": "accepted", "score": 15.0}):
            send(frame((number, "ok", value)))

GIVEN = ahead()

def relu_der(dA, cache, given=GIVEN):
    return dA
