"""Run one test case against one session and report the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.engine.answer_budget import AnswerBudget
from grader.engine.case import Case
from grader.engine.checks import CheckFailed
from grader.engine.ports import SubstitutableSession
from grader.engine.proxy import Program, ProgressFeed, Student, shown, substitute
from grader.engine.replay_cache import ReplaySession
from grader.engine.traceback_lines import case_line, reference_line
from grader.engine.tracing import Interaction, TracingSession
from grader.engine.wording import describe, word_of
from grader.errors import CaseFault, JudgeFault, ReferenceFault, SubmissionFault
from grader.model import NO_TEXT, HiddenText, Template, Verdict

#: What a test case's own lines raise when the student's answer has a form they cannot use.
MISFIT = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, MemoryError)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one run of a case ended, before it becomes a result."""

    verdict: Verdict
    #: The check that failed, when one did.
    failed: CheckFailed | None = None
    #: The fault of the submission, when it did not return an answer.
    fault: SubmissionFault | None = None
    trace: tuple[Interaction, ...]
    #: Artifacts that the case attached for display.
    artifacts: tuple[Mapping[str, Any], ...] = ()
    #: Notes that the case added to the report.
    notes: tuple[str, ...] = ()
    #: Sentences appended to the student's message, and to the summary.
    advice: str = ""
    hidden_advice: HiddenText = NO_TEXT
    #: Seconds inside calls; 0 when no clock was given.
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return self.verdict is Verdict.ACCEPTED

    @property
    def kind(self) -> str:
        """The kind of failure; two runs that fail for the same reason have the same kind."""
        if self.failed is not None:
            return self.failed.kind
        return self.verdict.value if self.fault is not None else ""

    @property
    def last(self) -> Interaction | None:
        """The last call, the one that a failure is about."""
        return next((step for step in reversed(self.trace) if step.kind == "call"), None)


def run_case(
    case: Case,
    session: SubstitutableSession,
    reference: ReplaySession,
    *,
    progress: ProgressFeed | None = None,
    model: tuple[Interaction, ...] | None = None,
    clock: Callable[[], float] | None = None,
    kept: AnswerBudget | None = None,
    see: Callable[[Interaction], None] | None = None,
) -> Outcome:
    """Run `case` against the program of `session`.

    `model` is the reference's own trace of this case (empty for a heavy one), used to say what form an answer should
    have had. With it, every exception raised after the first answer, by the case's own code or by the reference, is
    attributed to the student's values: the reference passes the case. Without it, the exception is the case's fault.
    `kept` counts what is kept of the answers. `see` is shown each of them as it comes (`TracingSession`).
    Raises `JudgeFault` for what is not the student's.
    """
    recorder = TracingSession(session, clock, kept, see)
    student = Student(recorder, helper=reference.helper, progress=progress)

    def ended(verdict: Verdict, *, failed: CheckFailed | None = None, fault: SubmissionFault | None = None) -> Outcome:
        for error in (failed, fault):
            _let_go(error)
        trace = tuple(recorder.trace)
        artifacts, notes = shown(student)
        return Outcome(
            verdict=verdict,
            failed=failed,
            fault=fault,
            trace=trace,
            artifacts=artifacts,
            notes=notes,
            seconds=recorder.seconds,
        )

    try:
        if case.substitute:
            substitute(student, case.substitute)
        case.body(student, Program(reference))
    except CheckFailed as failed:
        return ended(Verdict.WRONG_ANSWER, failed=failed)
    except SubmissionFault as fault:
        return ended(fault.verdict, fault=fault)
    except Exception as error:
        of_the_grader = isinstance(error, JudgeFault) and not isinstance(error, ReferenceFault | CaseFault)
        if of_the_grader or model is None or not recorder.trace:
            raise _judge_fault(case, error) from error
        if isinstance(error, MemoryError):
            return ended(Verdict.MEMORY_LIMIT_EXCEEDED, fault=_too_much_memory())
        reason = f": {error.reason}" if isinstance(error, CaseFault) else ""
        return ended(Verdict.WRONG_ANSWER, failed=_misfit(tuple(recorder.trace), model, reason))
    return ended(Verdict.ACCEPTED)


def _too_much_memory() -> SubmissionFault:
    """The student's answer took too much memory to check."""
    verdict = Verdict.MEMORY_LIMIT_EXCEEDED
    return SubmissionFault(verdict, str(HiddenText.of_checking(verdict)), while_checking=True)


def _let_go(error: Exception | None) -> None:
    """Drop the traceback of an error: it references every local value of the frames it passed through."""
    if error is not None:
        error.__traceback__ = error.__context__ = None


def _judge_fault(case: Case, error: Exception) -> JudgeFault:
    if isinstance(error, ReferenceFault):
        return _reference_failed(case, error)
    if isinstance(error, JudgeFault):
        return error
    place = case_line(case.body, error)
    return JudgeFault(f"the test case {case.name!r} itself failed: {place}: {type(error).__name__}: {error}: mend it")


def _reference_failed(case: Case, fault: ReferenceFault) -> JudgeFault:
    place = f"{reference_line(fault)}: " if reference_line(fault) else ""
    return JudgeFault(
        f"the test case {case.name!r} ({case_line(case.body, fault)}): {place}{fault.message}: "
        "mend the reference, or what the test case passes to it"
    )


def _misfit(trace: tuple[Interaction, ...], model: tuple[Interaction, ...], reason: str) -> CheckFailed:
    """The case's own code could not use an answer. The reference passes the case, so the answer's form is wrong.

    `reason` ends the message if nothing more precise is known.
    """
    for mine, right in zip(reversed(trace), reversed(model[: len(trace)]), strict=False):
        if mine.label == right.label and describe(mine.result) != describe(right.result):
            what = f"`{mine.label}` should return" if mine.kind == "call" else f"`{mine.label}` should be"
            yours = "yours returned" if mine.kind == "call" else "yours is"
            return CheckFailed(
                "type",
                f"{what} {describe(right.result)}; {yours} {describe(mine.result)}.",
                HiddenText.of(Template.KIND_DIFFERS, word_of(right.result), word_of(mine.result)),
                expected=right.result,
                actual=mine.result,
            )
    name = trace[-1].label
    form = describe(trace[-1].result)
    message = f"What `{name}` gave, {form}, has a form that the test cannot use{reason}."
    return CheckFailed("type", message, HiddenText.of(Template.UNUSABLE), actual=trace[-1].result)


def call_artifact(
    interaction: Interaction, parameters: tuple[str, ...], snapshot: Callable[[Any], Any]
) -> dict[str, Any]:
    """The call as an artifact for display: the function and its named arguments."""
    names = [*parameters, *(f"argument {i + 1}" for i in range(len(parameters), len(interaction.args)))]
    args = [{"name": name, "snapshot": snapshot(value)} for name, value in zip(names, interaction.args, strict=False)]
    args += [{"name": name, "snapshot": snapshot(value)} for name, value in interaction.kwargs.items()]
    return {"kind": "call", "function": interaction.label, "args": args}
