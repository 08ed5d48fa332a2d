"""Which lines of a submission are taken for lines of the starter that are still to be written."""

import textwrap

import pytest

from grader.engine.diagnosis.source_map import SourceMap
from grader.engine.diagnosis.unfinished import Unfinished
from grader.model import Source


def of_none(code):
    source = SourceMap(Source(filename="submission.py", cells=(textwrap.dedent(code),)))
    return Unfinished(source, "def f(y):\n    pass\n").of_none("f")


def test_a_name_that_is_only_set_to_none_is_still_to_be_written():
    found = of_none("""\
        def f(y):
            cost = None
            return cost
    """)
    assert (found.line, found.text, found.function) == (2, "cost = None", "f")


@pytest.mark.parametrize(
    "body",
    [
        "if y is None:\n        cost = None\n    else:\n        cost = 2 * y",
        "cost = None\n    if y > 1:\n        cost = 2 * y",
        "cost = 2 * y\n    if y > 1:\n        cost = None",
    ],
    ids=["the other branch", "below a condition", "before"],
)
def test_a_name_that_is_computed_in_some_branch_is_not(body):
    assert of_none(f"def f(y):\n    {body}\n    return cost\n") is None
