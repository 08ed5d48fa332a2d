# /// attack
# tries = "Answer with objects whose __class__ says that they are arrays or numbers, and that equal everything."
# verdicts = ["wrong_answer", "runtime_error"]
# graded = true
# ///
class Anything:
    def __getattr__(self, name):
        return lambda *args, **kwargs: self
    def __eq__(self, other):
        return True
    __hash__ = None

def relu_der(dA, cache):
    kind = type("Disguised", (Anything, float) if dA.size % 2 else (Anything,), {"__class__": np.ndarray})
    return kind()
