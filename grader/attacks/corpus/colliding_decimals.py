# /// attack
# tries = "Send a dictionary whose keys are decimal numbers with few different hashes."
# verdicts = ["wrong_answer"]
# graded = true
# ///
def relu_der(dA, cache):
    return {number * 2.0 ** (61 * power): 0 for number in range(1, 3000) for power in range(16)}
