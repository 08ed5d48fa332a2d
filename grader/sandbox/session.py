"""The trusted end of one test case: requests out, answers in, and every way of not answering made a fault."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from grader.errors import Frame, JudgeFault, SubmissionFault
from grader.model import Bundle, Handle, Limits
from grader.sandbox import claims, faults, filters, policy
from grader.sandbox.channel import Channel, Ended, Flooded, Overdue
from grader.sandbox.inside.wire import Caps, Decoder, Encoder, Kept, Value, WireError
from grader.sandbox.process import Process

#: Seconds that a child may take until it is confined; nothing of the student's runs before.
START_SECONDS = 10.0
#: Seconds within which the end of a process must become known.
END_SECONDS = 5.0


class Session:
    """Fits `engine.ports.Session`. Made by a jail, with the case's child at the other end."""

    def __init__(self, *, channel: Channel, process: Process, bundle: Bundle, limits: Limits) -> None:
        caps = Caps(limits.frame_bytes, limits.frame_values, limits.depth)
        self._channel = channel
        self._process = process
        self._bundle = bundle
        self._limits = limits
        self._encoder = Encoder(caps, _known_handle)
        self._decoder = Decoder(channel.receive, caps, _handle)
        self._number = 0
        self._doing = "Loading your submission"
        self._busy: Mapping[str, Any] | None = None
        self._substitutes: dict[str, Callable[..., Value]] = {}
        self._watches: dict[str, Callable[[int, Value], None]] = {}
        self._fault: SubmissionFault | JudgeFault | None = None
        self.notes: tuple[str, ...] = ()

    @property
    def log(self) -> str:
        """What has been printed so far."""
        return self._channel.log.text

    def open(self) -> None:
        """Give the child its orders and the submission. Raises as every request does."""
        self._channel.start(START_SECONDS)
        try:
            self._channel.send(Encoder(Caps()).frame(_orders(self._limits)))
            if self._decoder.read() != (0, "ready", None):
                raise JudgeFault("A jail did not start as it should.")
        except (Overdue, Flooded, Ended, WireError) as error:
            self._die(JudgeFault(f"A jail did not start: {type(error).__name__}. {self._said()}".strip()))
        self._channel.start()
        self._channel.stop()
        source = self._bundle.source
        bundle = {
            "filename": source.filename,
            "cells": list(source.cells),
            "support": self._bundle.support,
            "entry_points": list(self._bundle.entry_points),
            "given": list(self._bundle.given),
        }
        self.notes = claims.texts(self._request("Loading your submission", "load", bundle))

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
        self._watches[name] = report
        self._request("Preparing your submission", "watch", name, every)

    def capture(self, function: str, names: tuple[str, ...]) -> None:
        """See the port."""
        self._request("Preparing your submission", "capture", function, tuple(names))

    def captured(self) -> list[dict[str, Value]]:
        """See the port."""
        return claims.captured(self._request("Reading your local variables", "captured"))

    def close(self) -> None:
        """End the child, whatever it does."""
        self._process.kill()
        self._channel.close()
        self._process.release()

    def _request(self, doing: str, *request: Value) -> Value:
        if self._fault is not None:
            raise self._fault
        self._doing = doing
        self._number += 1
        try:
            if self._decoder.pending or not self._channel.quiet():
                self._die(faults.malformed(doing))
            parts = self._encode((self._number, *request))
            self._channel.start()
            try:
                self._channel.send(parts)
                return self._answer()
            finally:
                self._channel.stop()
        except Overdue:
            self._die(faults.late(self._limits, doing, self._where()))
        except Flooded:
            self._die(faults.flooded(self._limits, doing))
        except WireError as error:
            self._die(faults.too_big(error.kind, self._limits, doing))
        except Ended:
            self._die(self._ended())

    def _answer(self) -> Value:
        while True:
            number, kind, value = claims.reply(self._decoder.read())
            if number != self._number:
                raise WireError("malformed", "an answer to another request")
            if kind == "ok":
                self._channel.drain()
                return value
            self._aside(kind, value)

    def _aside(self, kind: str, value: Value) -> None:
        """What a child may say beside its answer, and what it says instead of one."""
        if kind == "raised":
            self._channel.drain()
            self._raise(claims.error(value))
        if kind == "limit":
            raise WireError(claims.limit(value), "")
        self._channel.stop()
        if kind == "busy":
            self._busy = claims.busy(value)
        elif kind == "seen":
            name, count, last = claims.seen(value)
            if name in self._watches:
                self._watches[name](count, last)
        elif kind == "ask":
            self._substituted(*claims.question(value))
        else:
            raise WireError("malformed", "an unknown kind of reply")
        self._channel.start()

    def _substituted(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> None:
        if name not in self._substitutes:
            raise WireError("malformed", "a question about a function that was not substituted")
        try:
            answer = "answer", self._substitutes[name](*args, **kwargs)
        except Exception as error:
            answer = "error", (type(error).__name__, str(error)[:2000])
        parts = self._encode(answer)
        self._channel.start()
        self._channel.send(parts)
        self._channel.stop()

    def _encode(self, value: Value) -> list[Any]:
        try:
            return self._encoder.frame(value)
        except WireError as error:
            self._die(JudgeFault(f"The test case sends what cannot cross into the jail: {error}."))
            raise

    def _raise(self, claim: Mapping[str, Any]) -> None:
        frames = self._frames(claim["frames"])
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
        ending = self._process.ending(END_SECONDS)
        if ending is None:
            return JudgeFault("A jail ended while a test case ran in it.")
        return faults.ended(ending, self._limits, self._doing)

    def _die(self, fault: SubmissionFault | JudgeFault) -> None:
        """The session is over."""
        self._fault = fault
        self._process.kill()
        raise fault

    def _said(self) -> str:
        return self.log[-500:]

    def _where(self) -> str:
        if self._busy is None:
            return ""
        now = [self._busy["now"]] if self._busy["now"] else []
        return faults.where(self._busy, self._frames([*now, *(place for place, _ in self._busy["seen"])]))

    def _frames(self, places: list[claims.Place]) -> tuple[Frame, ...]:
        cells = self._bundle.source.cells
        frames = []
        for line, cell, function in places:
            if 0 <= cell < len(cells):
                lines = cells[cell].split("\n")
                if 1 <= line <= len(lines):
                    frames.append(Frame(line=line, cell=cell, function=function, text=lines[line - 1].strip()[:200]))
        return tuple(frames)


def _orders(limits: Limits) -> dict[str, Value]:
    """How the child is to confine itself."""
    processor = math.ceil(limits.wall_seconds) + 1
    return {
        "wall_seconds": float(limits.wall_seconds),
        "caps": (limits.frame_bytes, limits.frame_values, limits.depth),
        "tmpfs": (limits.disk_bytes, policy.TMPFS_INODES),
        "filter": filters.compiled(policy.CASE_FILTER),
        "rlimits": {
            "AS": limits.memory_bytes,
            "CPU": processor,
            "FSIZE": limits.disk_bytes,
            "NOFILE": limits.open_files,
            "CORE": 0,
            "MEMLOCK": 0,
            "MSGQUEUE": 0,
        },
    }


def _handle(number: int, name: str, methods: tuple[str, ...]) -> Handle:
    return Handle(id=number, type_name=name, methods=frozenset(methods))


def _known_handle(thing: object) -> Kept:
    if isinstance(thing, Handle):
        return thing.id, "", ()
    raise WireError("malformed", f"a {type(thing).__name__} is no plain data")
