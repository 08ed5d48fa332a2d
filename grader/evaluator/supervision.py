"""Grades one submission with an evaluator: its messages, its time limits, and recovery after it was killed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from pydantic import TypeAdapter

from grader.errors import GraderError, JudgeFault
from grader.evaluator.jail_end import JailEnd, send, serve
from grader.evaluator.messages import UNUSABLE, Disconnected, Message
from grader.evaluator.pool import Pool
from grader.evaluator.processes import Evaluator
from grader.evaluator.stage import Position, Stage
from grader.model import (
    CaseFinished,
    CaseResult,
    HiddenText,
    OnEvent,
    Progress,
    QuestionAttempts,
    Report,
    Source,
    Template,
    Verdict,
)

log = logging.getLogger(__name__)

#: Seconds between two checks of the evaluator's processor time.
POLL_SECONDS = 0.05
#: Number of killed evaluators after which the submission's remaining test cases are skipped.
PATIENCE = 2

_PROGRESS = TypeAdapter(Progress)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Limits on the processor seconds of an evaluator."""

    #: For checking one case.
    case: float = 5.0
    #: For explaining all failures.
    explain: float = 2.0


@dataclass(frozen=True, kw_only=True)
class Task:
    """A submission to grade, and who receives its events."""

    slug: str
    source: Source
    visible_only: bool
    question_attempts: Mapping[str, QuestionAttempts] | None
    #: Name of the only question to grade; None: everything.
    only: str | None = None
    on_event: OnEvent


class Supervisor:
    """Grades submissions through the evaluators of a pool. Not thread-safe."""

    def __init__(self, pool: Pool, jail: JailEnd, clock: Clock | None = None) -> None:
        self._pool = pool
        self._jail = jail
        self._clock = clock or Clock()
        #: Slug of the assignment whose evaluator holds the next init process.
        self._prepared = ""

    def grade(self, task: Task) -> Report:
        """Grade the submission. Each result is passed to `task.on_event` once, as soon as it is known.

        Raises AssignmentError, SandboxUnavailable, and JudgeFault when the evaluator fails without a value of the
        submission in play.
        """
        loaded = self._pool.of(task.slug)
        left_out = loaded.template.questions if task.visible_only else []
        outline = {case["name"]: case for case in loaded.template.cases if case["name"] not in left_out}
        if task.only is not None:
            outline = {case["name"]: case for case in loaded.template.cases if case["name"] == task.only}
        run = _Run(self._jail, task, self._clock, outline)
        try:
            while True:
                evaluator = self._pool.evaluator(task.slug)
                report = run.attempt(evaluator, prepared=self._prepared == task.slug)
                self._prepared = ""
                if report is not None:
                    evaluator.submissions += 1
                    return report
                self._pool.discard(task.slug)
        except BaseException:
            # After an interrupted run the evaluator is still busy.
            self._prepared = ""
            self._pool.discard(task.slug)
            raise

    def prepare(self, slug: str) -> None:
        """After a submission: recycle its evaluator if that is due, and start the next init process.

        Raises nothing: the submission has its report, and what could not be started here is started for the next one.
        """
        try:
            self._pool.recycle(slug)
            if self._jail.mode == "warm":
                evaluator = self._pool.evaluator(slug)
                send(evaluator, {"kind": "prepare"}, self._jail.init_process())
                self._prepared = slug
        except (GraderError, Disconnected, OSError) as error:
            log.warning("The next evaluator could not be prepared: %s", error)


class _Run:
    """One submission, with as many evaluators as it needs."""

    def __init__(self, jail: JailEnd, task: Task, clock: Clock, outline: Mapping[str, Message]) -> None:
        self._jail = jail
        self._outline = outline
        self._names = tuple(outline)
        self._task = task
        self._clock = clock
        self._done: dict[str, CaseResult] = {}
        self._kills = 0
        self._explain = True
        self._notes: list[str] = []

    def attempt(self, evaluator: Evaluator, *, prepared: bool) -> Report | None:
        """Continue after the results so far; None if the evaluator was lost. Raises JudgeFault."""
        evaluator.page.write(Stage.NONE, 0, evaluator.processor_seconds())
        try:
            self._order(evaluator, prepared=prepared)
            return self._listen(evaluator)
        except UNUSABLE as error:
            log.warning("The evaluator of %s was lost: %s", self._task.slug, error)
            self._settle(evaluator, Verdict.MEMORY_LIMIT_EXCEEDED)
        except _TooSlow:
            self._settle(evaluator, Verdict.TIME_LIMIT_EXCEEDED)
        return None

    def _order(self, evaluator: Evaluator, *, prepared: bool) -> None:
        task = self._task
        attempts = task.question_attempts
        order = {
            "kind": "grade",
            "mode": self._jail.mode,
            "isolation": self._jail.isolation.value,
            "filename": task.source.filename,
            "source": task.source.to_json(),
            "cases": self._names,
            "visible_only": task.visible_only,
            "only": task.only,
            "explain": self._explain,
            "done": [result.to_json() for result in self._done.values()],
            "question_attempts": None
            if attempts is None
            else {name: asdict(attempt) for name, attempt in attempts.items()},
        }
        descriptors = () if prepared or self._jail.mode == "cold" else (self._jail.init_process(),)
        send(evaluator, order, *descriptors)

    def _listen(self, evaluator: Evaluator) -> Report:
        for message in evaluator.connection.messages(POLL_SECONDS, lambda: self._check_clock(evaluator)):
            kind = message["kind"]
            if kind == "report":
                evaluator.peak_kib = int(message["peak_kib"])
                return self._report(message["report"], message["cases"])
            if kind in ("case", "progress"):
                self._pass_on(kind, message)
            else:
                serve(self._jail, evaluator, message)
        raise Disconnected("the messages have ended")

    def _check_clock(self, evaluator: Evaluator) -> None:
        at = evaluator.page.read()
        allowed = self._clock.explain if at.stage is Stage.EXPLAIN else self._clock.case
        if evaluator.processor_seconds() - at.since > allowed:
            raise _TooSlow

    def _pass_on(self, kind: str, message: Message) -> None:
        if kind == "case":
            self._finished(CaseResult.from_json(message["result"]))
        else:
            self._task.on_event(_PROGRESS.validate_python(message["progress"]))

    def _finished(self, result: CaseResult) -> None:
        if result.name not in self._outline or result.name in self._done:
            raise ValueError("a result of no test, or a second one")
        self._done[result.name] = result
        self._task.on_event(CaseFinished(result=result))

    def _settle(self, evaluator: Evaluator, verdict: Verdict) -> None:
        """The evaluator is lost; decide what that means. Raises JudgeFault when it is the grader's."""
        at = self._last_position(evaluator)
        self._kills += 1
        self._explain = False
        # The evaluator would have ended the process of its case, which goes on without it.
        self._jail.kill_case()
        if at.stage is Stage.EXPLAIN:
            self._notes.append("The failed tests could not be explained in time.")
            return
        if at.stage is Stage.NONE:
            raise JudgeFault("The evaluator failed before the first test.")
        self._notes.append("Not all failed tests could be explained.")
        told = HiddenText.of_checking(verdict)
        # Lost between two tests, the evaluator costs neither of them.
        if (name := self._names[at.case]) not in self._done:
            self._finished(self._result(name, verdict, str(told), told))
        if self._kills >= PATIENCE:
            text = f"Not run: checking your answers has already taken too much in {PATIENCE} tests."
            told = HiddenText.of(Template.NOT_RUN_CHECKING)
            names = [name for name, case in self._outline.items() if case["visible"] or not self._task.visible_only]
            for name in names[len(self._done) :]:
                self._finished(self._result(name, Verdict.SKIPPED, text, told))

    def _last_position(self, evaluator: Evaluator) -> Position:
        """End the evaluator, take the results that it had sent, and see where it was. Raises JudgeFault."""
        evaluator.kill()
        try:
            while True:
                message, _ = evaluator.connection.receive()
                if message["kind"] in ("case", "progress"):
                    self._pass_on(message["kind"], message)
        except UNUSABLE:
            pass
        try:
            at = evaluator.page.read()
        except ValueError as error:
            raise JudgeFault(f"The evaluator's stage cannot be read: {error}") from None
        if at.case >= len(self._names):
            raise JudgeFault("The evaluator was in no test.")
        return at

    def _result(self, name: str, verdict: Verdict, text: str, summary: HiddenText) -> CaseResult:
        case = self._outline[name]
        return CaseResult(
            name=name,
            title=case["title"],
            row=case["row"],
            verdict=verdict,
            score=0.0,
            max_score=case["max_score"],
            visible=case["visible"],
            message=text,
            summary=summary,
        )

    def _report(self, data: Message, cases: list[Message | str]) -> Report:
        """The report; of a result that was streamed, `cases` holds the name only."""
        results = (self._done[case] if isinstance(case, str) else CaseResult.from_json(case) for case in cases)
        report = Report.from_json({**data, "cases": []})
        notes = (*report.notes, *dict.fromkeys(self._notes))
        return replace(report, cases=tuple(results), notes=notes)


class _TooSlow(Exception):
    """The evaluator has exceeded its processor time."""
