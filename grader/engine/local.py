"""A session over a namespace of trusted Python: the reference, a misconception, a right formulation, a mutant.

Arguments and results are copied exactly as the sandbox copies them, so aliasing and mutation behave the same.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from grader.engine.fresh_modules import rebind
from grader.engine.ports import Value
from grader.engine.value_copy import copy_value
from grader.errors import SubmissionFault
from grader.model import Handle, Verdict

#: Class -> names of its public methods. They stay the same: a known mistake replaces methods, and adds none.
_METHODS: WeakKeyDictionary[type, frozenset[str]] = WeakKeyDictionary()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing is printed, and no warning shown.

    A known mistake may take the mean of an empty array, which does not belong in the worker's log.
    """
    silent = warnings.catch_warnings(action="ignore")
    with contextlib.redirect_stdout(io.StringIO()), silent, np.errstate(all="ignore"):
        yield


class LocalSession:
    """A `ports.SubstitutableSession` without a sandbox. Only for trusted code."""

    def __init__(
        self, namespace: dict[str, Any], *, quiet: Callable[[], AbstractContextManager[object]] = quiet
    ) -> None:
        """`quiet` is entered for each call; a caller that has entered it for the whole run gives `nullcontext`."""
        self._namespace = namespace
        self._quiet = quiet
        self._objects: dict[int, Any] = {}

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        function = self._find(name, on)
        inner_args = tuple(self._come_in(arg) for arg in args)
        inner_kwargs = {key: self._come_in(value) for key, value in kwargs.items()}
        result = self._run(lambda: function(*inner_args, **inner_kwargs))
        if args_back:
            return self._go_out(result), tuple(self._go_out(arg) for arg in inner_args)
        return self._go_out(result)

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        return self._go_out(self._find(name, on))

    def set(self, name: str, value: Value, *, on: Handle | None = None) -> None:
        if on is None:
            self._namespace[name] = self._come_in(value)
        else:
            setattr(self._objects[on.id], name, self._come_in(value))

    def substitute(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        for name, function in functions.items():
            rebind(self._namespace, name, self._stub(function))

    def _run(self, function: Callable[[], Value]) -> Value:
        try:
            with self._quiet():
                return self._invoke(function)
        except SubmissionFault:
            raise
        except MemoryError as error:
            raise SubmissionFault(Verdict.MEMORY_LIMIT_EXCEEDED, "out of memory", error_type="MemoryError") from error
        except Exception as error:
            text = str(error)
            name = type(error).__name__
            raise SubmissionFault(Verdict.RUNTIME_ERROR, f"{name}: {text}", error_type=name, error_text=text) from error

    def _invoke(self, function: Callable[[], Value]) -> Value:
        """Run the program's own code. A subclass may observe it."""
        return function()

    def _find(self, name: str, on: Handle | None) -> Any:
        if on is not None:
            return self._run(lambda: getattr(self._objects[on.id], name))
        if name not in self._namespace:
            raise SubmissionFault(Verdict.LOAD_ERROR, f"`{name}` is not defined", error_type="NameError")
        return self._namespace[name]

    def _stub(self, function: Callable[..., Value]) -> Callable[..., Value]:
        def stub(*args: Value, **kwargs: Value) -> Value:
            plain_args = [self._go_out(arg) for arg in args]
            plain_kwargs = {key: self._go_out(value) for key, value in kwargs.items()}
            return self._come_in(function(*plain_args, **plain_kwargs))

        return stub

    def _go_out(self, value: Any) -> Value:
        return copy_value(value, self._handle)

    def _come_in(self, value: Value) -> Any:
        return copy_value(value, lambda other: self._objects[other.id] if isinstance(other, Handle) else other)

    def _handle(self, value: Any) -> Value:
        identity = id(value)
        self._objects[identity] = value
        return Handle(id=identity, type_name=type(value).__name__, methods=_methods(value))


def _methods(value: Any) -> frozenset[str]:
    kind = type(value)
    if (known := _METHODS.get(kind)) is None:
        names: Iterable[str] = dir(kind)
        public = (name for name in names if not name.startswith("_"))
        known = _METHODS[kind] = frozenset(name for name in public if callable(getattr(kind, name, None)))
    return known
