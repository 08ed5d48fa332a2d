"""Diagnosis: the right name when it is certain, and none otherwise."""

import numpy as np
import pytest

from grader.engine import case, central_differences, expect, gradient_check
from grader.engine.diagnosis.divergence import first_divergence
from grader.engine.diagnosis.efficiency import find_loop, is_slow, slow_note
from grader.engine.diagnosis.environment import recognise
from grader.engine.diagnosis.predicates import Failed
from grader.engine.diagnosis.relations import relate
from grader.engine.diagnosis.traces import FaultSign, Observed, alike, reduce_value, same, sign
from grader.errors import Frame, SubmissionFault
from grader.model import Source, Verdict

REFERENCE = """
    import numpy as np

    from grader.engine import mistake

    def error(y, t):
        return y - t

    def slope(z):
        return (z > 0) * 1.0

    def gradient(y, t, z):
        delta = error(y, t)
        gradient = delta * slope(z)
        return gradient

    def loss(y, t):
        return float(np.mean(error(y, t) ** 2))

    def _target_minus_output(y, t):
        return t - y

    def _slope_at_zero(z):
        return (z >= 0) * 1.0

    def _no_slope(z):
        return np.ones_like(z)

    def _enter(name, right, wrong):
        mistake(right, name + ".", "Because.", hint="Think.", where="Line 1.", name=name)(wrong)

    _enter("target_minus_output", error, _target_minus_output)
    _enter("slope_at_zero", slope, _slope_at_zero)
    _enter("no_slope", slope, _no_slope)
"""
TABLES = 'INTERMEDIATES = {"gradient": ("delta", "gradient")}'
Y, T = np.array([[1.0, 2.0, -3.0], [0.5, 4.0, 1.0]]), np.array([[0.0, 1.0, 1.0], [2.0, 0.0, 0.25]])
Z = np.array([[1.0, -1.0, 0.0], [2.0, -0.5, 3.0]])


@case(row="gradient", title="No zeros", visible=True)
def without_zeros(student, reference):
    expect(student.gradient(Y[:, :2], T[:, :2], Z[:, :2])).close_to(reference.gradient(Y[:, :2], T[:, :2], Z[:, :2]))


@case(row="gradient", title="With a zero")
def with_zero(student, reference):
    expect(student.gradient(Y, T, Z)).close_to(reference.gradient(Y, T, Z))


@case(row="loss", title="Loss", visible=True)
def the_loss(student, reference):
    expect(student.loss(Y, T)).close_to(reference.loss(Y, T))


CASES = [without_zeros, with_zero, the_loss]
LOSS = "\ndef loss(y, t):\n    return float(((y - t) ** 2).sum() / y.size)\n"


@pytest.fixture
def grade(bench):
    one = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    return lambda text: one.grade(text + LOSS)


def names(report):
    return {one.name: one.diagnosis.name for one in report.cases if one.diagnosis}


def test_right_code_is_told_nothing(grade):
    assert not names(grade("def gradient(y, t, z):\n    return np.where(z > 0, y - t, 0)"))


def test_a_known_mistake_is_named_in_other_words_than_the_references(grade):
    report = grade("def gradient(y, t, z):\n    g = y - t\n    g[z < 0] = 0\n    return g")
    assert names(report) == {"with_zero": "slope_at_zero"}
    assert report.cases[1].hint == "Think. Look at: Line 1."


def test_in_single_precision_too(grade):
    report = grade("def gradient(y, t, z):\n    return (y - t).astype('f4') * (z >= 0)")
    assert names(report) == {"with_zero": "slope_at_zero"}


def test_two_mistakes_at_once(grade):
    report = grade("def gradient(y, t, z):\n    return np.where(z >= 0, t - y, 0)")
    assert set(names(report).values()) == {"target_minus_output + slope_at_zero"}
    assert report.cases[0].diagnosis.title == "Two mistakes: target_minus_output.; and: slope_at_zero."


def test_after_precomputation_no_known_mistake_is_run_again(bench, monkeypatch):
    one = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    assert len(list(one.diagnostician.precompute())) == 9  # three mistakes in three cases
    run = []
    monkeypatch.setattr(one.reference_runner, "run", lambda case, namespace: run.append(case.name))
    report = one.grade("def gradient(y, t, z):\n    return np.where(z >= 0, y - t, 0)" + LOSS)
    assert names(report) == {"with_zero": "slope_at_zero"}
    assert not run


@pytest.mark.parametrize("answer", ["0.0 * z", "None", "'accepted'"])
def test_in_an_answer_without_numbers_no_two_mistakes_are_looked_for(bench, monkeypatch, answer):
    one = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    list(one.diagnostician.precompute())
    monkeypatch.setattr(one.reference_runner, "run", lambda case, namespace: pytest.fail("a pair was run"))
    report = one.grade(f"def gradient(y, t, z):\n    return {answer}" + LOSS)
    assert report.cases[0].verdict is Verdict.WRONG_ANSWER
    assert not any(" + " in name for name in names(report).values())


def test_a_mistake_that_only_resembles_a_known_one_gets_no_false_name(grade):
    report = grade("def gradient(y, t, z):\n    return np.where(z > 0, y - t, 0.001)")
    assert set(names(report).values()) <= {"first_divergence"}
    report = grade("def gradient(y, t, z):\n    g = np.where(z >= 0, y - t, 0); g[0, 0] += 1e-3; return g")
    assert not set(names(report).values()) & {"slope_at_zero", "target_minus_output", "no_slope"}


def test_a_name_must_fit_the_passed_cases_too(grade):
    # Right except on three columns, where it does what `no_slope` does.
    report = grade("def gradient(y, t, z):\n    return y - t if y.shape[1] == 3 else np.where(z > 0, y - t, 0)")
    assert "no_slope" not in names(report).values()


def test_one_rows_mistake_does_not_hide_anothers(bench):
    one = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    report = one.grade("""
        def gradient(y, t, z):
            return np.where(z >= 0, y - t, 0)
        def loss(y, t):
            return float(((y - t) ** 2).sum())
    """)
    assert names(report)["with_zero"] == "slope_at_zero"
    assert report.cases[2].verdict is Verdict.WRONG_ANSWER


def test_a_relation_is_told_when_no_name_fits(grade):
    report = grade("def gradient(y, t, z):\n    return 2 * np.where(z > 0, y - t, 0)")
    assert set(names(report).values()) == {"factor_two"}
    report = grade("def gradient(y, t, z):\n    return np.where(z > 0, y - t, 0).T")
    assert set(names(report).values()) == {"transposed"}


def test_the_first_quantity_that_differs_is_told_last(grade):
    report = grade(
        "def gradient(y, t, z):\n    delta = y - t\n    gradient = delta * (z > 0.7)**2 * 0.9\n    return gradient"
    )
    assert names(report)["without_zeros"] == "first_divergence"
    told = report.cases[0].diagnosis
    assert told.title == "`gradient` is the first quantity that differs"
    assert told.explanation.startswith("`delta` is still right")
    assert not any(character.isdigit() for character in told.explanation)


def test_nothing_returned(grade):
    assert set(names(grade("def gradient(y, t, z):\n    g = y - t")).values()) == {"nothing_returned"}


# ------------------------------------------------------------------------------------------------------------ relations

RNG = np.random.default_rng(0)
RIGHT = RNG.normal(size=(3, 4))
ARGS = {"X": RNG.normal(size=(5, 8)), "learning_rate": np.array(0.3)}


def relation(actual, expected=RIGHT, args=ARGS, layers=None):
    found = relate([Failed(expected=np.asarray(expected), actual=np.asarray(actual), args=args, layers=layers or {})])
    return found.name if found else None


@pytest.mark.parametrize(
    ("actual", "name"),
    [
        (-RIGHT, "sign_reversed"),
        (2 * RIGHT, "factor_two"),
        (RIGHT / 2, "factor_half"),
        (-2 * RIGHT, "factor_minus_two"),
        (RIGHT / 8, "factor_one_over_m"),
        (RIGHT * 8, "factor_m"),
        (RIGHT * 0.3, "factor_learning_rate"),
        (RIGHT / 5, "factor_one_over_n"),
        (RIGHT.T, "transposed"),
        (RIGHT.ravel(), "other_shape"),
        (RIGHT[::-1], "rows_permuted"),
        (RIGHT[:, [1, 0, 2, 3]], "columns_permuted"),
        (np.zeros((3, 4)), "all_zero"),
        (np.full((3, 4), RIGHT.sum()), "summed_over_everything"),
        (RIGHT.mean(), "averaged_over_everything"),
        (np.abs(RIGHT), "sign_lost"),
        (RIGHT**2, "squared"),
        (np.trunc(RIGHT * 10), None),
        (RIGHT * 1.7, None),
        (RIGHT + 1, None),
        (RIGHT * 8 * (1 + 1e-4), None),
        (np.full((3, 4), np.nan), None),
        (np.full((3, 4), np.inf), None),
    ],
)
def test_relations(actual, name):
    assert relation(actual) == name


def test_more_relations():
    column = RIGHT[:, :1]
    assert relation(np.repeat(column, 4, axis=1), column) == "broadcast"
    assert relation(np.trunc(RIGHT * 10), RIGHT * 10) == "cut_to_whole_numbers"
    assert relation(ARGS["X"], RNG.normal(size=(5, 8))) == "argument_returned"
    shifted = {n: (np.full(2, float(n)), np.full(2, float(n + 1))) for n in range(1, 5)}
    assert relation(np.full(2, 2.0), np.array([1.0, 3.5]), layers=shifted) == "shifted_one_layer"


def test_a_relation_must_hold_in_the_last_entries_of_many_too():
    right = RNG.normal(size=(30, 5))
    right[:, 0] = 0.0
    for answer, name in ((-right, "sign_reversed"), (right[::-1], "rows_permuted"), (np.abs(right), "sign_lost")):
        assert relation(answer, right) == name
        answer = answer.copy()
        answer[-1, -1] += 0.5
        assert relation(answer, right) is None


def test_a_single_number_is_not_enough_to_be_sure():
    assert relation(2.0, 1.0) is None
    failures = [Failed(expected=np.array(e), actual=np.array(2 * e)) for e in (1.5, 0.7)]
    assert relate(failures).name == "factor_two"


def test_a_relation_must_hold_in_every_failure():
    failures = [Failed(expected=RIGHT, actual=2 * RIGHT), Failed(expected=RIGHT, actual=3 * RIGHT)]
    assert relate(failures) is None
    assert relate([]) is None


# --------------------------------------------------------------------------------------------------------------- traces


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
    array = RNG.normal(size=(200, 200))
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
    """What running `code` on the installed NumPy and Python raises, as a fault."""
    try:
        exec(compile(code, "submission.py", "exec"), {"np": np, "x": np.ones((1, 1)), "Y": np.ones((1, 4))})
    except Exception as error:
        frames = (Frame(line=1, cell=0, function="f", text=code.splitlines()[-1]),)
        if isinstance(error, SyntaxError):
            frames = ()
        return SubmissionFault(
            Verdict.RUNTIME_ERROR,
            str(error),
            error_type=type(error).__name__,
            error_text=str(error),
            frames=frames,
        )
    pytest.fail("nothing was raised")


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
        ("W = np.ones((1, 1))\nW *= np.ones((1, 3))", "shapes_do_not_fit"),
        ("W = np.ones((1, 1))\nW[:] = np.ones((1, 3))", "shapes_do_not_fit"),
        ("[][1]", "index_out_of_range"),
        ("np.ones(2)[2]", "index_out_of_range"),
        ("np.ones(2) + np.ones(3)", "shapes_do_not_fit"),
        ("np.ones((2, 3)) @ np.ones((2, 3))", "shapes_do_not_fit"),
        ("(lambda a: a)(1, 2)", "other_parameters"),
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
    ],
)
def test_the_environment_is_recognised(code, name):
    found = recognise(raised(code))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("code", ["1 / 0", "x = = 1", "1 + 'a'", "raise ValueError('no')"])
def test_other_errors_are_not_blamed_on_it(code):
    assert recognise(raised(code)) is None


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("line 3: `f` could not be read: nothing stands after the equals sign yet", "unfinished"),
        ("line 3: `f` could not be read: `???` still has to be replaced", "unfinished"),
        ("line 3: `f` is still the starter's: it does nothing yet", "unfinished"),
        ("`f` is not defined in your submission; there is `F`: rename it to `f` if that is it", "not_defined"),
        ("line 9: the class `Layer` does not define `backward`", "not_defined"),
        ("Your submission does not define `f`.", "not_defined"),
        ("line 3: `f` could not be read: this is Python 2: `print` needs parentheses", "python_2_print"),
        ("line 3: `f` could not be read: this is Python 2: `<>` is now `!=`", "python_2_syntax"),
        ("line 3: `f` could not be read: inconsistent use of tabs and spaces in indentation", "tabs_and_spaces"),
        ("line 3: `f` could not be read: unindent does not match any outer indentation level", "indentation"),
        ("line 3: `f` could not be read: '(' was never closed", "open_bracket"),
        ("line 3: `f` could not be read: expected ':'", "not_python"),
    ],
)
def test_what_could_not_be_loaded_is_told_by_its_kind(sentence, name):
    found = recognise(SubmissionFault(Verdict.LOAD_ERROR, sentence))
    assert found is not None
    assert found.name == name


def test_a_limit_is_no_error_of_that_kind():
    assert recognise(SubmissionFault(Verdict.TIME_LIMIT_EXCEEDED, "does not define `f`")) is None


# ------------------------------------------------------------------------------------- first divergence and efficiency


def test_the_first_quantity_in_order_is_found():
    right = [{"a": np.ones(2), "b": np.ones(2) * 2, "c": 3.0}]
    assert first_divergence("f", ("a", "b", "c"), right, right) is None
    found = first_divergence("f", ("a", "b", "c"), right, [{"a": np.ones(2), "b": np.ones(2) * 5, "c": 9.0}])
    assert (found.name, found.right, found.call) == ("b", ("a",), 1)


def test_another_form_or_sign_of_a_quantity_is_no_divergence():
    right = [{"a": RIGHT, "b": 1.0}]
    for form in (RIGHT.T, -RIGHT, RIGHT.ravel(), np.matrix(RIGHT)):
        assert first_divergence("f", ("a", "b"), right, [{"a": form, "b": 1.0}]) is None
    assert first_divergence("f", ("a", "b"), right, [{"a": None, "b": 2.0}]).name == "b"
    assert first_divergence("f", ("a", "b"), right, [{"b": 2.0}]).name == "b"
    assert first_divergence("f", ("a", "b"), right, []) is None


def test_slow_is_a_matter_of_measure():
    assert is_slow(1.0, 0.01)
    assert not is_slow(1.0, 0.5)
    assert not is_slow(0.05, 0.003)
    assert not is_slow(1.0, 0.0001)


def test_many_calls_across_the_boundary_are_not_the_submissions_slowness():
    assert is_slow(1.0, 0.01, calls=2)
    assert not is_slow(1.0, 0.01, calls=40)


def test_one_plain_loop_needs_more_to_be_told():
    source = Source(filename="a.py", cells=("def f(x):\n    for one in x:\n        g(one)",))
    assert slow_note("f", 0.5, 0.01, source) == ""
    assert "The loop at line 2" in slow_note("f", 2.0, 0.01, source)


def test_the_loop_is_found():
    text = "def f(x):\n    y = 1\n    for i in x:\n        for j in i:\n            y += j\n    return y\n"
    source = Source(filename="a.py", cells=("def f(x): return x", "# other\n" + text))
    loop = find_loop("f", source)
    assert (loop.line, loop.cell, loop.kind) == (4, 1, "nest")
    assert "The nested loops at line 4 of cell 2" in slow_note("f", 0.5, 0.01, source)
    one = Source(filename="a.py", cells=("def f(x):\n    return np.vectorize(g)(x)",))
    assert "np.vectorize at line 2 can be" in slow_note("f", 0.5, 0.01, one)
    assert slow_note("f", 0.5, 0.01, Source(filename="a.py", cells=("def f(x):\n    return x", "broken ("))) == ""


# --------------------------------------------------------------------------------------------------- finite differences

PAIR = """
    import numpy as np
    def loss(x):
        return float(np.sum(x ** 3))
    def loss_der(x):
        return 3 * x ** 2
"""
X = np.array([[0.5, -1.0], [2.0, 1.5]])


@case(row="one", title="The loss")
def pair_loss(student, reference):
    expect(student.loss(X)).close_to(reference.loss(X))


@case(row="one", title="Its derivative")
def pair_derivative(student, reference):
    expect(student.loss_der(X)).close_to(reference.loss_der(X))


@gradient_check(explains=["pair_derivative"], forward="loss", backward="loss_der")
def fits(student):
    return student.loss_der(X), central_differences(student.loss, X)


@pytest.mark.parametrize(
    ("loss", "derivative", "told"),
    [
        ("np.sum(x ** 4)", "4 * x ** 3", "backward_fits_own_forward"),
        ("np.sum(x ** 3)", "x ** 2 + 1", "backward_does_not_fit_own_forward"),
        ("np.sum(x ** 3)", "3 * x ** 2", None),
        ("None", "x ** 2 + 1", None),
    ],
)
def test_a_backward_pass_is_held_against_its_own_forward_pass(bench, loss, derivative, told):
    one = bench([pair_loss, pair_derivative], PAIR, gradient_checks=(fits,))
    report = one.grade(f"def loss(x):\n    return {loss}\ndef loss_der(x):\n    return {derivative}")
    diagnosis = report.cases[1].diagnosis
    assert (diagnosis.name if diagnosis else None) == told


def test_central_differences_are_the_derivative():
    assert np.allclose(central_differences(lambda x: np.sum(np.sin(x)), X), np.cos(X), rtol=1e-8)
