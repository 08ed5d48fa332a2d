# /// attack
# tries = "Answer with numbers that say one thing to one question and another to the next."
# verdicts = ["wrong_answer"]
# graded = true
# ///
class Number(float):
    def __eq__(self, other):
        return True
    def __float__(self):
        return 0.0
    def __sub__(self, other):
        return 0.0
    __rsub__ = __abs__ = lambda self, *_: 0.0

class Text(str):
    def __eq__(self, other):
        return True
    __hash__ = str.__hash__

def relu_der(dA, cache):
    return [[Number(7) for _ in row] for row in dA] + [Text("x")]
