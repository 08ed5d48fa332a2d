"""What an assignment's code prints is read, so that it never waits for a reader."""

import os
import time

import pytest

from grader.evaluator.output_tail import KEPT, OutputTail
from grader.model import Verdict

PRINTING = """
import sys
from grader.engine import case, expect

print("loading " * 20_000)

@case(row="value", title="Only", visible=True)
def only(student, reference):
    for stream in (sys.stdout, sys.stderr):
        print("x" * 300_000, file=stream, flush=True)
    expect(student.number(1)).close_to(reference.number(1))
"""
REFERENCE = """
def number(n):
    print("loss " * 40_000, flush=True)
    return float(n)
"""


def test_cases_and_references_may_print_more_than_a_pipe_holds(evaluation):
    evaluation.assignment(PRINTING, reference=REFERENCE)
    for _ in range(3):
        assert evaluation.grade("def number(n):\n    return float(n)\n").verdict is Verdict.ACCEPTED
        assert evaluation.grade("def number(n):\n    return -1.0\n").verdict is Verdict.WRONG_ANSWER


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    tail = OutputTail(reading)
    yield tail, writing
    tail.close()


def test_the_end_is_kept_and_given_once(pipe):
    tail, writing = pipe
    for _ in range(10):
        os.write(writing, b"x" * 60_000)
    os.write(writing, "the end \u00e9".encode())
    os.close(writing)
    said = tail.take()
    assert said.endswith("xthe end \u00e9")
    assert len(said) <= KEPT
    assert tail.take() == ""


def test_a_writer_that_lives_on_is_not_waited_for(pipe):
    tail, writing = pipe
    os.write(writing, b"said")
    begin = time.monotonic()
    assert tail.take() == "said"
    assert time.monotonic() - begin < 5
    os.close(writing)
