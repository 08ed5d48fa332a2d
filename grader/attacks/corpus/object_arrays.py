# /// attack
# tries = "Answer with arrays of objects, whose comparison would run the attacker's code."
# verdicts = ["wrong_answer"]
# graded = true
# ///
class Equal:
    def __eq__(self, other):
        return True
    __hash__ = None
    __lt__ = __gt__ = __le__ = __ge__ = __eq__
    def __float__(self):
        return 0.0

def relu_der(dA, cache):
    answer = np.empty(np.shape(dA), dtype=object)
    answer.fill(Equal())
    return answer
