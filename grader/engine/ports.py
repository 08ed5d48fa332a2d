"""What the engine needs of a jail. `grader.sandbox` fits these shapes without importing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from grader.model import Bundle, Handle, Limits

#: None, bool, int, float, complex, str, bytes, list, tuple, dict, NumPy arrays and scalars, and `Handle`.
Value = Any


class Session(Protocol):
    """One test case's child inside the jail, with the submission loaded.

    Every method raises `errors.SubmissionFault` for what is the student's and `errors.JudgeFault` for what is ours.
    After a fault the session is dead: each further call raises the same fault.
    """

    @property
    def notes(self) -> tuple[str, ...]:
        """What loading left out, or had to repair, one sentence each."""

    @property
    def log(self) -> str:
        """What the student's code has printed so far, cut in the middle."""

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        """Call the submission's function or class `name`, or the method `name` of the object `on`.

        Arguments and result cross as plain data; a result that is no plain data comes back as a `Handle`. With
        `args_back` the answer is (result, the arguments as they are inside the jail after the call).
        """

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        """The module-level value `name`, or the attribute `name` of `on`."""

    def set(self, name: str, value: Value, *, on: Handle | None = None) -> None:
        """Bind the module-level name, or the attribute of `on`."""

    def substitute(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        """Bind each name to a stub inside the jail whose calls are answered by `functions` outside the wall.

        This is how a function is graded with the reference's helpers in place of the student's own.
        """

    def watch(self, name: str, report: Callable[[int, Value], None], *, every: float = 0.1) -> None:
        """Count the calls of the module-level function `name`; at most each `every` seconds `report(count, value)`.

        `value` is the last number (or tuple's last number) that the function returned, else None. A hint for progress
        bars, never proof.
        """

    def capture(self, function: str, names: tuple[str, ...]) -> None:
        """From now on keep the local variables `names` at each return of the student's `function` ("train")."""

    def captured(self) -> list[dict[str, Value]]:
        """What `capture` kept, one dictionary per return, oldest first. A hint, never proof."""


class Admitted(Protocol):
    """One submission inside the jail; gives each test case a child of its own."""

    def case(self, limits: Limits) -> AbstractContextManager[Session]:
        """A fresh child with the submission loaded, private tmpfs, limits and filter of its own."""


class Jail(Protocol):
    """A warm or cold jail."""

    def admit(self, bundle: Bundle) -> AbstractContextManager[Admitted]:
        """Take a submission in; leaving the context ends every process of it."""
