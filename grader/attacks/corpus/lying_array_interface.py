# /// attack
# tries = "Answer with an object whose array interface points at memory that is not its own."
# verdicts = ["runtime_error", "wrong_answer"]
# graded = true
# ///
class Liar:
    def __init__(self, shape):
        self.__array_interface__ = {"shape": shape, "typestr": "<f8", "data": (4096, False), "version": 3}

def relu_der(dA, cache):
    return np.asarray(Liar(np.shape(dA)))
