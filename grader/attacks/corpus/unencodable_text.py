# /// attack
# tries = "Answer with lone surrogates, NUL and text of megabytes."
# verdicts = ["runtime_error"]
# ///
def attack(root, worker):
    return ["\ud800", "\0", "x" * 10_000_000]
