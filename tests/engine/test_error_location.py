"""What is said of the place of wrong entries."""

import numpy as np
import pytest

from grader.engine.error_location import common_location
from grader.engine.tracing import Interaction

Z = np.array([[0.0, 1.0, -2.0], [3.0, 0.0, -1.0], [np.nan, 2.0, -4.0]])


def said(wrong, *args, parameters=("x", "cache")):
    return common_location(wrong, Interaction(kind="call", name="f", args=args, kwargs={}), parameters)[0]


@pytest.mark.parametrize(("wrong", "words"), [(Z == 0, "is exactly 0"), (Z < 0, "is negative"), (Z > 0, "is positive")])
def test_what_an_argument_is_where_entries_are_wrong(wrong, words):
    assert said(wrong, np.ones((2, 2)), {"Z": Z}) == f"All wrong entries lie where Z {words}."


def test_a_mask_as_an_argument():
    mask = Z > 0
    assert said(mask, mask) == "All wrong entries lie where x is positive."
    assert said(~mask, mask) == "All wrong entries lie where x is exactly 0."


def test_what_is_nearly_everywhere_says_nothing():
    assert said(Z == 0, np.ones(Z.shape)) == ""


def test_rows_columns_and_the_diagonal():
    wrong = np.zeros((3, 3), bool)
    wrong[1] = True
    assert said(wrong) == "All wrong entries lie in row 1."
    assert said(wrong.T) == "All wrong entries lie in column 1."
    assert said(np.eye(3, dtype=bool)) == "Exactly the diagonal is wrong."
    assert said(np.ones((3, 3), bool)) == said(np.zeros((3, 3), bool)) == ""
