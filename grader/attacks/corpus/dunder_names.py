# /// attack
# tries = "Rebind __builtins__, __name__, __import__ and the support code's names at the top level."
# verdicts = ["runtime_error", "wrong_answer"]
# graded = true
# ///
__builtins__ = {"__import__": None}
__name__ = "__main__"
np = None
LOOT = None
send = frame = None

def relu_der(dA, cache):
    return dA
