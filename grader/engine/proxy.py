"""A program as test cases see it: calls cross the sandbox boundary, and plain data comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.engine.ports import Session, SubstitutableSession, Value
from grader.errors import JudgeFault
from grader.model import Handle

#: (calls so far, the function's last number) -> None
Watcher = Callable[[int, Value], None]


@dataclass(frozen=True, kw_only=True)
class ProgressFeed:
    """Where a test case's progress comes from, and who is told."""

    #: `InstrumentedSession.watch`: the module-level function whose calls are counted.
    watch: Callable[[str, Watcher], None]
    #: (iterations done, of how many, further numbers)
    tell: Callable[[int, int, Mapping[str, Value]], None]


class Program:
    """A program behind a session: `program.f(x)` calls, `program.NAME = v` binds, `program.get("NAME")` reads."""

    _session: Session

    def __init__(self, session: Session) -> None:
        self.__dict__["_session"] = session

    def __getattr__(self, name: str) -> Function:
        if name.startswith("__"):
            raise AttributeError(name)
        return Function(self._session, name)

    def __setattr__(self, name: str, value: Value) -> None:
        self._session.set(name, _unwrap(self._session, value))

    def get(self, name: str) -> Value:
        """The module-level value `name`; an object comes as an `Instance`."""
        return _wrap(self._session, self._session.get(name))


class Student(Program):
    """The program under test: a submission in the jail, a known mistake, a mutant, or the reference checked by itself.

    The same class stands for all of them, so that one test case runs against each.
    """

    _session: SubstitutableSession
    _helper: Callable[[str], Callable[..., Value]] | None
    _progress: ProgressFeed | None
    _artifacts: list[Mapping[str, Value]]
    _notes: list[str]

    def __init__(
        self,
        session: SubstitutableSession,
        *,
        helper: Callable[[str], Callable[..., Value]] | None = None,
        progress: ProgressFeed | None = None,
    ) -> None:
        super().__init__(session)
        self.__dict__["_helper"] = helper
        self.__dict__["_progress"] = progress
        self.__dict__["_artifacts"] = []
        self.__dict__["_notes"] = []


def substitute(student: Student, names: Iterable[str] | Mapping[str, Callable[..., Value]]) -> None:
    """From now on the reference (or the functions provided) answers these names inside the student's program.

    A function, as are `draw`, `note` and `watch`: a method would hide a student's function of the same name.
    Raises `JudgeFault` when names are given where there is no reference to answer them.
    """
    if isinstance(names, Mapping):
        student._session.substitute(names)
        return
    helper = student._helper
    if helper is None:
        raise JudgeFault("nothing of the reference can be substituted")
    student._session.substitute({name: helper(name) for name in names})


def draw(student: Student, artifact: Mapping[str, Value]) -> None:
    """Show this beside the case's result: plain JSON with a "kind" that pages know (docs/report.md)."""
    student._artifacts.append(artifact)


def note(student: Student, sentence: str) -> None:
    """Add a sentence to the notes of the report, e.g. which data set was used."""
    student._notes.append(sentence)


def shown(student: Student) -> tuple[tuple[Mapping[str, Value], ...], tuple[str, ...]]:
    """(artifacts given to `draw`, sentences given to `note`), so far."""
    return tuple(student._artifacts), tuple(student._notes)


def watch(
    student: Student,
    function: str,
    *,
    of: int,
    label: str = "loss",
    beside: Mapping[str, Sequence[float]] | None = None,
) -> None:
    """Stream progress: each call of the module-level `function` is an iteration of `of`, its number is `label`.

    `beside` holds curves to show along, e.g. {"reference_loss": losses}, one number per iteration.
    """
    feed = student._progress
    if feed is None:
        return

    def report(calls: int, value: Value) -> None:
        data: dict[str, Value] = {label: value} if isinstance(value, int | float) else {}
        for name, curve in (beside or {}).items():
            if 0 < calls <= len(curve):
                data[name] = float(curve[calls - 1])
        feed.tell(min(calls, of), of, data)

    feed.watch(function, report)


class Function:
    """A module-level function or class, or a method of an object."""

    def __init__(self, session: Session, name: str, on: Handle | None = None) -> None:
        self._session = session
        self._name = name
        self._on = on

    def __call__(self, *args: Value, **kwargs: Value) -> Value:
        plain_args = tuple(_unwrap(self._session, arg) for arg in args)
        plain_kwargs = {key: _unwrap(self._session, value) for key, value in kwargs.items()}
        return _wrap(self._session, self._session.call(self._name, plain_args, plain_kwargs, on=self._on))

    def with_args_back(self, *args: Value) -> tuple[Value, tuple[Value, ...]]:
        """(result, the arguments as they are after the call), to see whether the function changed them."""
        plain = tuple(_unwrap(self._session, arg) for arg in args)
        result, back = self._session.call(self._name, plain, {}, on=self._on, args_back=True)
        return _wrap(self._session, result), tuple(back)


class Instance:
    """An object that stays with the program: `obj.method(...)`, `obj.attribute`, `obj.attribute = value`."""

    def __init__(self, session: Session, handle: Handle) -> None:
        self.__dict__["_session"] = session
        self.__dict__["_handle"] = handle

    def __getattr__(self, name: str) -> Value:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._handle.methods:
            return Function(self._session, name, self._handle)
        return _wrap(self._session, self._session.get(name, on=self._handle))

    def __setattr__(self, name: str, value: Value) -> None:
        self._session.set(name, _unwrap(self._session, value), on=self._handle)


def _wrap(session: Session, value: Value) -> Value:
    if isinstance(value, Handle):
        return Instance(session, value)
    if type(value) in (list, tuple):
        return type(value)(_wrap(session, item) for item in value)
    if type(value) is dict:
        return {key: _wrap(session, item) for key, item in value.items()}
    return value


def _unwrap(session: Session, value: Value) -> Value:
    if isinstance(value, Instance):
        return value._handle
    if isinstance(value, Function):
        return session.get(value._name, on=value._on)
    if type(value) in (list, tuple):
        return type(value)(_unwrap(session, item) for item in value)
    if type(value) is dict:
        return {key: _unwrap(session, item) for key, item in value.items()}
    return value
