"""What a comparison accepts, and what it says when it does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.engine.checks import CheckFailed
from grader.engine.compare import MARGINS, as_numbers, close, wrong_entries
from grader.errors import JudgeFault


def failure(actual, expected, rtol=1e-6, atol=1e-8):
    with pytest.raises(CheckFailed) as caught:
        close(actual, expected, rtol=rtol, atol=atol)
    return caught.value


def accepts(actual, expected):
    close(actual, expected, rtol=1e-6, atol=1e-8)
    return True


def test_the_same_numbers_in_any_container_are_accepted():
    expected = np.array([[1.0, 2.0], [3.0, 4.0]])
    for actual in (expected, expected.tolist(), np.matrix(expected), expected.astype(int), expected.astype("f4")):
        assert accepts(actual, expected)


def test_one_entry_of_many():
    actual, expected = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    failed = failure(actual, expected)
    assert failed.kind == "value"
    assert failed.message == (
        "1 of 4 entries differs. First: [1, 1] is 5.0, expected 4.0. "
        "Largest absolute error 1.0, largest relative error 0.25."
    )
    assert str(failed.summary) == "1 of 4 entries differs."
    assert failed.mask.tolist() == [[False, False], [False, True]]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_never_passes_where_a_number_is_expected(bad):
    failed = failure(np.array([0.0, bad]), np.array([0.0, 0.0]))
    assert failed.kind == "value"
    assert ("NaN" if np.isnan(bad) else "infinite") in str(failed.summary)


def test_a_margin_of_nan_is_no_way_through():
    failure(np.array([np.nan]), np.array([np.inf]))
    failure(np.nan, 1.0)
    failure([np.nan, 1.0], np.array([1.0, 1.0]))


def test_an_expected_infinity_is_matched_by_the_same_infinity_only():
    assert accepts(np.array([np.inf]), np.array([np.inf]))
    failure(np.array([-np.inf]), np.array([np.inf]))
    failure(np.array([1e308]), np.array([np.inf]))


def test_an_expected_nan_is_the_graders_fault():
    with pytest.raises(JudgeFault):
        close(np.array([1.0]), np.array([np.nan]), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("actual", [np.zeros((3, 2)), np.zeros(6), np.zeros((2, 3, 1)), 0.0, []])
def test_other_shapes_are_told_and_never_broadcast(actual):
    failed = failure(actual, np.zeros((2, 3)))
    assert failed.kind == "shape"
    assert "(2, 3)" in failed.message
    assert "3" not in str(failed.summary)


@pytest.mark.parametrize("actual", [None, "text", {"a": 1}, [[1, 2], [3]], np.array(["x"]), object()])
def test_what_is_no_number_is_told_by_its_kind(actual):
    assert failure(actual, np.zeros(2)).kind == "type"


def test_dictionaries_need_the_keys_and_may_have_more():
    assert accepts({"W": 1.0, "more": None}, {"W": 1.0})
    failed = failure({"w": 1.0}, {"W": 1.0, "b": 2.0})
    assert failed.kind == "keys"
    assert failed.message == "The keys 'W' and 'b' are missing; the dictionary has: 'w'."
    assert failure({"W": 2.0}, {"W": 1.0}).message.startswith("['W']: expected 1.0, got 2.0.")


def test_tuples_are_compared_item_by_item():
    assert accepts([1.0, {"Z": np.ones(2)}], (1.0, {"Z": np.ones(2)}))
    assert failure((1.0, {"Z": np.zeros(2)}), (1.0, {"Z": np.ones(2)})).message.startswith("[1]['Z']: all 2 entries")
    assert failure((1.0,), (1.0, {"Z": np.ones(2)})).kind == "type"
    assert failure(None, (1.0, {})).kind == "type"


def test_an_empty_list_is_expected():
    assert accepts([], [])
    assert accepts(np.array([]), [])
    assert failure(0.0, []).message == "Expected an empty list, got a number."


def test_text_and_none():
    assert accepts("relu", "relu")
    assert failure("sigmoid", "relu").kind == "value"
    assert failure(0, None).kind == "type"


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4)), st.floats(0, 1), st.floats(0, 1))
def test_the_rule_is_that_of_numpy(array, rtol, atol):
    other = np.roll(array.ravel(), 1).reshape(array.shape)
    with np.errstate(all="ignore"):
        expected = ~np.isclose(array, other, rtol=rtol, atol=atol)
    assert np.array_equal(wrong_entries(array, other, rtol=rtol, atol=atol), expected)


@pytest.mark.parametrize("turned", [False, True])
def test_few_wrong_entries_among_many_are_found_by_the_same_rule(turned):
    expected = np.linspace(-1.0, 1.0, 600).reshape(20, 30)
    expected[3, 4] = np.inf
    actual = expected.copy()
    actual[3, 5:8] = np.nan, np.inf, 1e308
    actual[0, :3] += 1e-12, 1e-3, -1e-7
    actual[19, 29], expected[19, 28] = -np.inf, -np.inf
    if turned:
        actual, expected = actual.T, expected.T
    wrong = wrong_entries(actual, expected, rtol=1e-6, atol=1e-8)
    assert np.array_equal(wrong, ~np.isclose(actual, expected, rtol=1e-6, atol=1e-8))
    assert np.count_nonzero(wrong) == 6


def test_an_expected_nan_is_the_graders_fault_whatever_came():
    expected = np.array([[1.0, np.nan]])
    for actual in (expected, np.array([1.0]), "text"):
        with pytest.raises(JudgeFault):
            close(actual, expected, rtol=1e-6, atol=1e-8)


def test_what_is_said_of_a_difference_leaves_out_what_is_not_finite():
    expected = np.arange(1.0, 101.0).reshape(10, 10)
    actual = expected.copy()
    actual[2, 3], actual[4, 4], actual[5, 5] = np.nan, 90.0, -np.inf
    failed = failure(actual, expected)
    assert failed.message == (
        "3 of 100 entries differ. First: [2, 3] is nan, expected 24.0. "
        "Largest absolute error 45.0, largest relative error 1.0. 2 entries are NaN or infinite."
    )


def test_numbers_are_told_from_everything_else():
    assert as_numbers([[1, 2], [3, 4]]).shape == (2, 2)
    assert as_numbers(True).shape == ()
    for value in (None, "1", [1, "2"], [[1], [2, 3]], {"a": 1}, np.array([None]), np.array([{}])):
        assert as_numbers(value) is None


def test_margins_are_measured_while_somebody_listens():
    token = MARGINS.set([])
    close(np.array([1.0 + 5e-7]), np.array([1.0]), rtol=1e-6, atol=0.0)
    margins = MARGINS.get()
    MARGINS.reset(token)
    assert margins == pytest.approx([0.5], rel=1e-3)
