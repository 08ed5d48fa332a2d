"""What the engine needs of a program and of a jail. `grader.sandbox` matches these protocols without importing them.

Session                 a loaded program that answers calls: the reference, a known mistake, a submission
SubstitutableSession    one whose functions can be replaced by functions of ours: a program under test
InstrumentedSession     one in a jail, which also reports what the program does meanwhile
VariableSession         one whose functions can be given other code
Variants                one submission in a jail, in many variants
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, runtime_checkable

from grader.model import Bundle, Handle, Limits, Sharing

#: None, bool, int, float, complex, str, bytes, list, tuple, dict, NumPy arrays and scalars, and `Handle`.
Value = Any


class Session(Protocol):
    """A loaded program.

    Every method raises `errors.SubmissionFault` for the program's own failures and `errors.JudgeFault` for the
    grader's. After a fault a session in a jail is dead: each further call raises the same fault.
    """

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        """Call the program's function or class `name`, or the method `name` of the object `on`.

        Arguments and result are copied as plain data; a result that is no plain data comes back as a `Handle`. With
        `args_back` the answer is (result, the arguments as they are in the program after the call).
        """

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        """The module-level value `name`, or the attribute `name` of `on`."""

    def set(self, name: str, value: Value, *, on: Handle | None = None) -> None:
        """Bind the module-level name, or the attribute of `on`."""


class SubstitutableSession(Session, Protocol):
    """A program under test."""

    def substitute(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        """Bind each name to a stub in the program whose calls are answered by `functions` on the trusted side.

        This is how a function is graded with the reference's helpers in place of the student's own.
        """


class InstrumentedSession(SubstitutableSession, Protocol):
    """One test case's child process in the jail, with the submission loaded."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What loading left out, or had to repair, one sentence each."""

    @property
    def shared(self) -> bool:
        """Whether earlier test cases have run in the child."""

    @property
    def log(self) -> str:
        """What the student's code has printed so far, cut in the middle."""

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
    """One submission in the jail; runs each test case in a child process of its own, unless the case may share one."""

    def case(self, limits: Limits, sharing: Sharing | None = None) -> AbstractContextManager[InstrumentedSession]:
        """A child process with the submission loaded, with its own tmpfs, limits and system call filter.

        It is fresh unless `sharing` permits another one. A jail may always give a fresh one.
        """


@runtime_checkable
class VariableSession(InstrumentedSession, Protocol):
    """A session in a jail whose functions can be given other code."""

    @property
    def is_alive(self) -> bool:
        """Whether it answers further requests."""

    def vary(self, definitions: Sequence[tuple[str, str, str]], seconds: float) -> None:
        """Give functions the code of other definitions, and those varied before their own again.

        A definition is (class or "", function, text). `seconds` is the processor time that this variant may take; a
        child that takes more has timed out. Raises `SubmissionFault` where that is not possible.
        """


class Variants(Protocol):
    """Variants of one submission in the jail."""

    def variant(self, bundle: Bundle, limits: Limits) -> AbstractContextManager[InstrumentedSession]:
        """A fresh child process with a variant loaded, confined as that of a test case is."""


class Jail(Protocol):
    """A warm or cold jail."""

    def admit(self, bundle: Bundle) -> AbstractContextManager[Admitted]:
        """Take a submission in; leaving the context ends every process of it."""

    def variants(self) -> AbstractContextManager[Variants]:
        """Prepare for the variants of one submission; leaving the context ends every process of them."""
