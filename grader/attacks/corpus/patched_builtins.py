# /// attack
# tries = "Replace Python's own functions: isinstance, type, len, float, print, exceptions."
# verdicts = ["wrong_answer", "runtime_error"]
# graded = true
# ///
import builtins

def relu_der(dA, cache):
    for name in ("isinstance", "type", "len", "float", "abs", "all", "any", "max", "sum", "getattr", "hasattr"):
        setattr(builtins, name, lambda *args, **kwargs: True)
    return "accepted"
