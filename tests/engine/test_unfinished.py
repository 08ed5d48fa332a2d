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


STARTER = "def f(y):\n    z = y['Z']\n    # your code here\n    return z\n"


def found_in(code):
    return Unfinished(SourceMap(Source(filename="submission.py", cells=(code,))), STARTER).find("f")


@pytest.mark.parametrize(
    "below",
    [
        "<<<<<<< HEAD\n    z = 2 * z\n=======\n    z = 3 * z\n>>>>>>> main\n    return z\n",
        "z = 2 * z\n    return z\n",
    ],
    ids=["merge marks", "a line without its indentation"],
)
def test_a_function_that_is_cut_by_a_line_at_the_margin_is_not_the_starters(below):
    assert found_in(f"def f(y):\n    z = y['Z']\n{below}") is None


def test_the_starters_function_is_found_beside_lines_that_do_not_parse():
    for below in ("if:\n    x = 1\n", "g(\n    1\n", "x = (\n", "def g(:\n    pass\n"):
        found = found_in(f"{STARTER}{below}")
        assert (found.line, found.function) == (3, "f")
