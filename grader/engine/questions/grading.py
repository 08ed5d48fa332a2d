"""A submission with answers: first the questions, which need no jail, then the code, if some is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.engine.case import Case, Suite
from grader.engine.feedback import not_run
from grader.engine.ports import Jail
from grader.engine.questions.answers import Answers, read_answers
from grader.engine.questions.judging import NO_ATTEMPTS, answered, failure, unreadable
from grader.engine.questions.keys import Keyed
from grader.engine.reference_runner import Clock
from grader.engine.scoring import report
from grader.errors import JudgeFault
from grader.model import (
    Bundle,
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
    jail: Jail,
    grade_code: Callable[[Source, Sequence[CaseResult]], Report],
    on_event: OnEvent | None = None,
    on_stage: Callable[[str, str], None] | None = None,
    visible_only: bool = False,
    only: str | None = None,
    question_attempts: Mapping[str, QuestionAttempts] | None = None,
    done: Sequence[CaseResult] = (),
) -> Report:
    """Grade all questions, and the code with `grade_code` when the suite has test cases.

    Answers in Python are read in `jail`. When the grader fails there, every question is a judge error.
    A practice run (`visible_only`) leaves the questions out: each answer counts. With `only`, the name of a question,
    nothing but its answer is graded. `question_attempts` says how each
    question went in the student's earlier submissions. `done` are the first results of a run that was interrupted.
    `on_stage` is told of each question as of a test case: see `engine.grading.OnStage`.
    """
    start = clock()
    questions = () if visible_only else suite.questions
    if only is not None:
        questions = tuple(keyed for keyed in suite.questions if keyed.name == only)
    # Whatever reading the answers costs is the first question's.
    _begin(on_stage, questions[len(done) :])
    try:
        answers = read_answers(source, lambda file: _run(suite, file, jail))
    except JudgeFault as fault:
        entries = suite.entries if only is None else questions
        return _unknown(suite, entries, fault, on_event, duration_ms=(clock() - start) * 1000.0)
    notes = [answers.problem, *source.notes]
    results = list(done[: len(questions)])
    for keyed in questions[len(results) :]:
        _begin(on_stage, (keyed,))
        earlier = (question_attempts or {}).get(keyed.name, NO_ATTEMPTS)
        entry = _judged(keyed, answers, suite.points[keyed.name], earlier)
        results.append(entry)
        if on_event is not None:
            on_event(CaseFinished(result=entry))
    if visible_only and only is None and suite.questions:
        notes.append("Questions are graded only when you submit; a practice run runs the code alone.")
    if suite.cases and only is None:
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


def _judged(keyed: Keyed, answers: Answers, points: float, earlier: QuestionAttempts) -> CaseResult:
    if answers.problem and answers.code is None:
        return unreadable(keyed, answers.problem, points=points)
    if keyed.name in answers.problems:
        problem = answers.problems[keyed.name]
        told = f"Your answer is not valid: {problem}{'' if problem.endswith('.') else '.'}"
        return unreadable(keyed, told, points=points)
    return answered(keyed, answers.values, points=points, earlier=earlier)


def _begin(on_stage: Callable[[str, str], None] | None, questions: Sequence[Keyed]) -> None:
    """Tell that the first of these questions is begun, and that the submission's values are in play."""
    if on_stage is not None and questions:
        on_stage("begin", questions[0].name)
        on_stage("check", questions[0].name)


def _run(suite: Suite, source: Source, jail: Jail) -> Any:
    """What `sandbox.inside.answers` reads. Raises SubmissionFault and JudgeFault."""
    assignment = suite.assignment
    bundle = Bundle(
        source=source, support=assignment.support, entry_points=(), allowed=assignment.allowed, answers=True
    )
    with jail.admit(bundle) as admitted, admitted.case(assignment.limits) as session:
        return session.get("answers")


def _unknown(
    suite: Suite, entries: Sequence[Keyed | Case], fault: JudgeFault, on_event: OnEvent | None, *, duration_ms: float
) -> Report:
    """The report of a submission whose answers could not be read through the grader's own failure."""
    failed = HiddenText.of(Template.JUDGE_FAILED)
    first, *others = entries
    results = [failure(first, str(failed), Verdict.JUDGE_ERROR, suite.points[first.name], f"[grader] {fault.message}")]
    rest = str(HiddenText.of(Template.NOT_RUN_GRADER))
    results += [failure(entry, rest, Verdict.SKIPPED, suite.points[entry.name]) for entry in others]
    for result in results:
        if on_event is not None:
            on_event(CaseFinished(result=result))
    return report(suite, results, duration_ms=duration_ms)


def _without_code(suite: Suite, answers: Answers, on_event: OnEvent | None) -> Report:
    results = []
    text = answers.problem or "There is no code: put it beside the answers."
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
