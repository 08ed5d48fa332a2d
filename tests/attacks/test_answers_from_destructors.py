"""Let destructors, weak references and the garbage collector's callbacks answer from within the runner's own code."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
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
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.WRONG_ANSWER),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
