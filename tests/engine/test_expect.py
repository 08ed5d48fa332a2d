"""Each check of `expect`: what passes, what fails, and that a summary holds no value."""

import numpy as np
import pytest

from grader.engine import expect
from grader.engine.checks import CheckFailed
from grader.engine.proxy import Instance
from grader.errors import JudgeFault
from grader.model import Handle


def failed(check):
    with pytest.raises(CheckFailed) as caught:
        check()
    return caught.value


def test_checks_can_be_chained():
    value = np.array([[1.5, 0.5]])
    assert expect(value).has_shape((1, 2)).is_float().is_finite().below(2).above(0).close_to([[1.5, 0.5]])


def test_the_name_stands_in_front():
    assert failed(lambda: expect(3.0, "the loss").below(1.0)).message == "the loss should be below 1.0, is 3.0."
    assert failed(lambda: expect(3.0).below(1.0)).message == "The value should be below 1.0, is 3.0."
    assert failed(lambda: expect(3.0, "dW").close_to(1.0)).message.startswith("dW: expected 1.0, got 3.0.")


def test_a_message_of_the_author_comes_first():
    error = failed(lambda: expect(np.zeros(2), "dA").unchanged_from(np.ones(2), message="You wrote into dA"))
    assert error.message.startswith("You wrote into dA. dA: all 2 entries differ")
    error = failed(lambda: expect(False).is_true("It must be so"))
    assert (error.message, str(error.summary)) == ("It must be so.", "A check does not hold.")


@pytest.mark.parametrize(
    ("value", "shape", "holds"),
    [(np.zeros((2, 3)), (2, 3), True), (np.zeros(3), 3, True), (1.0, (), True), (np.zeros((3, 1)), (3,), False)],
)
def test_shape(value, shape, holds):
    if holds:
        expect(value).has_shape(shape)
    else:
        assert failed(lambda: expect(value).has_shape(shape)).kind == "shape"


def test_dtype():
    expect(np.zeros(2, "f4")).has_dtype("float32").is_float()
    assert "int64" in failed(lambda: expect(np.zeros(2, int)).is_float()).message
    assert failed(lambda: expect(np.zeros(2)).has_dtype(int)).kind == "dtype"
    assert failed(lambda: expect(None).is_float()).kind == "type"


def test_finite():
    error = failed(lambda: expect(np.array([1.0, np.nan, np.inf])).is_finite())
    assert error.message == "2 entries are not finite (NaN or infinite), first at [1]: NaN."
    assert str(error.summary) == "2 entries are not finite (NaN or infinite)."
    assert failed(lambda: expect(np.inf).is_finite()).message == "The number is not finite (NaN or infinite)."


def test_keys():
    expect({"W1": 1, "b1": 2}).has_keys(["W1", "b1"])
    assert failed(lambda: expect({"W1": 1}).has_keys(["W1", "b1"])).kind == "keys"
    assert failed(lambda: expect([1]).has_keys(["W1"])).kind == "type"


def test_decreases():
    expect([3.0, 2.0, 2.0]).decreases()
    assert failed(lambda: expect([3.0, 2.0, 2.0]).decreases(strictly=True)).kind == "property"
    error = failed(lambda: expect([3.0, 2.0, 2.5], "the loss").decreases())
    assert "step 2 goes from 2.0 to 2.5" in error.message
    assert "2.5" not in str(error.summary)
    assert failed(lambda: expect([3.0, np.nan]).decreases()).kind == "finite"


def test_nan_is_neither_below_nor_above():
    assert failed(lambda: expect(np.nan).below(1.0))
    assert failed(lambda: expect(np.array([0.0, np.nan])).above(-1.0))


def test_equals_is_exact():
    expect([1, 0, 2]).equals([1, 0, 2])
    assert failed(lambda: expect(1.0 + 1e-12).equals(1.0))


def test_one_of():
    expect(1.0).one_of(0.0, 1.0)
    assert "expected 0.0" in failed(lambda: expect(0.5).one_of(0.0, 1.0)).message.lower()
    with pytest.raises(JudgeFault):
        expect(1.0).one_of()


def test_truth_is_only_truth():
    expect(np.bool_(True)).is_true("yes")
    for value in (1, "yes", [1], None, False):
        assert failed(lambda value=value: expect(value).is_true("no"))


def test_an_object_of_the_students_is_never_data():
    handle = Handle(id=1, type_name="Liar")
    error = failed(lambda: expect(Instance(None, handle)).close_to(np.zeros(2)))
    assert error.message == "Expected an array of shape (2,), got an object of class Liar."
    assert failed(lambda: expect(Instance(None, handle)).is_true("no"))
