# /// attack
# tries = "Nest values so deeply that C code which walks them runs out of stack: repr, json, copy, pickle, ast."
# verdicts = ["output_limit_exceeded", "runtime_error", "memory_limit_exceeded"]
# graded = true
# ///
import ast, copy, json

def relu_der(dA, cache):
    deep = []
    for _ in range(200_000):
        deep = [deep]
    for walk in (repr, json.dumps, copy.deepcopy, hash, str):
        try:
            walk(deep)
        except Exception:
            pass
    sys.setrecursionlimit(10**9)
    try:
        compile("-" * 500_000 + "1", "x", "eval")
    except Exception:
        pass
    ast.literal_eval("(" * 90 + ")" * 90)
    return deep
