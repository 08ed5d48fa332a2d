"""Calls of substituted functions: computed outside, with arguments that the submission chooses."""

from __future__ import annotations

import numpy as np
import pytest

from grader.errors import SubmissionFault
from grader.model import MIB, Bundle, Limits, Source, Verdict
from grader.sandbox import open_jail
from grader.sandbox.memory_limit import limit_growth

LIMITS = Limits(wall_seconds=5.0, memory_bytes=512 * MIB, frame_bytes=8 * MIB)


@pytest.fixture(scope="module")
def jail():
    with open_jail() as opened:
        yield opened


def asked(jail, code, functions):
    source = Source(filename="a.py", cells=(code,))
    with (
        jail.admit(Bundle(source=source, support="", entry_points=("f",))) as admitted,
        admitted.case(LIMITS) as session,
    ):
        session.substitute(functions)
        return session.call("f", (), {})


def test_memory_is_bounded():
    with limit_growth(64 * MIB), pytest.raises(MemoryError):
        np.ones(10**9)
    assert np.ones(10**6).sum() == 10**6


def test_arguments_that_need_too_much_memory_are_the_students_error(jail):
    code = """
import numpy as np
def f():
    try:
        return g(np.ones((60000, 1)), np.ones((1, 60000)))
    except MemoryError as error:
        return "refused"
"""
    assert asked(jail, code, {"g": np.matmul}) == "refused"


def test_an_answer_too_large_to_be_sent_is_the_students_error(jail):
    code = "import numpy as np\ndef f():\n    return g(np.ones((3000, 1)), np.ones((1, 3000)))"
    with pytest.raises(SubmissionFault) as caught:
        asked(jail, code, {"g": np.matmul})
    assert caught.value.verdict is Verdict.RUNTIME_ERROR


def test_calls_of_a_substitute_count_as_the_students_time(jail):
    def slow():
        import time

        time.sleep(0.3)

    with pytest.raises(SubmissionFault) as caught:
        asked(jail, "def f():\n    while True:\n        g()", {"g": slow})
    assert caught.value.verdict is Verdict.TIME_LIMIT_EXCEEDED
