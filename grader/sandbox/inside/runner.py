"""Serves one test case: loads the submission, then answers the worker's requests until the worker hangs up.

The process runs the student's code, so the worker trusts none of its replies.
"""

from __future__ import annotations

import builtins
import os
import random
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from . import loading
from .explanations import MOST_DEPTH
from .instrumentation import Instrumentation
from .load_clock import end_after
from .output import DiscardedOutput
from .protocol import ALLOWED_MODULES, OUT_OF_MEMORY, RELOAD
from .reset import Baseline
from .scope import fresh_scope
from .stream import Stream
from .trace import Sampler, described
from .variation import Definition, Variation
from .wire import Value, WireError


class Runner:
    """The requests, one method each."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._number = 0
        self._namespace: dict[str, Any] = {}
        self._cells: list[str] = []
        self._sampler = Sampler(lambda profile: self._say("busy", profile))
        self.scope = fresh_scope()
        self._instrumentation = Instrumentation(self._notify)
        self._variation = Variation()
        self._discarded = DiscardedOutput()
        #: What a later test case of this child loads.
        self._bundle: dict[str, Any] = {}
        #: What is put back between two of them; None: it answers only one.
        self.baseline: Baseline | None = None

    def serve(self) -> None:
        """Answer requests until the worker hangs up."""
        while True:
            try:
                request = self._stream.read()
                if request == RELOAD:
                    self._reload()
                    continue
                self._number, seconds, operation, *operands = request
            except EOFError:
                return
            try:
                try:
                    self._sampler.begin(seconds)
                    answer = OPERATIONS[operation](self, *operands)
                finally:
                    self._sampler.end()
                    _flush()
                self._say("ok", answer)
            except WireError as error:
                self._say("limit", (error.kind, str(error)))
            except BaseException as error:
                self._fail(error)

    def _fail(self, error: BaseException) -> None:
        try:
            self._say("raised", described(error, self._cells))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)

    def _say(self, kind: str, value: Value) -> None:
        self._stream.write((self._number, kind, value))

    def _notify(self, kind: str, value: Value) -> None:
        """Send a message while the student's code runs, without being interrupted by the sampler."""
        self._sampler.end()
        self._say(kind, value)
        self._sampler.resume()

    def _load(self, bundle: dict[str, Any]) -> Value:
        """Load the submission; see `loading.load_request`."""
        self._cells = bundle["cells"]
        clock = loading.clock(bundle, self._expired, lambda index: self._say("running", index))
        self._sampler.on_tick = clock.check
        try:
            answer = self._run_top_level(loading.load_request, bundle, clock)
        finally:
            self._sampler.on_tick = None
        self._bundle = loading.for_later_cases(bundle, answer)
        return answer

    def _reload(self) -> None:
        """Forget the test case before, and load the submission anew. A child that cannot do so ends."""
        try:
            self._namespace.clear()
            self._stream.forget_objects()
            self._instrumentation = Instrumentation(self._notify)
            self._variation = Variation()
            assert self.baseline is not None
            self.baseline.restore()
            self._sampler.reset()
            if any("random" in text for text in (*self._bundle["cells"], self._bundle["support"])):
                seed()
            self._run_top_level(loading.run_pruned, self._bundle)
        except BaseException:
            os._exit(0)

    def _run_top_level(self, load: Callable[..., Any], bundle: dict[str, Any], *more: Any) -> Any:
        """Have `load` make the namespace, the first of the two that it returns, and return the second."""
        sys.path.extend(f"{ALLOWED_MODULES}/{module}" for module in bundle["allowed"])
        try:
            with self._discarded:
                self._namespace, answer = load(bundle, self.scope, *more)
        finally:
            if any("random" in cell for cell in bundle["cells"]):
                seed()
        return answer

    def _expired(self, running: int, measured: int, slow: list[int]) -> NoReturn:
        """Answer that loading takes too long, and end: a new child begins again with less."""
        self._say("ok", ("slow", running, measured, slow))
        os._exit(0)

    def _call(self, on: Any, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], back: bool) -> Value:
        function = self._find(on, name)
        result = function(*args, **kwargs)
        return (result, args) if back else result

    def _set(self, on: Any, name: str, value: Value) -> None:
        if on is None:
            self._namespace[name] = value
        else:
            setattr(on, name, value)

    def _substitute(self, names: list[str]) -> None:
        for name in names:
            self._namespace[name] = self._stub(name)

    def _watch(self, name: str, every: float) -> None:
        self._namespace[name] = self._instrumentation.counting(name, self._find(None, name), every)

    def _capture(self, function: str, names: tuple[str, ...]) -> None:
        self._instrumentation.capture(function, names)

    def _vary(self, definitions: list[Definition], seconds: float) -> None:
        self._variation.apply(self._namespace, definitions)
        end_after(seconds)

    def _captured(self) -> list[dict[str, Value]]:
        return self._instrumentation.captured

    def _find(self, on: Any, name: str) -> Any:
        if on is not None:
            return getattr(on, name)
        if name not in self._namespace:
            raise MissingName(name)
        return self._namespace[name]

    def _stub(self, name: str) -> Any:
        def stub(*args: Value, **kwargs: Value) -> Value:
            self._sampler.end()
            self._say("ask", (name, args, kwargs))
            kind, value = self._stream.read()
            self._sampler.resume()
            if kind == "answer":
                return value
            error = getattr(builtins, value[0], RuntimeError)
            raise (error if isinstance(error, type) and issubclass(error, Exception) else RuntimeError)(value[1])

        stub.__name__ = stub.__qualname__ = name
        return stub


#: The requests by name.
OPERATIONS: dict[str, Callable[..., Value]] = {
    "load": Runner._load,
    "call": Runner._call,
    "get": Runner._find,
    "set": Runner._set,
    "substitute": Runner._substitute,
    "watch": Runner._watch,
    "capture": Runner._capture,
    "captured": Runner._captured,
    "vary": Runner._vary,
}


class MissingName(Exception):
    """The submission does not define what was asked for."""


def prepare() -> None:
    """Set up streams, `exit` and random seeds, which are the same for every test case. Done before the fork."""
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = sys.stderr = os.fdopen(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    vars(builtins).update(exit=sys.exit, quit=sys.exit)
    sys.setrecursionlimit = _bounded(sys.setrecursionlimit)
    sys.breakpointhook = _pass_over
    seed()


def seed() -> None:
    """Set the random seeds that every test case begins with."""
    random.seed(0)
    np.random.seed(0)


def _bounded(set_limit: Callable[[int], None]) -> Callable[[int], None]:
    def setrecursionlimit(limit: int) -> None:
        """Set the maximum depth of the interpreter stack to `limit`, at most MOST_DEPTH."""
        set_limit(min(limit, MOST_DEPTH))

    return setrecursionlimit


def _pass_over(*_args: object, **_kwargs: object) -> None:
    """`breakpoint()`: nobody is there to debug."""


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BaseException:
        # The submission closed or replaced stdout; what it buffered is lost.
        return
