# /// attack
# tries = "Tell the grader, while loading, which lines later test cases are to skip, or that loading succeeded."
# verdicts = ["wrong_answer", "runtime_error", "load_error"]
# graded = true
# ///
class Forger:
    for ranges in ([(0, 1, 10**9)], [(0, -(10**9), 2)], [(7, 1, 1)], None, [(0, 1, "x")]):
        send(frame((1, "ok", ("loaded", [], [], (ranges, [])))))
        send(frame((1, "ok", ("slow", 0, 10**9, [0]))))
        send(frame((1, "running", 10**9)))

def relu_der(dA, cache):
    send(frame((request_number(), "ok", ("loaded", [], [], ([(0, 1, 10**9)], [])))))
    send(frame((request_number(), "running", 0)))
    return 0
