# /// attack
# tries = "Answer with an object that changes each time it is looked at."
# verdicts = ["wrong_answer", "runtime_error", "output_limit_exceeded"]
# graded = true
# ///
import itertools

class Shifty(np.ndarray):
    count = itertools.count()
    @property
    def shape(self):
        return (next(self.count) % 3 + 1, 2)
    @property
    def dtype(self):
        return np.dtype(("f8", "i4", "O")[next(self.count) % 3])
    def __array_finalize__(self, other):
        pass
    def tobytes(self):
        return b""

def relu_der(dA, cache):
    return np.zeros(np.shape(dA)).view(Shifty)
