# /// attack
# tries = "Tell the grader, while loading, which lines later test cases are to skip, or that loading succeeded."
# verdicts = ["wrong_answer", "runtime_error"]
# graded = true
# ///
class Forger:
    for ranges in ([(0, 1, 10**9)], [(0, -(10**9), 2)], [(7, 1, 1)], None, [(0, 1, "x")]):
        send(frame((1, "skipped_lines", ranges)))

def relu_der(dA, cache):
    send(frame((request_number(), "skipped_lines", [(0, 1, 10**9)])))
    return 0
