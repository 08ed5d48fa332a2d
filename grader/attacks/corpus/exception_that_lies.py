# /// attack
# tries = "Raise an exception whose text, type and traceback cannot be read."
# verdicts = ["runtime_error", "memory_limit_exceeded"]
# graded = true
# ///
class Nasty(Exception):
    def __str__(self):
        raise self
    __repr__ = __str__
    @property
    def __traceback__(self):
        raise self
    @property
    def __class__(self):
        return MemoryError

def relu_der(dA, cache):
    raise Nasty
