# /// attack
# tries = "Answer with an object that equals everything, whatever it is asked."
# verdicts = ["wrong_answer"]
# graded = true
# ///
class Equal:
    shape = (2, 2)
    dtype = np.dtype(float)
    ndim = 2
    size = 4
    def __eq__(self, other):
        return True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 0
    def __array__(self, *args, **kwargs):
        return np.zeros((2, 2))
    def __array_function__(self, function, types, args, kwargs):
        return True
    def __array_ufunc__(self, *args, **kwargs):
        return True
    def __getattr__(self, name):
        return lambda *args, **kwargs: True

def relu_der(dA, cache):
    return Equal()
