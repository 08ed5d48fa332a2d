"""The trusted end of one test case: requests out, answers in, and every way of not answering made a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from grader.errors import JudgeFault, SubmissionFault
from grader.model import Bundle, Handle, Limits
from grader.sandbox import faults, reply_validation
from grader.sandbox.bootstrap import loading
from grader.sandbox.channel import Channel, Ended, Flooded, Overdue
from grader.sandbox.inside.wire import Caps, Decoder, Encoder, Kept, Value, WireError
from grader.sandbox.memory_limit import at_most
from grader.sandbox.process import Process
from grader.sandbox.rate_limit import Throttled
from grader.sandbox.source_lines import Lines

#: Seconds that a child may take until it is confined; nothing of the student's runs before.
START_SECONDS = 30.0
#: Seconds that a process may take to end once it has closed its wire.
END_SECONDS = 1.0


class NotStarted(JudgeFault):
    """A case's process did not come up; nothing of the student's has run in it."""


class Session:
    """An `engine.ports.InstrumentedSession`. Made by a jail, with the case's child process at the other end."""

    def __init__(self, *, channel: Channel, process: Process, bundle: Bundle, limits: Limits) -> None:
        caps = Caps(limits.frame_bytes, limits.frame_values, limits.depth)
        self._channel = channel
        self._process = process
        self._bundle = bundle
        self._limits = limits
        self._encoder = Encoder(caps, _known_handle)
        self._vocabulary = reply_validation.Vocabulary((*bundle.source.cells, bundle.support))
        self._lines = Lines(bundle.source.cells, self._vocabulary)
        self._decoder = Decoder(channel.receive, caps, self._handle)
        self._alive = True
        self._number = 0
        self._doing = "Loading your submission"
        self._busy: Mapping[str, Any] | None = None
        self._substitutes: dict[str, Callable[..., Value]] = {}
        self._watches: dict[str, Throttled] = {}
        self._fault: SubmissionFault | JudgeFault | None = None
        self.notes: tuple[str, ...] = ()
        #: The cells without what is not to run, if later children may run them straight through; see `inside.excerpt`.
        self.trimmed: tuple[str, ...] | None = None
        self._told = False
        #: Why names that are asked for cannot be used.
        self._reasons: tuple[str, ...] = ()
        #: What is to be done once, while the child works on its next request or at the end of the case.
        self.chore: Callable[[], None] | None = None

    @property
    def log(self) -> str:
        """What has been printed so far."""
        return self._channel.log.text

    @property
    def begun(self) -> bool:
        """Whether the child has been sent the submission."""
        return self._number > 0

    def begin(self, trimmed: tuple[str, ...] | None = None) -> None:
        """Send the submission, without waiting for what the child makes of it. The child has its orders before.

        `trimmed` is what another session of the same submission has found it to come to. Raises NotStarted.
        """
        self.trimmed, self._told = trimmed, trimmed is not None
        self._number = 1
        self._channel.start(START_SECONDS)
        frame = self._encoded(lambda: loading(self._bundle, trimmed, self._limits.wall_seconds, self._encoder.caps))
        try:
            self._channel.send([frame])
        except (Overdue, Flooded, Ended) as error:
            self._die(self._not_started(error))

    def open(self, limits: Limits) -> None:
        """Wait until the submission is loaded; `limits` may have another wall clock than those of the orders.

        Raises as every request does, and NotStarted.
        """
        self._limits = limits
        self._channel.start(START_SECONDS)
        try:
            if self._decoder.read() != (0, "ready", None):
                self._die(NotStarted("A jail did not start as it should."))
        except Flooded:
            # Of its own a child prints next to nothing: the submission is being loaded already.
            self._die(faults.flooded(limits, self._doing))
        except (Overdue, Ended, WireError) as error:
            self._die(self._not_started(error))
        self._channel.left = limits.wall_seconds
        # Said before any input is known, so these texts may be shown even of a hidden case.
        self.notes, self._reasons, smooth = self._guarded(lambda: reply_validation.loaded(self._answer()))
        self.trimmed = self.trimmed if smooth else None

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
        answer = self._request(f"Your {name}()", "call", on, name, args, dict(kwargs), args_back)
        if args_back and not (type(answer) is tuple and len(answer) == 2 and type(answer[1]) is tuple):
            self._die(faults.malformed(self._doing))
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
        self._watches[name] = Throttled(report, 0.5 * every)
        self._request(f"Watching {name}", "watch", name, every)

    def capture(self, function: str, names: tuple[str, ...]) -> None:
        """See the port."""
        self._request("Preparing your submission", "capture", function, tuple(names))

    def captured(self) -> list[dict[str, Value]]:
        """See the port."""
        answer = self._request("Reading your local variables", "captured")
        try:
            return reply_validation.captured(answer)
        except WireError:
            self._die(faults.malformed(self._doing))
            raise

    def close(self) -> None:
        """End the child, whatever it does."""
        self._kill()
        self._channel.close()

    def forsake(self) -> None:
        """Let go of a child that ends with its keeper."""
        self._channel.close()

    def _not_started(self, error: Exception) -> NotStarted:
        with suppress(Flooded):
            self._channel.drain()
        return NotStarted(f"A jail did not start ({type(error).__name__}). {self.log[-500:]}".strip())

    def _request(self, doing: str, *request: Value) -> Value:
        if self._fault is not None:
            raise self._fault
        self._doing = doing
        self._number += 1
        if self._decoder.pending or not self._channel.quiet():
            self._die(faults.malformed(doing))
        parts = self._encode((self._number, self._channel.left, *request))

        def exchange() -> Value:
            self._channel.send(parts)
            self.do_chore()
            return self._answer()

        return self._guarded(exchange)

    def do_chore(self) -> None:
        """Do what waits for the child to be at work, if that has not been done."""
        chore, self.chore = self.chore, None
        if chore is not None:
            chore()

    def _guarded(self, exchange: Callable[[], Value]) -> Value:
        """Run the clock over an exchange, and make a fault of everything that is no answer."""
        self._channel.start()
        try:
            return exchange()
        except Overdue:
            self._die(faults.late(self._limits, self._doing, self._lines.where(self._busy)))
        except Flooded:
            self._die(faults.flooded(self._limits, self._doing))
        except WireError as error:
            self._die(faults.too_big(error.kind, self._limits, self._doing))
        except Ended:
            self._die(self._ended())
        finally:
            self._channel.stop()

    def _answer(self) -> Value:
        while True:
            number, kind, value = reply_validation.reply(self._decoder.read())
            if number != self._number:
                raise WireError("malformed", "an answer to another request")
            if kind == "ok":
                self._channel.drain()
                return value
            self._aside(kind, value)

    def _aside(self, kind: str, value: Value) -> None:
        """What a child may say beside its answer, and what it says instead of one."""
        # Told before a line of the submission runs. What comes later may be the submission's own, and is not heard.
        told, self._told = self._told, True
        if kind == "left_out":
            self.trimmed = self.trimmed if told else self._lines.without(value)
            return
        if kind == "raised":
            self._channel.drain()
            self._raise(reply_validation.error(value))
        if kind == "limit":
            raise WireError(reply_validation.limit(value), "")
        if kind == "busy":
            self._busy = reply_validation.busy(value)
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
            raise WireError("malformed", "a question about a function that was not substituted")
        try:
            # The arguments are the submission's choice: they must not make this process eat memory, or say something
            # too big to be sent and so put the blame on the grader.
            with at_most(self._limits.memory_bytes):
                parts = self._encoder.frame(("answer", self._substitutes[name](*args, **kwargs)))
        except Exception as error:
            parts = self._encode(("error", (type(error).__name__, str(error)[:2000])))
        self._channel.send(parts)

    def _encode(self, value: Value) -> list[Any]:
        parts: list[Any] = self._encoded(lambda: self._encoder.frame(value))
        return parts

    def _encoded(self, encode: Callable[[], Any]) -> Any:
        try:
            return encode()
        except WireError as error:
            self._die(JudgeFault(f"The test case sends what cannot cross into the jail: {error}."))
            raise

    def _raise(self, claim: Mapping[str, Any]) -> None:
        claim = {**claim, "type": self._vocabulary.name(claim["type"], "Exception")}
        believed = {"NotLoaded": claim["text"] in self._reasons, "MissingName": f" {claim['text']}" in self._doing}
        if not believed.get(claim["type"], True):
            claim["type"] = "Exception"
        frames = self._lines.frames(claim["frames"])
        if claim["memory"]:
            fault = faults.out_of_memory(self._limits, self._doing, claim["text"], frames)
        else:
            fault = faults.raised(claim, frames, self._doing, loading=self._number == 1)
        self._die(fault)

    def _ended(self) -> SubmissionFault | JudgeFault:
        try:
            self._channel.drain()
        except Flooded:
            return faults.flooded(self._limits, self._doing)
        try:
            ending = self._process.ending(END_SECONDS)
        except JudgeFault as fault:
            return fault
        if ending is None:
            return faults.hung_up(self._doing)
        return faults.ended(ending, self._limits, self._doing)

    def _die(self, fault: SubmissionFault | JudgeFault) -> None:
        """The session is over."""
        self._fault = fault
        self._kill()
        raise fault

    def _kill(self) -> None:
        if self._alive:
            self._alive = False
            self._process.kill()

    def _handle(self, number: int, name: str, methods: tuple[str, ...]) -> Handle:
        return Handle(id=number, type_name=self._vocabulary.name(name, "object"), methods=frozenset(methods))


def _known_handle(thing: object) -> Kept:
    if isinstance(thing, Handle):
        return thing.id, "", ()
    raise WireError("malformed", f"a {type(thing).__name__} is no plain data")
