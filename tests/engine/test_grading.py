"""The loop: order, points, skips, limits, faults, events, and what a report may tell."""

from contextlib import contextmanager

import numpy as np
import pytest

from grader.engine import case, expect, watch
from grader.errors import Frame, JudgeFault, SubmissionFault
from grader.model import CaseFinished, HiddenFeedback, Limits, Verdict
from tests.engine.double import OpenJail

REFERENCE = """
    import numpy as np

    def scale(x, k):
        return k * np.asarray(x)

    def total(x):
        return float(np.sum(scale(x, 2)))
"""
RIGHT = """
    def scale(x, k):
        return np.array([k * number for number in x])

    def total(x):
        return sum(scale(x, 2))
"""


@case(row="one", title="Scaled by 3", visible=True)
def by_three(student, reference):
    expect(student.scale(np.array([1.0, 2.0]), 3)).close_to(reference.scale(np.array([1.0, 2.0]), 3))


@case(row="one", title="Scaled by -1", weight=3)
def by_minus_one(student, reference):
    expect(student.scale(np.array([4.0, 5.0]), -1)).close_to(reference.scale(np.array([4.0, 5.0]), -1))


@case(row="one", title="Total", after="by_three")
def total(student, reference):
    expect(student.total(np.array([4.0, 5.0]))).close_to(reference.total(np.array([4.0, 5.0])))


CASES = [by_three, by_minus_one, total]


def verdicts(report):
    return [result.verdict.value for result in report.cases]


def test_full_marks_are_exactly_the_points(bench):
    report = bench(CASES, REFERENCE, points=1.0 / 3).grade(RIGHT)
    assert report.verdict is Verdict.ACCEPTED
    assert report.score == report.max_score == 1.0 / 3


def test_a_row_is_shared_by_weight(bench):
    report = bench(CASES, REFERENCE).grade(RIGHT.replace("for number in x", "for number in x if number < 5"))
    assert [result.max_score for result in report.cases] == [2.0, 6.0, 2.0]
    assert verdicts(report) == ["accepted", "wrong_answer", "wrong_answer"]
    assert report.score == 2.0
    assert report.verdict is Verdict.PARTIALLY_ACCEPTED


def test_a_case_waits_for_those_it_stands_on(bench):
    report = bench(CASES, REFERENCE).grade(RIGHT.replace("k * number", "number"))
    assert verdicts(report) == ["wrong_answer", "wrong_answer", "skipped"]
    assert "Scaled by 3" in report.cases[2].message
    assert (report.verdict, report.score) == (Verdict.WRONG_ANSWER, 0.0)


def test_each_result_is_an_event_in_order(bench):
    grading = bench(CASES, REFERENCE)
    grading.grade(RIGHT)
    assert [event.result.name for event in grading.events if isinstance(event, CaseFinished)] == [
        "by_three",
        "by_minus_one",
        "total",
    ]


def test_only_the_visible_cases_when_asked(bench):
    report = bench(CASES, REFERENCE).grade(RIGHT, visible_only=True)
    assert [result.name for result in report.cases] == ["by_three"]
    assert (report.score, report.max_score) == (2.0, 2.0)


def test_the_worst_verdict_speaks_when_nothing_is_earned(bench):
    report = bench(CASES, REFERENCE).grade("def scale(x, k):\n    return 1 / 0")
    assert verdicts(report) == ["runtime_error", "runtime_error", "skipped"]
    assert report.verdict is Verdict.RUNTIME_ERROR


def test_the_call_is_shown_with_its_arguments(bench):
    report = bench(CASES, REFERENCE).grade("def scale(x, k):\n    return x")
    (artifact,) = report.cases[0].artifacts
    assert (artifact["kind"], artifact["function"]) == ("call", "scale")
    assert [argument["name"] for argument in artifact["args"]] == ["x", "k"]
    assert artifact["args"][1]["snapshot"] == 3


def test_a_missing_function_costs_only_its_own_cases(bench):
    report = bench(CASES, REFERENCE).grade("def scale(x, k):\n    return k * x")
    assert verdicts(report) == ["accepted", "accepted", "load_error"]


def test_a_submission_that_does_not_load_ends_at_once(bench):
    jail = OpenJail()
    report = bench(CASES, REFERENCE, jail=jail).grade("def scale(x, k:\n")
    assert verdicts(report) == ["load_error"] * 3
    assert jail.cases == 1
    assert report.verdict is Verdict.LOAD_ERROR


def test_a_hidden_case_tells_its_student_no_value(bench):
    report = bench(CASES, REFERENCE).grade(RIGHT.replace("k * number", "k * number + 41.5"))
    for allowed in HiddenFeedback:
        shown = str(report.for_student(allowed).cases[1].to_json())
        for secret in ("37.5", "36.5", "-4.0", "-5.0", "array"):
            assert secret not in shown


@pytest.mark.parametrize(
    "answer", ["None", "(1, 2, 3)", "{}", "'text'", "[]", "x[:1]", "lambda: 1", "np.array([None])"]
)
def test_no_form_of_an_answer_breaks_a_case(bench, answer):
    @case(row="one", title="Unpacks")
    def unpacks(student, reference):
        first, second = student.scale(np.array([1.0, 2.0]), 3)
        expect(first + second).close_to(9.0)

    report = bench([unpacks], REFERENCE).grade(f"def scale(x, k):\n    return {answer}")
    assert verdicts(report) == ["wrong_answer"]
    assert report.cases[0].summary


def test_the_form_that_was_wanted_is_told(bench):
    @case(row="one", title="Unpacks", visible=True)
    def unpacks(student, reference):
        values, _ = student.scale(np.array([1.0, 2.0]), 3)
        expect(values).close_to(reference.scale(np.array([1.0, 2.0]), 3)[0])

    reference = "def scale(x, k):\n    return k * x, {'x': x}"
    report = bench([unpacks], reference).grade("def scale(x, k):\n    return None")
    assert report.cases[0].message == (
        "`scale` should return a tuple of 2 (an array of shape (2,), a dictionary with the key 'x'); "
        "yours returned nothing (None)."
    )


def test_the_hint_ladder_is_told_step_by_step(bench):
    report = bench(CASES, REFERENCE).grade("def scale(x, k):\n    return -k * np.asarray(x)")
    told = [report.for_student(HiddenFeedback.DIAGNOSIS, hint_level).cases[0] for hint_level in range(4)]
    assert [result.diagnosis.name if result.diagnosis else None for result in told] == [None] + ["sign_reversed"] * 3
    assert [bool(result.diagnosis and result.diagnosis.explanation) for result in told] == [False, False, True, True]
    assert [bool(result.hint) for result in told] == [False, False, False, True]
    assert all(result.message == report.cases[0].message for result in told)


class FaultyJail(OpenJail):
    """Gives every case the same fault when it is asked something."""

    def __init__(self, fault):
        super().__init__()
        self.fault = fault

    @contextmanager
    def admit(self, bundle):
        jail = self

        class Session:
            notes = ()
            shared = False
            log = "printed"

            def call(self, *args, **kwargs):
                raise jail.fault

            def watch(self, name, report, *, every=0.1):
                pass

        class Admitted:
            @contextmanager
            def case(self, limits, _sharing=None):
                jail.cases += 1
                jail.limits = limits
                yield Session()

        yield Admitted()


def test_after_two_time_outs_a_function_is_given_up(bench):
    jail = FaultyJail(SubmissionFault(Verdict.TIME_LIMIT_EXCEEDED, "too long"))
    cases = [case(row="one", title=str(n), name=f"case_{n}")(by_minus_one.body) for n in range(6)]
    report = bench(cases, REFERENCE, jail=jail).grade(RIGHT)
    assert verdicts(report) == ["time_limit_exceeded"] * 2 + ["skipped"] * 4
    assert jail.cases == 2
    assert "`scale` has already taken longer" in report.cases[3].message
    assert report.verdict is Verdict.TIME_LIMIT_EXCEEDED


def test_a_fault_of_the_grader_is_a_judge_error_and_no_zero(bench):
    jail = FaultyJail(JudgeFault("the zygote is gone"))
    report = bench(CASES, REFERENCE, jail=jail).grade(RIGHT)
    assert verdicts(report) == ["judge_error", "skipped", "skipped"]
    assert report.verdict is Verdict.JUDGE_ERROR
    assert "not your fault" in report.cases[0].message


def test_a_reference_that_fails_its_own_case_is_the_graders_fault(bench):
    @case(row="one", title="Impossible")
    def impossible(student, reference):
        expect(student.scale(1.0, 2)).close_to(3.0)

    report = bench([impossible], REFERENCE).grade(RIGHT)
    assert report.verdict is Verdict.JUDGE_ERROR
    assert "does not pass its own test case 'impossible'" in report.cases[0].log


@pytest.mark.parametrize("error", ["AssertionError", "RecursionError", "KeyError", "OSError"])
def test_a_case_that_breaks_is_the_graders_fault(bench, error):
    @case(row="one", title="Broken")
    def broken(student, reference):
        raise getattr(__builtins__, error, None) or __builtins__[error]("bug")

    report = bench([broken], REFERENCE).grade(RIGHT)
    assert report.verdict is Verdict.JUDGE_ERROR
    assert "'broken'" in report.cases[0].log


def test_answers_that_take_too_much_memory_to_check_say_so(bench):
    @case(row="one", title="Outer")
    def outer(student, reference):
        values = np.asarray(student.scale(np.ones(2), 3))
        expect((values[:, None] * np.ones((1, values.size**3))).sum()).above(0)

    report = bench([outer], REFERENCE).grade("import numpy as np\ndef scale(x, k):\n    return np.ones(300000)")
    assert verdicts(report) == ["memory_limit_exceeded"]


def test_an_exceptions_text_is_not_told_of_a_hidden_case(bench):
    fault = SubmissionFault(
        Verdict.RUNTIME_ERROR,
        "ValueError: 4.0 5.0",
        error_type="ValueError",
        error_text="4.0 5.0",
        frames=(Frame(line=7, cell=0, function="scale", text="raise ValueError(x)"),),
    )
    report = bench(CASES, REFERENCE, jail=FaultyJail(fault)).grade(RIGHT)
    assert str(report.cases[1].summary) == "Your code raised ValueError. It was raised at line 7."
    assert report.cases[1].message == "ValueError: 4.0 5.0 (Line 7: `raise ValueError(x)`)"


def test_the_time_limit_follows_the_reference(bench):
    jail = FaultyJail(SubmissionFault(Verdict.RUNTIME_ERROR, "died"))
    grading = bench([by_three], REFERENCE, jail=jail, limits=Limits(wall_seconds=0.0001, factor=20.0))
    grading.grade(RIGHT)
    # The test's clock moves by a millisecond at each look, so the reference takes one or more.
    assert jail.limits.wall_seconds == pytest.approx(20.0 * grading.reference_runner.seconds(by_three))
    assert jail.limits.wall_seconds >= 0.02


def test_a_heavy_case_is_timed_by_a_shorter_one(bench):
    @case(row="one", title="Heavy", tags="heavy", timed_by=("by_three", 100.0))
    def heavy(student, reference):
        expect(student.scale(np.array([1.0]), 3)).close_to([3.0])

    grading = bench([by_three, heavy], REFERENCE)
    assert grading.grade(RIGHT).verdict is Verdict.ACCEPTED
    assert grading.reference_runner.seconds(heavy) == pytest.approx(100.0 * grading.reference_runner.seconds(by_three))


def test_progress_is_streamed(bench):
    @case(row="one", title="Watched", visible=True)
    def watched(student, reference):
        watch(student, "scale", of=10, beside={"reference_loss": [0.5, 0.25]})
        expect(student.scale(2.0, 3)).close_to(6.0)

    class WatchedJail(OpenJail):
        @contextmanager
        def admit(self, bundle):
            with super().admit(bundle) as admitted:
                inner = admitted.case

                @contextmanager
                def case(limits, _sharing=None):
                    with inner(limits) as session:
                        session.watch = lambda name, report, every=0.1: report(2, 0.75)
                        yield session

                admitted.case = case
                yield admitted

    grading = bench([watched], REFERENCE, jail=WatchedJail())
    grading.grade(RIGHT)
    progress = grading.events[0]
    assert (progress.case, progress.iteration, progress.of) == ("watched", 2, 10)
    assert progress.data == {"loss": 0.75, "reference_loss": 0.25}
