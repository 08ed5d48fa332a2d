"""Redefine what the loader uses: its names, its classes, its namespace, its hooks."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import builtins

class Meta(type):
    def __setattr__(cls, name, value):
        raise SystemExit
    def mro(cls):
        return [cls, object]
    def __instancecheck__(cls, other):
        raise KeyboardInterrupt

class relu_der(metaclass=Meta):
    __builtins__ = {}
    for name in list(sys.modules):
        if name.startswith("inside."):
            module = sys.modules[name]
            for key in list(vars(module)):
                if key in ("NotLoaded", "Problem", "Loaded", "load", "Caps", "DTYPES"):
                    setattr(module, key, None)
    builtins.__import__ = None
    def __call__(self, dA, cache):
        return dA
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.WRONG_ANSWER, Verdict.LOAD_ERROR),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
