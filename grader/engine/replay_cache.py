"""A session of the reference that remembers: the same questions in the same order are answered without computing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.engine.ports import Session, Value
from grader.engine.value_copy import LARGE, copy_value, freeze_value
from grader.errors import ReferenceFault, SubmissionFault
from grader.model import Handle

#: Answers that are kept at most, oldest forgotten first.
CAPACITY = 4096
#: Large read-only arrays whose digests are kept.
PRINTS = 64


class ReplayCache:
    """Answers of the reference by the digest of all questions up to each one. One per suite and process."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._answers: dict[bytes, Value] = {}
        self._capacity = capacity
        self._prints: dict[int, tuple[np.ndarray, bytes]] = {}

    def __contains__(self, key: bytes) -> bool:
        return key in self._answers

    def get(self, key: bytes) -> Value:
        """The answer, as a copy that nobody else holds; large arrays in it are shared and read-only."""
        return freeze_value(self._answers[key])

    def put(self, key: bytes, answer: Value) -> None:
        """Keep an answer."""
        if len(self._answers) >= self._capacity:
            del self._answers[next(iter(self._answers))]
        self._answers[key] = freeze_value(answer)

    def fingerprint(self, array: np.ndarray) -> bytes:
        """A small array's bytes, a large one's digest, which is computed once if the array is read-only."""
        if array.nbytes < LARGE:
            return array.tobytes()
        if array.flags.writeable or not array.flags.owndata:
            return _digest(array)
        held = self._prints.get(id(array))
        if held is None or held[0] is not array:
            if len(self._prints) >= PRINTS:
                self._prints.clear()
            # The array is held along, so that its id stays its own.
            held = self._prints[id(array)] = (array, _digest(array))
        return held[1]


@dataclass(frozen=True, kw_only=True)
class ReferenceHandle(Handle):
    """An object of the reference. Handles that a program sent are of another type, whatever number they claim."""


@dataclass(frozen=True, kw_only=True)
class _Question:
    method: str
    name: str
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    on: int | None


class ReplaySession:
    """A `ports.Session`. Opens the real session only for a question never asked before, and then replays.

    Handles are numbered by the question that made them, since the real session may not be open yet.
    """

    def __init__(self, open_session: Callable[[], Session], memo: ReplayCache) -> None:
        self._open = open_session
        self._memo = memo
        self._session: Session | None = None
        self._asked: list[_Question] = []
        self._replayed = 0
        self._digest = hashlib.blake2b(digest_size=16)
        self._real: dict[int, Handle] = {}
        self._globals: dict[str, Value] = {}
        self._side: Session | None = None

    def helper(self, name: str) -> Callable[..., Value]:
        """The reference's function `name`, to answer in place of a student's; sees the globals bound so far.

        It runs beside the remembered questions: how often a program calls it depends on the program.
        """

        def answer(*args: Value, **kwargs: Value) -> Value:
            if self._side is None:
                self._side = self._open()
                for bound, value in self._globals.items():
                    self._side.set(bound, value)
            try:
                return self._side.call(name, args, kwargs)
            except SubmissionFault as fault:
                # The program's own arguments did not fit: it gets the exception that the function raised, as it would
                # from a function of its own.
                raise fault.__cause__ or fault from None

        return answer

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        method = "back" if args_back else "call"
        return self._ask(_Question(method=method, name=name, args=args, kwargs=kwargs, on=on.id if on else None))

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        return self._ask(_Question(method="get", name=name, args=(), kwargs={}, on=on.id if on else None))

    def set(self, name: str, value: Value, *, on: Handle | None = None) -> None:
        self._note(_Question(method="set", name=name, args=(value,), kwargs={}, on=on.id if on else None))
        if on is None:
            self._globals[name] = value
            if self._side is not None:
                self._side.set(name, value)

    def _ask(self, question: _Question) -> Value:
        self._note(question)
        key = self._digest.digest()
        if key not in self._memo:
            self._memo.put(key, self._replay())
        return self._memo.get(key)

    def _note(self, question: _Question) -> None:
        """Remember a question for a replay, as it is now: the case may change its arrays later."""
        args, kwargs = freeze_value(question.args), freeze_value(dict(question.kwargs))
        held = _Question(method=question.method, name=question.name, args=args, kwargs=kwargs, on=question.on)
        self._asked.append(held)
        told = [f"{held.method} {held.name!r} {held.on};".encode()]
        self._tell(args, told)
        self._tell(kwargs, told)
        self._digest.update(b"".join(told))

    def _replay(self) -> Value:
        if self._session is None:
            self._session = self._open()
        answer: Value = None
        for index in range(self._replayed, len(self._asked)):
            answer = self._rename(self._put(self._session, self._asked[index]), index)
            self._replayed = index + 1
        return answer

    def _put(self, session: Session, question: _Question) -> Value:
        args = copy_value(question.args, self._translate)
        kwargs = {key: copy_value(value, self._translate) for key, value in question.kwargs.items()}
        on = self._real[question.on] if question.on is not None else None
        try:
            if question.method == "get":
                return session.get(question.name, on=on)
            if question.method == "set":
                return session.set(question.name, args[0], on=on)
            return session.call(question.name, args, kwargs, on=on, args_back=question.method == "back")
        except SubmissionFault as fault:
            raise ReferenceFault(f"the reference failed in {question.name}: {fault.message}") from fault

    def _translate(self, handle: Any) -> Handle:
        if not isinstance(handle, ReferenceHandle):
            raise TypeError("an object of the program is not an object of the reference")
        return self._real[handle.id]

    def _rename(self, answer: Value, index: int) -> Value:
        made = 0

        def rename(handle: Any) -> Handle:
            nonlocal made
            number = index * 1000 + made
            made += 1
            self._real[number] = handle
            return ReferenceHandle(id=number, type_name=handle.type_name, methods=handle.methods)

        return copy_value(answer, rename)

    def _tell(self, value: Value, told: list[bytes]) -> None:
        """Append a value's bytes, types and shapes included, so that different values have different bytes."""
        if isinstance(value, np.ndarray):
            told.append(f"array {value.dtype.str} {value.shape} {type(value).__name__};".encode())
            told.append(self._memo.fingerprint(value))
        elif isinstance(value, list | tuple):
            told.append(f"{type(value).__name__} {len(value)};".encode())
            for item in value:
                self._tell(item, told)
        elif isinstance(value, dict):
            told.append(f"dict {len(value)};".encode())
            for key, item in value.items():
                self._tell(key, told)
                self._tell(item, told)
        else:
            text = repr(value).encode()
            told.append(f"{type(value).__name__} {len(text)};".encode() + text)


def _digest(array: np.ndarray) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(array).tobytes(), digest_size=16).digest()
