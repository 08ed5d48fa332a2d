from dataclasses import replace

import pytest

from grader.engine.questions import ChoiceKey, FormulaKey, Keyed, Mistake, NumberKey, answered
from grader.engine.questions.judging import read_number
from grader.formulas import parse
from grader.model import Option, Question, QuestionAttempts, QuestionKind, Symbols, Verdict

SYMBOLS = Symbols(names=("x", "eta"))


def question(kind, **more):
    return Question(name="q", title="A question", row="row", kind=kind, text="?", **more)


def options(names):
    return tuple(Option(name=name, text=name) for name in names)


def mistake(name):
    return Mistake(name=name, title=name, explanation=f"You did {name}.")


CHOICE = Keyed(
    question=question(QuestionKind.CHOICE, options=options("abc")),
    key=ChoiceKey(right=frozenset("b"), feedback={"a": "Not a.", "c": "Not c."}),
)
CHOICES = Keyed(
    question=question(QuestionKind.CHOICES, options=options("abcd")),
    key=ChoiceKey(right=frozenset("ab"), feedback={"c": "Not c.", "d": "Not d."}, missed={"b": "Look at b."}),
)
NUMBER = Keyed(
    question=question(QuestionKind.NUMBER),
    key=NumberKey(value=-0.0041618331, decimals=3, mistakes=((-0.0227853, mistake("no_slope")),)),
)
FORMULA = Keyed(
    question=question(QuestionKind.FORMULA, symbols=SYMBOLS),
    key=FormulaKey(formula=parse("x - eta*2", SYMBOLS), near_misses=((parse("x", SYMBOLS), mistake("no_step")),)),
)


def judge(keyed, given, **more):
    return answered(keyed, {"q": given}, points=2.0, **more)


def test_a_choice_has_feedback_for_what_was_chosen():
    assert judge(CHOICE, "b").verdict is Verdict.ACCEPTED
    wrong = judge(CHOICE, "a")
    assert (wrong.verdict, wrong.score, wrong.message) == (Verdict.WRONG_ANSWER, 0.0, "Not a.")


@pytest.mark.parametrize("given", ["z", ["a", 3], {"a": 1}, 3, ["b", "b", "q"]])
def test_an_answer_that_is_no_option_is_told(given):
    assert "has to name an option" in judge(CHOICE, given).message


@pytest.mark.parametrize(
    ("given", "score"), [(["a", "b"], 2.0), (["a"], 1.0), (["a", "b", "c"], 1.0), (["a", "c"], 0.0), ("abcd", 0.0)]
)
def test_several_choices_earn_partial_credit_and_choosing_all_earns_none(given, score):
    assert judge(CHOICES, list(given)).score == score


def test_what_was_left_out_gets_a_hint_but_never_the_answer():
    result = judge(CHOICES, ["a", "c"])
    assert result.message == "Not c. Look at b."
    assert result.expected is None


@pytest.mark.parametrize("given", [-0.004, "-0.004", "-0.0042", "−0,004", " -4.16e-3 ", -0.0041618331, "-.004"])
def test_a_number_is_right_to_the_decimals_asked_for(given):
    assert judge(NUMBER, given).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("given", "name"), [(0.004, "sign_reversed"), (-0.0083, "factor_2"), (-0.002, "half"), ("-0.0228", "no_slope")]
)
def test_known_wrong_numbers_are_named(given, name):
    result = judge(NUMBER, given)
    assert result.verdict is Verdict.WRONG_ANSWER
    assert result.diagnosis is not None
    assert result.diagnosis.name == name


@pytest.mark.parametrize("given", ["abc", True, [1], "1e999", "nan", "inf", "0x10", "1_000", "--1", 10**400, "1" * 500])
def test_what_is_no_number_is_told(given):
    assert "not a number" in judge(NUMBER, given).message
    assert read_number(given) is None


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("1/3", 1 / 3),
        ("-1/8", -0.125),
        ("2*0.144", 0.288),
        ("(1 - 3)^2 / 2", 2.0),
        ("2**-3", 0.125),
        ("1,5/2", 0.75),
        ("1e-3 * 4", 0.004),
        ("–0.004", -0.004),
        ("—0,5", -0.5),
        ("－０．００４", -0.004),
        ("＋2", 2.0),
        ("‐1⁄4", -0.25),
        ("2 × 3", 6.0),
        ("1\u202f000", 1000.0),
    ],
)
def test_calculations_and_other_signs_are_numbers(given, value):
    assert read_number(given) == pytest.approx(value)


@pytest.mark.parametrize(
    "given",
    [
        "1 1/2",
        "2(3)",
        "1/2/3",
        "1 - - 2",
        "1/0",
        "9^9^9^9",
        "2**10000",
        "(1",
        "1/",
        "()",
        "1//2",
        "x/2",
        "1,000/3.5",
        "+",
    ],
)
def test_a_calculation_that_could_mean_two_things_is_no_number(given):
    assert read_number(given) is None


MALFORMED = [
    (NUMBER, "abc"),
    (NUMBER, "1 1/2"),
    (NUMBER, ["-0.004"]),
    (FORMULA, "\\eta*2"),
    (FORMULA, "x - "),
    (FORMULA, "x = 2"),
    (FORMULA, 3),
    (FORMULA, "x - nu*2"),
    (CHOICE, "z"),
    (CHOICES, ["a", "q"]),
]


@pytest.mark.parametrize(("keyed", "given"), MALFORMED)
def test_what_is_no_answer_takes_no_attempt_and_says_so(keyed, given):
    limited = replace(keyed, question=replace(keyed.question, attempts=2))
    result = judge(limited, given, earlier=QuestionAttempts(count=1, best=0.5))
    assert (result.verdict, result.score) == (Verdict.LOAD_ERROR, 0.0)
    assert result.message.endswith("This uses none of your tries.")
    assert "attempts" not in judge(keyed, given).message


def test_an_unknown_wrong_number_has_no_diagnosis():
    assert judge(NUMBER, 17.5).diagnosis is None


@pytest.mark.parametrize("given", ["x-2eta", "x - 2*eta", "-(2*eta - x)", "x + (-2)*eta"])
def test_a_formula_is_right_however_it_is_written(given):
    assert judge(FORMULA, given).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("given", "name"), [("x", "no_step"), ("2*eta - x", "sign_reversed"), ("2*x-4*eta", "factor_2")]
)
def test_near_misses_are_named(given, name):
    result = judge(FORMULA, given)
    assert result.diagnosis is not None
    assert result.diagnosis.name == name


def test_a_formula_that_cannot_be_read_says_why():
    assert "write eta without it" in judge(FORMULA, "x - \\eta").message
    assert "written as text" in judge(FORMULA, 3).message


@pytest.mark.parametrize("given", [None, "", []])
def test_an_unanswered_question_is_skipped(given):
    assert judge(FORMULA, given).verdict is Verdict.SKIPPED


def test_attempts_are_counted_and_the_best_one_counts():
    limited = Keyed(question=question(QuestionKind.CHOICE, options=options("abc"), attempts=2), key=CHOICE.key)
    assert "2 different answers" in judge(limited, "a").message
    assert judge(limited, "b", earlier=QuestionAttempts(count=1, best=0.0)).verdict is Verdict.ACCEPTED
    late = judge(limited, "b", earlier=QuestionAttempts(count=2, best=0.0))
    assert (late.verdict, late.score) == (Verdict.SKIPPED, 0.0)
    kept = judge(limited, "a", earlier=QuestionAttempts(count=2, best=1.0))
    assert (kept.verdict, kept.score) == (Verdict.ACCEPTED, 2.0)


def test_long_answers_are_cut_before_they_are_shown():
    assert len(judge(FORMULA, "x" * 5000).actual) == 200
