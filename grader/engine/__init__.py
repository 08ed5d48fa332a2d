"""The engine: test cases, checks, diagnosis, scoring and the grading loop.

Pure: nothing here starts a process, opens a socket or a file, or looks at a clock. The jail and the clock are handed
in (`ports.Jail`, and a function that returns seconds). What test cases and references need is exported here.
"""

from grader.engine.adapter import adapter
from grader.engine.case import Case, Suite, case
from grader.engine.expect import expect
from grader.engine.fixtures import frozen, nonzero_arrays
from grader.engine.gradient_check import central_differences, gradient_check
from grader.engine.mistake import SomeException, mistake
from grader.engine.proxy import draw, note, substitute, watch

__all__ = [
    "Case",
    "SomeException",
    "Suite",
    "adapter",
    "case",
    "central_differences",
    "draw",
    "expect",
    "frozen",
    "gradient_check",
    "mistake",
    "nonzero_arrays",
    "note",
    "substitute",
    "watch",
]
