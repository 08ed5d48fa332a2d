"""A submission with answers: first the questions, which need no jail, then the code, if some is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from grader.engine.case import Suite
from grader.engine.feedback import not_run
from grader.engine.questions.answers import Answers, read_answers
from grader.engine.questions.judging import NO_ATTEMPTS, answered, unreadable
from grader.engine.reference_runner import Clock
from grader.engine.scoring import report
from grader.model import (
    CaseFinished,
    CaseResult,
    HiddenText,
    OnEvent,
    QuestionAttempts,
    Report,
    Source,
    Template,
    Verdict,
)


def grade_questions(
    suite: Suite,
    source: Source,
    *,
    clock: Clock,
    grade_code: Callable[[Source, Sequence[CaseResult]], Report],
    on_event: OnEvent | None = None,
    visible_only: bool = False,
    question_attempts: Mapping[str, QuestionAttempts] | None = None,
    done: Sequence[CaseResult] = (),
) -> Report:
    """Grade all questions, and the code with `grade_code` when the suite has test cases.

    A practice run (`visible_only`) leaves the questions out: each answer counts. `question_attempts` says how each
    question went in the student's earlier submissions. `done` are the first results of a run that was interrupted.
    """
    start = clock()
    answers = read_answers(source)
    notes = [answers.problem, *source.notes]
    questions = () if visible_only else suite.questions
    results = list(done[: len(questions)])
    for keyed in questions[len(results) :]:
        points = suite.points[keyed.name]
        if answers.problem and answers.code is None:
            entry = unreadable(keyed, answers.problem, points=points)
        else:
            earlier = (question_attempts or {}).get(keyed.name, NO_ATTEMPTS)
            entry = answered(keyed, answers.values, points=points, earlier=earlier)
        results.append(entry)
        if on_event is not None:
            on_event(CaseFinished(result=entry))
    if visible_only and suite.questions:
        notes.append("Questions are graded only when you submit: a try runs the code alone.")
    if suite.cases:
        if answers.code is None:
            with_code = _without_code(suite, answers, on_event)
        else:
            with_code = grade_code(answers.code, done[len(questions) :])
        results += with_code.cases
        notes += with_code.notes
    return report(
        suite,
        results,
        duration_ms=(clock() - start) * 1000.0,
        notes=tuple(note for note in dict.fromkeys(notes) if note),
    )


def _without_code(suite: Suite, answers: Answers, on_event: OnEvent | None) -> Report:
    results = []
    text = answers.problem or "No code was handed in: put it beside the answers."
    for case in suite.cases:
        entry = not_run(
            case,
            points=suite.points[case.name],
            verdict=Verdict.LOAD_ERROR,
            message=text,
            summary=HiddenText.of(Template.NO_CODE),
        )
        results.append(entry)
        if on_event is not None:
            on_event(CaseFinished(result=entry))
    return report(suite, results, duration_ms=0.0)
