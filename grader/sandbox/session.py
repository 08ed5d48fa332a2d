"""The worker's side of one test case: sends requests, reads replies, and turns every failure into a fault."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from typing import Any

from grader.errors import JudgeFault, SubmissionFault
from grader.model import Bundle, Handle, Limits
from grader.sandbox import faults, reply_validation
from grader.sandbox.bootstrap import RELOAD_FRAME, load_request
from grader.sandbox.channel import Channel, DeadlineExceeded, Disconnected, OutputExceeded
from grader.sandbox.endings import START_SECONDS, NotStarted, exit_fault, not_started
from grader.sandbox.handles import known_handle
from grader.sandbox.inside.wire import Caps, Decoder, Encoder, Value, WireError
from grader.sandbox.load_plan import LoadPlan, Progress
from grader.sandbox.memory_limit import limit_growth
from grader.sandbox.process import Process
from grader.sandbox.rate_limit import RateLimited
from grader.sandbox.source_lines import SourceLines

#: Seconds of loading that fit into the time of a later test case; see `engine.case_groups.SECONDS`.
_QUICK = 0.25


class Session:
    """An `engine.ports.InstrumentedSession`. Made by a jail, with the case's child process at the other end."""

    def __init__(self, *, channel: Channel, process: Process, bundle: Bundle, limits: Limits) -> None:
        caps = Caps(limits.frame_bytes, limits.frame_values, limits.depth)
        self._channel = channel
        self._process = process
        self._bundle = bundle
        self._limits = limits
        self._encoder = Encoder(caps, known_handle)
        self._vocabulary = reply_validation.Vocabulary((*bundle.source.cells, bundle.support))
        self._lines = SourceLines(bundle.source.cells, self._vocabulary)
        self._decoder = Decoder(channel.receive, caps, self._handle)
        self._alive, self._number = True, 0
        self._activity = "Loading your submission"
        self._busy: Mapping[str, Any] | None = None
        self._substitutes: dict[str, Callable[..., Value]] = {}
        self._watches: dict[str, RateLimited] = {}
        self._fault: SubmissionFault | JudgeFault | None = None
        self.notes: tuple[str, ...] = ()
        #: How the child loads the submission; once that is done, how later children do.
        self.plan = LoadPlan()
        self._progress, self._loading = Progress(), True
        #: Why required names cannot be used.
        self._reasons: tuple[str, ...] = ()
        #: Whether the child has run an earlier test case, and whether it can quickly load the submission anew.
        self.shared, self.reloadable = False, False
        #: What is sent before the first request.
        self._preamble: list[bytes] = []
        #: Work to do once, while the child handles its next request or at the end of the case.
        self.deferred: Callable[[], None] | None = None

    @property
    def log(self) -> str:
        """The output so far."""
        return self._channel.log.text

    @property
    def is_alive(self) -> bool:
        """Whether the child can answer further requests."""
        return self._alive and self._fault is None

    def successor(self, limits: Limits) -> Session:
        """A session of the same child for the next test case, with a clock and a log of its own. This one is over.

        The child loads the submission anew with the first request, and ends if it cannot.
        """
        self._channel.begin(limits)
        session = copy(self)
        session._limits, session._busy, session._preamble = limits, None, [RELOAD_FRAME]
        session._substitutes, session._watches, session.notes = {}, {}, ()
        session.shared, session.deferred = True, None
        return session

    @property
    def loading_started(self) -> bool:
        """Whether the submission has been sent to the child."""
        return self._number > 0

    def start_loading(self, plan: LoadPlan | None = None) -> None:
        """Send the submission and do not wait for the child, which has received its limits before.

        `plan` is one that another session of the same submission has found. Raises NotStarted.
        """
        self.plan = plan or self.plan
        self._number = 1
        self._channel.start(START_SECONDS)
        frame = self._encoded(lambda: load_request(self._bundle, self.plan, self._limits, self._encoder.caps))
        try:
            self._channel.send([frame])
        except (DeadlineExceeded, OutputExceeded, Disconnected) as error:
            self._fail(not_started(self._channel, error))

    def finish_loading(self, limits: Limits) -> None:
        """Wait until the submission is loaded; only the wall clock of `limits` may differ from those that were sent.

        Raises the faults of a request, and NotStarted. Loading has a clock of its own.
        """
        self._limits = replace(self._limits, wall_seconds=self.plan.seconds(self._limits))
        begun = time.monotonic()
        self._channel.start(START_SECONDS)
        try:
            if self._decoder.read() != (0, "ready", None):
                self._fail(NotStarted("The sandbox did not start as it should."))
        except OutputExceeded:
            # The child itself prints almost nothing, so the submission is being loaded already.
            self._fail(faults.output_exceeded(limits, self._activity))
        except (DeadlineExceeded, Disconnected, WireError) as error:
            self._fail(not_started(self._channel, error))
        self._channel.left = self.plan.wall_seconds(limits)
        # Sent before the child knows any input, so these texts may be shown even for a hidden case.
        cells = len(self._bundle.source.cells)
        reply = self._timed(lambda: reply_validation.loaded(self._read_reply(), cells))
        if isinstance(reply, Progress):
            self._progress = reply
            self._fail(faults.timed_out(self._limits, self._activity, self._lines.where(self._busy)))
        self.notes, self._reasons = reply.notes, reply.reasons
        ran_as_planned = reply.pruned is not None and (self.plan.pruned is None or reply.pruned == ([], []))
        self.reloadable = ran_as_planned and time.monotonic() - begun < _QUICK
        self.plan = self.plan.completed(self._bundle.source.cells, reply.pruned)
        self._limits, self._loading, self._busy = limits, False, None
        self._channel.left = limits.wall_seconds

    def reduced_plan(self, fault: SubmissionFault) -> LoadPlan | None:
        """A plan by which another child may load the submission, after this one has failed; None if there is none."""
        return self.plan.reduced(fault, self._progress, self._limits) if self._loading else None

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        """See the port. With `args_back` the answer is (result, the arguments as they are after the call)."""
        whose = "The task's" if on is None and name in self._bundle.provided else "Your"
        answer = self._request(f"{whose} {name}()", "call", on, name, args, dict(kwargs), args_back)
        if args_back and not (type(answer) is tuple and len(answer) == 2 and type(answer[1]) is tuple):
            self._fail(faults.malformed(self._activity))
        return answer

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        """See the port."""
        return self._request(f"Reading {name}", "get", on, name)

    def set(self, name: str, value: Value, *, on: Handle | None = None) -> None:
        """See the port."""
        self._request(f"Setting {name}", "set", on, name, value)

    def substitute(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        """See the port."""
        self._substitutes.update(functions)
        self._request("Preparing your submission", "substitute", list(functions))

    def watch(self, name: str, report: Callable[[int, Value], None], *, every: float = 0.1) -> None:
        """See the port."""
        self._watches[name] = RateLimited(report, 0.5 * every)
        self._request(f"Watching {name}", "watch", name, every)

    def capture(self, function: str, names: tuple[str, ...]) -> None:
        """See the port."""
        self._request("Preparing your submission", "capture", function, tuple(names))

    def captured(self) -> list[dict[str, Value]]:
        """See the port."""
        read = reply_validation.captured
        answer: list[dict[str, Value]] = self._request("Reading your local variables", "captured", read=read)
        return answer

    def close(self) -> None:
        """End the child, whatever it does."""
        self._kill()
        self._channel.close()

    def abandon(self) -> None:
        """Close the connection to a child that is ended with its init process."""
        self._channel.close()

    def _request(self, activity: str, *request: Value, read: Callable[[Value], Value] = lambda value: value) -> Value:
        if self._fault is not None:
            raise self._fault
        self._activity = activity
        self._number += 1
        if self._decoder.pending or self._channel.has_input():
            self._fail(faults.malformed(activity))
        parts = self._encoded(lambda: self._encoder.frame((self._number, self._channel.left, *request)))

        def exchange() -> Value:
            self._channel.send(self._preamble + parts)
            self._preamble = []
            self.run_deferred()
            return read(self._read_reply())

        return self._timed(exchange)

    def run_deferred(self) -> None:
        """Do the deferred work, unless it is done."""
        deferred, self.deferred = self.deferred, None
        if deferred is not None:
            deferred()

    def _timed(self, exchange: Callable[[], Value]) -> Value:
        """Run the clock during an exchange, and raise a fault for everything that is not an answer."""
        self._channel.start()
        try:
            return exchange()
        except DeadlineExceeded:
            self._fail(faults.timed_out(self._limits, self._activity, self._lines.where(self._busy)))
        except OutputExceeded:
            self._fail(faults.output_exceeded(self._limits, self._activity))
        except WireError as error:
            self._fail(faults.answer_too_large(error.kind, self._limits, self._activity))
        except Disconnected:
            self._fail(exit_fault(self._channel, self._process, self._limits, self._activity))
        finally:
            self._channel.stop()

    def _read_reply(self) -> Value:
        while True:
            number, kind, value = reply_validation.reply(self._decoder.read())
            if number != self._number:
                raise WireError("malformed", "an answer to another request")
            if kind == "ok":
                self._channel.drain()
                return value
            self._handle_notification(kind, value)

    def _handle_notification(self, kind: str, value: Value) -> None:
        """A message that a child may send before its answer or instead of one."""
        if kind == "raised":
            self._channel.drain()
            self._raise(reply_validation.error(value, len(self._bundle.source.cells)))
        if kind == "limit":
            raise WireError(reply_validation.limit(value), "")
        if kind == "busy":
            self._busy = reply_validation.busy(value)
        elif kind == "running":
            self._progress = reply_validation.running(value)
        elif kind == "seen":
            name, count, last = reply_validation.seen(value)
            if name in self._watches:
                self._watches[name](count, last)
        elif kind == "ask":
            self._substituted(*reply_validation.question(value))
        else:
            raise WireError("malformed", "an unknown kind of reply")

    def _substituted(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> None:
        if name not in self._substitutes:
            raise WireError("malformed", "a call of a function that was not substituted")
        try:
            # The submission chooses the arguments. They must not exhaust this process's memory, and a result that is
            # too large to be sent is the submission's error, not the grader's.
            with limit_growth(self._limits.memory_bytes):
                parts = self._encoder.frame(("answer", self._substitutes[name](*args, **kwargs)))
        except Exception as error:
            told = "error", (type(error).__name__, str(error)[:2000])
            parts = self._encoded(lambda: self._encoder.frame(told))
        self._channel.send(parts)

    def _encoded(self, encode: Callable[[], Any]) -> Any:
        try:
            return encode()
        except WireError as error:
            self._fail(faults.cannot_be_sent(error))
            raise

    def _raise(self, reported: Mapping[str, Any]) -> None:
        error = {**reported, "type": self._vocabulary.error_type(reported, self._reasons, self._activity)}
        frames = self._lines.frames(error["frames"])
        if error["memory"]:
            fault = faults.out_of_memory(self._limits, self._activity, error["text"], frames)
        else:
            at = self._lines.failed_expression(error["at"])
            fault = faults.raised(error, frames, self._activity, loading=self._number == 1, at=at)
        self._fail(fault)

    def _fail(self, fault: SubmissionFault | JudgeFault) -> None:
        """End the child and raise the fault."""
        self._fault = fault
        self._kill()
        raise fault

    def _kill(self) -> None:
        if self._alive:
            self._alive = False
            self._process.kill()

    def _handle(self, number: int, name: str, methods: tuple[str, ...]) -> Handle:
        return Handle(id=number, type_name=self._vocabulary.name(name, "object"), methods=frozenset(methods))
