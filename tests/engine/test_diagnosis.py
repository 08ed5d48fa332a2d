"""Diagnosis: the right name when it is certain, and none otherwise."""

import numpy as np
import pytest

from grader.engine import case, expect
from grader.engine.diagnosis.variants import Variants
from grader.engine.reruns import Reruns
from grader.model import Verdict

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
    grading = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    return lambda text: grading.grade(text + LOSS)


def names(report):
    return {result.name: result.diagnosis.name for result in report.cases if result.diagnosis}


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
    assert report.cases[0].diagnosis.title == "Two mistakes: (1) target_minus_output.; (2) slope_at_zero."
    # A line each, so that a page shows one hint after the other.
    assert report.cases[0].hint.splitlines() == ["(1) Think. Look at: Line 1.", "(2) Think. Look at: Line 1."]


def test_mistakes_are_named_where_modules_cannot_be_used_again(bench):
    state = "\n    import random\n    generator = random.Random(1)\n"
    grading = bench(CASES, REFERENCE + state, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    assert grading.reference.reused_modules() is None
    report = grading.grade("def gradient(y, t, z):\n    return np.where(z >= 0, t - y, 0)" + LOSS)
    assert set(names(report).values()) == {"target_minus_output + slope_at_zero"}


def test_after_precomputation_no_known_mistake_is_run_again(bench, monkeypatch):
    grading = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    # In three cases the reference; the three mistakes in two of them, and the one that the loss can show in the third.
    # The reference once more in two of them, for the local variables of `gradient`.
    assert len(list(grading.diagnostician.precompute())) == 3 + 3 + 3 + 1 + 2
    run = []
    monkeypatch.setattr(grading.reference_runner, "run", lambda case, namespace: run.append(case.name))
    report = grading.grade("def gradient(y, t, z):\n    return np.where(z >= 0, y - t, 0)" + LOSS)
    assert names(report) == {"with_zero": "slope_at_zero"}
    assert not run


@pytest.mark.parametrize(("mistake", "calls"), [("no_slope", 2), ("slope_at_zero", 3)])
def test_a_variant_that_gives_another_answer_is_stopped(bench, mistake, calls):
    asked = []

    @case(row="gradient", title="Four answers")
    def four_answers(student, reference):
        for shift in (-10.0, 0.25, 1.0, 2.0):
            asked.append(shift)
            answer = student.gradient(Y, T, Z - shift)
        expect(answer).close_to(reference.gradient(Y, T, Z - shift))

    grading = bench([four_answers], REFERENCE, tables=TABLES, rows=("gradient",), entry_points=("gradient",))
    variants, of_case = Variants(grading.reference_runner), grading.suite.cases[0]
    wanted = variants.observed((), of_case)
    asked.clear()
    assert not variants.behave_like(wanted, (mistake,), of_case)
    assert len(asked) == calls
    assert variants.behave_like(wanted, (), of_case)
    assert len(asked) == calls


@pytest.mark.parametrize("answer", ["0.0 * z", "None", "'accepted'"])
def test_in_an_answer_without_numbers_no_two_mistakes_are_looked_for(bench, monkeypatch, answer):
    grading = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    list(grading.diagnostician.precompute())
    monkeypatch.setattr(grading.reference_runner, "run", lambda case, namespace: pytest.fail("a pair was run"))
    report = grading.grade(f"def gradient(y, t, z):\n    return {answer}" + LOSS)
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
    grading = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    report = grading.grade("""
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


@pytest.mark.parametrize(("name", "reruns"), [("delta", 2), ("d", 0), ("d  # delta", 1)])
def test_a_function_without_the_named_quantities_is_not_rerun(bench, monkeypatch, name, reruns):
    tables = 'INTERMEDIATES = {"gradient": ("delta",)}'
    grading = bench(CASES, REFERENCE, tables=tables, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    run = []
    local_variables = Reruns.local_variables
    monkeypatch.setattr(
        Reruns, "local_variables", lambda self, *arguments: run.append(1) or local_variables(self, *arguments)
    )
    variable, _, comment = name.partition("  ")
    body = f"    {variable} = y - t  {comment}\n    return 5 * {variable} + z"
    report = grading.grade(f"def gradient(y, t, z):\n{body}" + LOSS)
    assert [case.verdict for case in report.cases[:2]] == [Verdict.WRONG_ANSWER] * 2
    assert len(run) == reruns


def test_a_tuple_for_a_number_is_told_as_what_it_is(bench):
    grading = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    report = grading.grade("def loss(y, t):\n    return float(np.mean((y - t) ** 2)), 1.0")
    told = {case.diagnosis.explanation for case in report.cases if case.diagnosis and case.row == "loss"}
    assert told == {"`loss` returns a tuple of 2. It should return a number."}


def test_nothing_returned(grade):
    assert set(names(grade("def gradient(y, t, z):\n    g = y - t")).values()) == {"nothing_returned"}


# ------------------------------------------------------------------------------------------------------------ relations


@pytest.mark.parametrize(("body", "told"), [("(y - t) * (z >= 0)", False), ("7 * y - t * z", True)])
def test_what_could_not_be_explained_in_time_is_noted(bench, monkeypatch, body, told):
    grading = bench(CASES, REFERENCE, tables=TABLES, rows=("gradient", "loss"), entry_points=("gradient", "loss"))
    # The time was up, before or after what explains the failure was found.
    monkeypatch.setattr(Variants, "begin", lambda variants, seconds: setattr(variants, "is_incomplete", True))
    report = grading.grade(f"def gradient(y, t, z):\n    return {body}" + LOSS)
    assert ("Not all failed tests could be explained in time." in report.notes) is told
