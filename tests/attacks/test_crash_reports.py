"""Have the interpreter's own crash reports, with the runner's stack in them, written to the wire and the log."""

from __future__ import annotations

from grader.attacks import Attack
from grader.model import Verdict

ATTACK = Attack(
    source="""
import faulthandler

def relu_der(dA, cache):
    faulthandler.enable(file=3, all_threads=True)
    attempt("a thread that reports", faulthandler.dump_traceback_later, 0.01, repeat=True, file=3)
    faulthandler.dump_traceback(file=1)
    faulthandler.dump_traceback(file=3)
    ctypes.string_at(8)
    return dA
""",
    graded=True,
    hidden=True,
    ends=(Verdict.RUNTIME_ERROR, Verdict.OUTPUT_LIMIT_EXCEEDED),
)


def test_gains_nothing(attack_on):
    attack_on(ATTACK)
