# /// attack
# tries = "Let destructors, weak references and the garbage collector's callbacks answer from within the runner's own code."
# verdicts = ["runtime_error", "wrong_answer"]
# graded = true
# ///
import gc, weakref

class Late(list):
    def __del__(self):
        send(frame((request_number(), "ok", True)))

def collected(phase, info):
    send(frame((request_number(), "ok", 15.0)))

def relu_der(dA, cache):
    gc.callbacks.append(collected)
    gc.set_threshold(1)
    thing = Late()
    thing.append(thing)
    answer = np.zeros_like(dA)
    weakref.finalize(thing, send, frame((request_number(), "ok", dA)))
    del thing
    return answer
