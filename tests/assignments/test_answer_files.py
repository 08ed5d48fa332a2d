"""Files with answers to the questions of real assignments: what is read, and what is said of the rest."""

import json

import pytest

from grader.model import QuestionAttempts, Verdict
from grader.uploads import read_upload


@pytest.fixture
def grade(judge):
    def graded(slug, text, name="a.py", **more):
        return judge.grade(slug, read_upload(name, text.encode()).source, **more)

    return graded


RIGHT = {
    "error_last": "'gradient_times_slope'",
    "error_before": "'weights_after'",
    "weights": "'delta_j^l*a_k^(l-1)'",
    "biases": "'delta_j^l'",
    "sigmoid_slope": "'sigma(z)*(1-sigma(z))'",
    "sigmoid_far": "'small'",
    "relu_positive": "1",
    "relu_negative": "'0'",
    "loss": "'0.288'",
    "dC_dw1": "2.081",
    "dC_dw2": "-0.004",
    "dC_db": "'-0,139'",
    "sgd": "'w_1 - eta*dC/dw_1'",
}


def file(before="", after="", head="answers = {", **changes):
    entries = {**RIGHT, **changes}
    lines = [f"    {name!r}: {value}," for name, value in entries.items() if value is not None]
    return "\n".join([*before.splitlines(), head, *lines, "}", *after.splitlines()]) + "\n"


FILES = {
    "arithmetic": file(loss="2 * 0.144"),
    "an annotation": file(head="answers: dict = {"),
    "an update": file(loss=None, after="answers.update({'loss': 0.288})"),
    "a later assignment": file(loss="0", after="answers['loss'] = 0.288"),
    "an en dash": file(dC_dw2="'–0.004'"),
    "a full-width minus": file(dC_dw2="'－０．００４'"),
    "a dash outside quotes": file(dC_dw2="–0.004"),
    "NumPy": file(before="import numpy as np", dC_dw1="np.float64(2.081)", relu_positive="np.int64(1)"),
    "a computation": file(
        before="import math\nx, t, w1, w2, b = 3, 1, .01, -5, -1\ny = 1/(1 + math.exp(-(w2*max(0, w1*x) + b)))",
        loss="(y - t)**2/2",
        dC_db="(y - t)*y*(1 - y)",
    ),
    "a calculation in quotes": file(relu_positive="'2/2'", loss="'2*0.144'"),
    "a dash in a formula": file(sgd="'w_1 − eta*dC/dw_1'", sigmoid_slope="'sigma（z）*（1—sigma(z)）'"),
    "a main block": "if __name__ == '__main__':\n" + "".join(f"  {line}\n" for line in file().splitlines()),
}


@pytest.mark.parametrize("name", FILES)
def test_what_can_be_worked_out_gets_full_marks(grade, name):
    report = grade("backprop_homework", FILES[name])
    assert [(case.name, case.message) for case in report.cases if case.score < case.max_score] == []
    assert report.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"loss": "undefined"}, "line 10: NameError: name 'undefined' is not defined."),
        ({"loss": "1 / 0"}, "line 10: ZeroDivisionError: division by zero."),
        ({"loss": "0.2 0.3"}, "line 10: invalid syntax"),
        ({"loss": "object()"}, "an answer is a number, a text or a list of texts."),
    ],
)
def test_one_entry_that_cannot_be_read_costs_only_itself(grade, change, told):
    report = grade("backprop_homework", file(**change))
    wrong = {case.name: case for case in report.cases if case.score < case.max_score}
    assert set(wrong) == {"loss"}
    assert wrong["loss"].verdict is Verdict.LOAD_ERROR
    assert told in wrong["loss"].message
    assert wrong["loss"].message.endswith("This uses none of your tries.")


@pytest.mark.parametrize(
    ("question", "given"),
    [("loss", "abc"), ("loss", "1 1/2"), ("weights", "\\delta_j^l"), ("sgd", "w_1 -"), ("error_last", "none_of_these")],
)
@pytest.mark.parametrize("form", [False, True])
def test_malformed_answers_take_no_attempt(grade, question, given, form):
    text = json.dumps({"answers": {question: given}}) if form else f"answers = {{{question!r}: {given!r}}}\n"
    report = grade("backprop_homework", text, "a.json" if form else "a.py")
    case = next(case for case in report.cases if case.name == question)
    assert case.verdict is Verdict.LOAD_ERROR
    assert case.message.endswith("This uses none of your tries.")


def test_an_answer_beyond_the_attempts_still_counts_as_before(grade):
    used = {"loss": QuestionAttempts(count=5, best=1.0)}
    report = grade("backprop_homework", file(loss="'abc'"), question_attempts=used)
    assert next(case for case in report.cases if case.name == "loss").verdict is Verdict.ACCEPTED


def test_a_file_that_does_not_end_is_read_without_running_it(grade):
    report = grade("training_quiz", "while True: pass\nanswers = {'cost_of_one': 0.69, 'cost_of_zero': 1 + 0.2}\n")
    by_name = {case.name: case for case in report.cases}
    assert by_name["cost_of_one"].verdict in (Verdict.ACCEPTED, Verdict.WRONG_ANSWER)
    assert by_name["cost_of_zero"].verdict is Verdict.LOAD_ERROR
    assert "ran longer than the limit" in by_name["cost_of_zero"].message


def test_answers_beside_code(grade):
    code = """
import numpy as np
cost = 0.5 * 1.38
answers = {"cost_of_one": cost, "factors": ("dzdb", "dadz")}
def dCdb(w1, b1, x, y):
    z = w1 * x + b1
    return 2 * (a1(w1, b1, x) - y) / np.cosh(z) ** 2
"""
    report = grade("training_quiz", code)
    by_name = {case.name: case for case in report.cases}
    assert by_name["cost_of_one"].actual == pytest.approx(0.69)
    assert by_name["factors"].actual == ["dzdb", "dadz"]
    assert all(case.verdict is Verdict.ACCEPTED for case in report.cases if case.row == "code")
