"""Finalise the interpreter, unload its modules, free its objects and jump into nothing while the runner waits."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
def relu_der(dA, cache):
    for name in list(sys.modules):
        if name != "sys":
            del sys.modules[name]
    ctypes.pythonapi.Py_DecRef.argtypes = [ctypes.py_object]
    for thing in (None, True, (), "", 0):
        for _ in range(1000):
            ctypes.pythonapi.Py_DecRef(thing)
    ctypes.pythonapi.Py_FinalizeEx()
    ctypes.CFUNCTYPE(None)(8)()
    return dA
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR,),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
