# /// attack
# tries = "Raise an exception with a text of a gigabyte, and a chain of a million causes."
# verdicts = ["runtime_error", "memory_limit_exceeded"]
# graded = true
# ///
def relu_der(dA, cache):
    raise ValueError("x" * 300_000_000)
