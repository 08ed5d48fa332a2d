# /// attack
# tries = "Change the arguments, and report them as unchanged or as something else."
# verdicts = ["runtime_error", "wrong_answer"]
# graded = true
# hidden = true
# ///
import copy

runner = sys.modules["inside.runner"]

def lie(self, on, name, args, kwargs, back):
    result = self._find(on, name)(*args, **kwargs)
    return (result, [["smuggled"], {"Z": result}]) if back else result

runner.OPERATIONS["call"] = lie

def relu_der(dA, cache):
    dA[...] = 0
    cache["Z"][...] = 7
    return dA
