"""Raise an exception whose text, type and traceback cannot be had."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
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
""",
    graded=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.MEMORY_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
