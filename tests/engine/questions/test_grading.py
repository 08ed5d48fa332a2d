"""Grading the questions of a submission when its answers cannot be run."""

import time
from contextlib import contextmanager

from grader.assignments.secret import Catalogue
from grader.engine.questions.grading import grade_questions
from grader.errors import JudgeFault, SubmissionFault
from grader.model import Source, Verdict

SUITE = Catalogue().load("backprop_homework").suite


class BrokenJail:
    """A jail in which nothing runs."""

    def __init__(self, error):
        self._error = error

    @contextmanager
    def admit(self, bundle):
        assert bundle.answers
        raise self._error
        yield


def graded(error, events, on_stage=None):
    source = Source(filename="a.py", cells=("answers = {'relu_positive': 1, 'loss': 0.2 + 0.088}",))

    def no_code(source, done):
        raise AssertionError("there is no code to grade")

    return grade_questions(
        SUITE,
        source,
        clock=time.perf_counter,
        jail=BrokenJail(error),
        grade_code=no_code,
        on_event=events.append,
        on_stage=on_stage,
    )


def test_a_failure_of_the_grader_is_a_judge_error_and_costs_no_attempt():
    events = []
    report = graded(JudgeFault("the jail is gone"), events)
    assert report.verdict is Verdict.JUDGE_ERROR
    assert [case.verdict for case in report.cases[:2]] == [Verdict.JUDGE_ERROR, Verdict.SKIPPED]
    assert "the jail is gone" not in report.cases[0].message
    assert len(events) == len(report.cases) == len(SUITE.questions)


def test_a_file_that_fails_is_read_without_running_it():
    report = graded(SubmissionFault(Verdict.TIME_LIMIT_EXCEEDED, "It ran too long."), [])
    by_name = {case.name: case for case in report.cases}
    assert by_name["relu_positive"].verdict is Verdict.ACCEPTED
    assert by_name["loss"].verdict is Verdict.LOAD_ERROR
    assert "It ran too long." in by_name["loss"].message


def test_each_question_is_a_stage_of_its_own():
    """An evaluator that is lost while it checks an answer then costs that question, and is no error of the grader."""
    stages = []
    graded(SubmissionFault(Verdict.RUNTIME_ERROR, "It fails."), [], on_stage=lambda *stage: stages.append(stage))
    first, *_ = names = [keyed.name for keyed in SUITE.questions]
    reading = [("begin", first), ("check", first)]
    assert stages == reading + [(stage, name) for name in names for stage in ("begin", "check")]


def test_a_check_grades_its_question_alone():
    events = []
    source = Source(filename="answers.json", cells=('{"answers": {"loss": "0.288", "step": "w_1"}}',))

    def no_code(source, done):
        raise AssertionError("there is no code to grade")

    report = grade_questions(
        SUITE,
        source,
        clock=time.perf_counter,
        jail=BrokenJail(AssertionError("nothing runs")),
        grade_code=no_code,
        on_event=events.append,
        visible_only=True,
        only="loss",
    )
    assert [(case.name, case.verdict) for case in report.cases] == [("loss", Verdict.ACCEPTED)]
    assert [event.result.name for event in events] == ["loss"]
    assert report.score == report.max_score == SUITE.points["loss"]
    assert report.notes == ()


def test_a_check_beside_code_leaves_the_code_out():
    suite = Catalogue().load("training_quiz").suite
    name = suite.questions[0].name
    source = Source(filename="answers.json", cells=(f'{{"answers": {{"{name}": "?"}}, "code": "1/0"}}',))

    def no_code(source, done):
        raise AssertionError("the code is not graded")

    report = grade_questions(
        suite,
        source,
        clock=time.perf_counter,
        jail=BrokenJail(AssertionError("nothing runs")),
        grade_code=no_code,
        visible_only=True,
        only=name,
    )
    assert [case.name for case in report.cases] == [name]
