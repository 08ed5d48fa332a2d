# /// attack
# tries = "Answer hidden cases from a memory of earlier ones: files, globals, builtins."
# verdicts = ["wrong_answer"]
# graded = true
# hidden = true
# ///
import builtins

def relu_der(dA, cache):
    seen = getattr(builtins, "seen", [])
    builtins.seen = seen + [dA]
    try:
        with open("/tmp/seen", "a+") as file:
            file.write("x")
            file.seek(0)
            if len(file.read()) > 1:
                return seen[-1]
    except OSError:
        pass
    return 0
