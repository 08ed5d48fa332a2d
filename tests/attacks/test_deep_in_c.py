"""Nest values so deeply that C code which walks them runs out of stack: repr, json, copy, pickle, ast."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import ast, copy, json

def relu_der(dA, cache):
    deep = []
    for _ in range(200_000):
        deep = [deep]
    for walk in (repr, json.dumps, copy.deepcopy, hash, str):
        try:
            walk(deep)
        except Exception:
            pass
    sys.setrecursionlimit(10**9)
    try:
        compile("-" * 500_000 + "1", "x", "eval")
    except Exception:
        pass
    ast.literal_eval("(" * 90 + ")" * 90)
    return deep
""",
    graded=True,
    ends=(Verdict.OUTPUT_LIMIT_EXCEEDED, Verdict.RUNTIME_ERROR, Verdict.MEMORY_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
