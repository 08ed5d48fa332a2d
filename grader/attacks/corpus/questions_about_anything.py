# /// attack
# tries = "Ask the grader to call functions that it never offered: the reference itself."
# verdicts = ["runtime_error"]
# graded = true
# ///
def relu_der(dA, cache):
    for name in ("relu_der", "reference", "eval", "__import__", "os.system"):
        send(frame((request_number(), "ask", (name, (dA, cache), {}))))
    answer = os.read(3, 65536)
    return answer
