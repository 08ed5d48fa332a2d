"""Exceptions with a known cause, and when two traces are alike."""

import numpy as np
import pytest

from grader.engine.diagnosis.environment import recognise
from grader.engine.diagnosis.error_pattern import Raised
from grader.engine.diagnosis.source_map import SourceMap
from grader.engine.diagnosis.traces import FaultSign, Observed, alike, reduce_value, same, sign
from grader.errors import SubmissionFault
from grader.model import Verdict
from grader.sandbox.inside.problems import code_name
from tests.engine.double import locate, source


def test_shape_errors_are_alike_however_the_product_is_written():
    signs = set()
    for product in (lambda a, b: a @ b, np.dot, np.matmul):
        with pytest.raises(ValueError) as caught:
            product(np.ones((2, 3)), np.ones((2, 3)))
        fault = SubmissionFault(
            Verdict.RUNTIME_ERROR, "x", error_type=type(caught.value).__name__, error_text=str(caught.value)
        )
        signs.add(sign(fault))
    assert signs == {FaultSign("ValueError", "shapes do not fit")}


def test_what_has_no_exception_is_like_nothing():
    mine = sign(SubmissionFault(Verdict.TIME_LIMIT_EXCEEDED, "too long"))
    assert not same(mine, mine)


def test_large_arrays_are_sampled_and_still_told_apart():
    array = np.random.default_rng(0).normal(size=(200, 200))
    other = array.copy()
    other[7, 7] += 1e-3
    assert same(reduce_value(array), reduce_value(array * (1 + 1e-12)))
    assert not same(reduce_value(array), reduce_value(other))


def test_a_passed_case_may_differ_in_form_only():
    def seen(value, passed):
        return Observed(passed=passed, kind="" if passed else "value", steps=(("call f", value),))

    assert alike(seen({"A": 1.0, "more": 2}, True), seen({"A": 1.0}, True))
    assert alike(seen((1.0, "x"), True), seen({"A": 1.0}, True))
    assert not alike(seen((1.0, "x"), False), seen({"A": 1.0}, False))
    assert not alike(seen(1.0, True), seen(2.0, True))
    assert not alike(seen(1.0, True), seen(1.0, False))


# ---------------------------------------------------------------------------------------------------------- environment


def raised(code):
    """What running `code` on the installed NumPy and Python raises."""
    try:
        exec(compile(code, code_name(0), "exec"), {"np": np, "x": np.ones((1, 1)), "Y": np.ones((1, 4))})
    except Exception as error:
        fault = SubmissionFault(
            Verdict.RUNTIME_ERROR, str(error), error_type=type(error).__name__, error_text=str(error)
        )
        locate(fault, error, (code,))
        return Raised(fault=fault, source=SourceMap(source(code)))
    pytest.fail("nothing was raised")


def not_loaded(sentence):
    """A definition that could not be loaded."""
    fault = SubmissionFault(Verdict.LOAD_ERROR, sentence)
    return Raised(fault=fault, source=SourceMap(source("")))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("float(x)", "scalar_from_array"),
        ("int(np.matrix(x))", "scalar_from_array"),
        ("print('%.3f' % x)", "scalar_from_array"),
        ("np.asscalar(x)", "asscalar_removed"),
        ("np.float(1)", "numpy_alias_removed"),
        ("np.zeros(2, dtype=np.int)", "numpy_alias_removed"),
        ("np.float_(1)", "numpy_name_removed"),
        ("if Y != []: pass", "array_compared_with_list"),
        ("if Y > 0: pass", "truth_of_array"),
        ("W = np.ones(2, dtype=int)\nW -= 0.1 * np.ones(2)", "integer_array_in_place"),
        ("Y[0, np.array([0.0])]", "float_as_index"),
        ("np.zeros(3 / 1)", "float_as_index"),
        ("np.zeros((3 / 1, 2))", "float_as_index"),
        ("[1, 2][0.0]", "float_as_index"),
        ("print 'loss'", "python_2_print"),
        ("try:\n    pass\nexcept ValueError, e:\n    pass", "python_2_syntax"),
        ("for i in xrange(3): pass", "python_2_names"),
        ("{}.has_key(1)", "dictionary_of_python_2"),
        ("if True:\n\tx = 1\n        y = 2", "tabs_and_spaces"),
        ("def f():\nreturn 1", "indentation"),
        ("np.vectorize(abs) * 2", "vectorize_not_called"),
        ("None * 2", "none_used"),
        ("None[0]", "none_used"),
        ("undefined", "undefined_name"),
        ("{}['Z']", "missing_key"),
        ("np.ones((2, 2)).item()", "not_a_single_number"),
        ("max(3.0)", "maximum_of_a_number"),
        ("np.ones((1, 3)) @ np.float64(3)", "number_in_matrix_product"),
        ("W = np.ones((1, 1))\nW *= np.ones((1, 3))", "in_place_shape"),
        ("W = np.ones((1, 1))\nW[:] = np.ones((1, 3))", "shapes_do_not_fit"),
        ("[][1]", "index_out_of_range"),
        ("np.ones(2)[2]", "index_out_of_range"),
        ("np.ones(2) + np.ones(3)", "shapes_do_not_fit"),
        ("np.ones((2, 3)) @ np.ones((2, 3))", "shapes_do_not_fit"),
        ("(lambda a: a)(1, 2)", "call_does_not_fit"),
        ("W = np.zeros((3, 2))\nW[0, 0] = np.ones((1, 1))", "array_for_one_entry"),
        ("Y[[np.zeros((1, 4), int), np.arange(1)]] -= 1", "uneven_parts"),
        ("... * 2", "starter_left"),
        ("len(None)", "none_used"),
        ("None.shape", "none_used"),
        ("[1, -2] > 0", "array_wanted"),
        ("(1, 2) <= 0", "array_wanted"),
        ("{} * 2.0", "array_wanted"),
        ("Y['Z']", "not_an_index"),
        ("[]['Z']", "not_an_index"),
        ("n, m = np.shape({})", "number_of_values"),
        ("a, b = 1, 2, 3", "number_of_values"),
        ("assert x.shape == (2, 2)", "own_assertion"),
        ("Y.transposed()", "no_such_attribute"),
        ("np.random.randn((2, 3))", "shape_as_tuple"),
        ("np.zeros(2, 1)", "shape_without_brackets"),
        ("2(3 + 4)", "not_a_function"),
        ("np.max(0, 2.0)", "second_argument_is_axis"),
        ("np.sum(Y, Y)", "second_argument_is_axis"),
        ("max(0, Y)", "maximum_of_array"),
        ("np.vectorize(Y)", "vectorize_of_a_value"),
        ("np.multiply(Y, np.vectorize(abs))", "vectorize_not_called"),
        ("Y * abs", "function_not_called"),
        ("def f():\n    return f()\nf()", "calls_too_deep"),
        ("1 / 0", "division_by_zero"),
    ],
)
def test_the_environment_is_recognised(code, name):
    found = recognise(raised(code))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("code", ["[].index(1)", "x = = 1", "1 + 'a'", "raise ValueError('no')"])
def test_other_errors_are_not_blamed_on_it(code):
    assert recognise(raised(code)) is None


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("line 3: syntax error in `f`: nothing stands after the equals sign yet", "unfinished"),
        ("line 3: syntax error in `f`: `???` still has to be replaced", "unfinished"),
        ("line 3: `f` is still the starter's: it does nothing yet", "unfinished"),
        ("`f` is not defined in your submission; there is `F`: rename it to `f` if that is it", "not_defined"),
        ("line 9: the class `Layer` does not define `backward`", "not_defined"),
        ("Your submission does not define `f`.", "not_defined"),
        ("line 3: syntax error in `f`: this is Python 2: `print` needs parentheses", "python_2_print"),
        ("line 3: syntax error in `f`: this is Python 2: `<>` is now `!=`", "python_2_syntax"),
        ("line 3: syntax error in `f`: inconsistent use of tabs and spaces in indentation", "tabs_and_spaces"),
        ("line 3: syntax error in `f`: unindent does not match any outer indentation level", "indentation"),
        ("line 3: syntax error in `f`: '(' was never closed", "open_bracket"),
        ("line 3: syntax error in `f`: `<<<<<<<` is a mark of an unfinished merge: keep one of the", "merge_marks"),
        (
            "line 3: syntax error in `f`: this line needs Python 3.12 or newer, and Python 3.11 runs here",
            "newer_python",
        ),
        ("line 3: syntax error in `f`: expected ':'", "not_python"),
    ],
)
def test_what_could_not_be_loaded_is_told_by_its_kind(sentence, name):
    found = recognise(not_loaded(sentence))
    assert found is not None
    assert found.name == name


def test_a_limit_is_no_error_of_that_kind():
    fault = SubmissionFault(Verdict.TIME_LIMIT_EXCEEDED, "does not define `f`")
    assert recognise(Raised(fault=fault, source=SourceMap(source("")))) is None


# ------------------------------------------------------------------------------------- first divergence and efficiency
