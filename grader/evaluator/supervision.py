"""One submission through an evaluator: its messages, its clock, and what follows when it has to be killed."""

from __future__ import annotations

import logging
import select
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter, ValidationError

from grader.errors import JudgeFault
from grader.evaluator.jail_end import JailEnd, send, serve
from grader.evaluator.messages import Disconnected, Message
from grader.evaluator.pool import Pool
from grader.evaluator.processes import Evaluator
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

#: Seconds between two looks at the evaluator's clock.
LOOK = 0.05
#: After so many tests whose check had to be stopped, the submission's remaining tests are not run.
PATIENCE = 2

_PROGRESS = TypeAdapter(Progress)
_STAGES = frozenset({"begin", "check", "explain"})


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Processor seconds that an evaluator may use."""

    #: For checking one case.
    case: float = 5.0
    #: For explaining all failures.
    explain: float = 2.0


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be graded."""

    slug: str
    source: Source
    visible_only: bool
    question_attempts: Mapping[str, QuestionAttempts] | None
    on_event: OnEvent


class Supervisor:
    """Grades submissions through the evaluators of a pool. Not thread-safe."""

    def __init__(self, pool: Pool, jail: JailEnd, clock: Clock | None = None) -> None:
        self._pool = pool
        self._jail = jail
        self._clock = clock or Clock()
        #: The assignment whose evaluator has an init process ready.
        self._prepared = ""

    def grade(self, task: Task) -> Report:
        """Grade; each result goes to `task.on_event` once, the moment it is known.

        Raises AssignmentError, SandboxUnavailable, and JudgeFault when the evaluator fails without a value of the
        submission in play.
        """
        template = self._pool.of(task.slug).template
        left_out = template.questions if task.visible_only else []
        outline = {case["name"]: case for case in template.cases if case["name"] not in left_out}
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
            # An interrupted run leaves an evaluator that is still at work.
            self._prepared = ""
            self._pool.discard(task.slug)
            raise

    def prepare(self, slug: str) -> None:
        """After a submission: replace its evaluator if that is due, and have the next init process made."""
        try:
            self._pool.recycle(slug)
            if self._jail.mode == "warm":
                evaluator = self._pool.evaluator(slug)
                send(evaluator, {"kind": "prepare"}, self._jail.init_process())
                self._prepared = slug
        except (JudgeFault, Disconnected) as error:
            log.warning("The next evaluator could not be prepared: %s", error)


class _Run:
    """One submission, over as many evaluators as it takes."""

    def __init__(self, jail: JailEnd, task: Task, clock: Clock, outline: Mapping[str, Message]) -> None:
        self._jail = jail
        self._outline = outline
        self._task = task
        self._clock = clock
        self._done: list[CaseResult] = []
        self._stage, self._case = "", ""
        self._since = 0.0
        self._kills = 0
        self._explain = True
        self._notes: list[str] = []

    def attempt(self, evaluator: Evaluator, *, prepared: bool) -> Report | None:
        """Let an evaluator go on from what is done; None if it had to be given up. Raises JudgeFault."""
        self._stage, self._case = "", ""
        self._since = evaluator.processor_seconds()
        try:
            self._order(evaluator, prepared=prepared)
            return self._listen(evaluator)
        except (Disconnected, ValidationError, KeyError, TypeError, ValueError) as error:
            log.warning("The evaluator of %s was given up: %s", self._task.slug, error)
            self._settle(Verdict.MEMORY_LIMIT_EXCEEDED)
        except _TooSlow:
            self._settle(Verdict.TIME_LIMIT_EXCEEDED)
        return None

    def _order(self, evaluator: Evaluator, *, prepared: bool) -> None:
        task = self._task
        attempts = task.question_attempts
        order = {
            "kind": "grade",
            "mode": self._jail.mode,
            "filename": task.source.filename,
            "source": task.source.to_json(),
            "visible_only": task.visible_only,
            "explain": self._explain,
            "done": [result.to_json() for result in self._done],
            "question_attempts": None if attempts is None else {name: asdict(one) for name, one in attempts.items()},
        }
        descriptors = () if prepared or self._jail.mode == "cold" else (self._jail.init_process(),)
        send(evaluator, order, *descriptors)

    def _listen(self, evaluator: Evaluator) -> Report:
        poll = select.poll()
        poll.register(evaluator.connection.fileno(), select.POLLIN)
        while True:
            while not evaluator.connection.pending():
                if poll.poll(1000 * LOOK):
                    evaluator.connection.read()
                self._check_clock(evaluator)
            message, _ = evaluator.connection.receive()
            kind = message["kind"]
            if kind == "report":
                evaluator.peak_kib = int(message["peak_kib"])
                return self._report(message["report"])
            if kind == "case":
                self._finished(CaseResult.from_json(message["result"]))
            elif kind == "progress":
                self._task.on_event(_PROGRESS.validate_python(message["progress"]))
            elif kind == "stage":
                self._begin(evaluator, message)
            else:
                serve(self._jail, evaluator, message)

    def _begin(self, evaluator: Evaluator, message: Message) -> None:
        if message["stage"] not in _STAGES:
            raise ValueError("an unknown stage")
        self._stage, self._case = message["stage"], str(message["case"])
        if self._stage != "check":
            self._since = evaluator.processor_seconds()

    def _check_clock(self, evaluator: Evaluator) -> None:
        allowed = self._clock.explain if self._stage == "explain" else self._clock.case
        if evaluator.processor_seconds() - self._since > allowed:
            raise _TooSlow

    def _finished(self, result: CaseResult) -> None:
        self._done.append(result)
        self._task.on_event(CaseFinished(result=result))

    def _settle(self, verdict: Verdict) -> None:
        """The evaluator was lost at this stage; decide what that means. Raises JudgeFault when it is the grader's."""
        self._kills += 1
        self._explain = False
        if self._stage == "explain":
            self._notes.append("The failed tests could not be explained in time.")
            return
        if not self._stage:
            raise JudgeFault("The evaluator failed before the first test.")
        self._notes.append("Not all failed tests could be explained.")
        what = "memory" if verdict is Verdict.MEMORY_LIMIT_EXCEEDED else "time"
        text = f"Checking your answer took more {what} than is allowed."
        template = Template.CHECKING_MEMORY if what == "memory" else Template.CHECKING_TIME
        self._finished(self._result(self._case, verdict, text, template))
        if self._kills >= PATIENCE:
            text = f"Not run: checking your answers has already taken too much in {PATIENCE} tests."
            names = [name for name, case in self._outline.items() if case["visible"] or not self._task.visible_only]
            for name in names[len(self._done) :]:
                self._finished(self._result(name, Verdict.SKIPPED, text, Template.NOT_RUN_CHECKING))

    def _result(self, name: str, verdict: Verdict, text: str, template: Template) -> CaseResult:
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
            summary=HiddenText.of(template),
        )

    def _report(self, data: Message) -> Report:
        report = Report.from_json(data)
        if self._notes:
            return Report(
                assignment=report.assignment,
                verdict=report.verdict,
                score=report.score,
                max_score=report.max_score,
                duration_ms=report.duration_ms,
                cases=report.cases,
                notes=(*report.notes, *dict.fromkeys(self._notes)),
            )
        return report


class _TooSlow(Exception):
    """The evaluator has used more processor time than it may."""
