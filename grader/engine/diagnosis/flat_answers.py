"""All answers of a run in one vector of numbers, so that two runs are compared by a few operations on arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from grader.engine.compare import as_numbers
from grader.model import Handle

#: Two programs gave the same number when they differ by at most this, relative to the number and to the array's size.
RTOL = 1e-7
#: The same in single or half precision.
RTOL_SINGLE = 2e-4
#: Of more numbers or parts, no second copy is kept.
MOST = 8192

#: Where a part is (indices with lengths, keys), its kind, and its shape, keys or text.
_Part = tuple[tuple[Any, ...], str, Any]


class _Unusual(Exception):
    """An answer that is not compared this way, such as one with NaN."""


@dataclass(frozen=True, eq=False)
class Sampled:
    """A large array: its shape, sampled entries, and sums over all of them."""

    shape: tuple[int, ...]
    sample: np.ndarray
    sums: np.ndarray


def relative_tolerance(*arrays: np.ndarray) -> float:
    """That of the least precise of the arrays."""
    single = any(array.dtype.kind == "f" and array.dtype.itemsize < 8 for array in arrays)
    return RTOL_SINGLE if single else RTOL


class _Form:
    """What the answers of a run consist of. Runs of one form share one object."""

    def __init__(self, parts: tuple[_Part, ...], lengths: tuple[int, ...]) -> None:
        self.parts = parts
        #: How many numbers each part has.
        self.lengths = np.array(lengths, dtype=int)
        #: Where they begin.
        self.starts = np.concatenate(([0], np.cumsum(self.lengths)[:-1])).astype(int)

    @cached_property
    def numbered(self) -> Mapping[_Part, int]:
        """Part -> its number."""
        return {part: number for number, part in enumerate(self.parts)}

    @cached_property
    def answers(self) -> Mapping[int, _AnswerForm]:
        """Number of an answer, counted from 0 -> what it consists of; without answers of no parts, as empty lists."""
        return {
            int(index): _AnswerForm(self.parts[these], self.lengths[these], int(self.starts[these.start]))
            for index, these in _together(self.parts, lambda part: part[0][0][0])
        }

    @cached_property
    def _common(self) -> WeakKeyDictionary[_Form, _Common]:
        return WeakKeyDictionary()

    def common(self, other: _Form) -> _Common:
        """The parts that are in both. Found once, since a submission's answers often have the reference's form."""
        if other not in self._common:
            self._common[other] = self._find_common(other)
        return self._common[other]

    def _find_common(self, other: _Form) -> _Common:
        pairs = [(self.numbered[part], number) for number, part in enumerate(other.parts) if part in self.numbered]
        some = [(mine, theirs) for mine, theirs in pairs if other.lengths[theirs]]
        lengths = np.array([other.lengths[theirs] for _, theirs in some], dtype=int)
        inside = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        mine, theirs = (
            np.repeat(form.starts[[pair[side] for pair in some]], lengths) + inside
            for side, form in enumerate((self, other))
        )
        starts = (np.cumsum(lengths) - lengths).astype(int)
        return _Common(mine, theirs, starts, len(pairs) - len(some))


@dataclass(frozen=True, eq=False)
class _AnswerForm:
    """What one answer consists of."""

    parts: tuple[_Part, ...]
    #: How many numbers each has.
    lengths: np.ndarray
    #: Where its first number is in the run.
    start: int

    @cached_property
    def numbers(self) -> slice:
        """Its numbers in the run."""
        return slice(self.start, self.start + int(self.lengths.sum()))

    @cached_property
    def arrays(self) -> Sequence[slice]:
        """For each array and list of more than one number: where they are among the numbers of the answer."""
        ends, found = np.cumsum(self.lengths), list[slice]()
        for (_, kind), these in _together(self.parts, lambda part: part[:2]):
            numbers = slice(int(ends[these.start] - self.lengths[these.start]), int(ends[these.stop - 1]))
            if kind in ("array", "entry") and numbers.stop - numbers.start > 1:
                found.append(numbers)
        return found


def _together(parts: Sequence[_Part], key: Callable[[_Part], Any]) -> Iterator[tuple[Any, slice]]:
    """Each key, and where the parts that have it follow each other."""
    begin = 0
    for found, same in groupby(parts, key):
        end = begin + sum(1 for _ in same)
        yield found, slice(begin, end)
        begin = end


@dataclass(frozen=True, eq=False)
class _Common:
    #: Positions of their numbers in the vectors of both.
    mine: np.ndarray
    theirs: np.ndarray
    #: Where the parts begin in these.
    starts: np.ndarray
    #: How many parts have no numbers.
    others: int


_FORMS: WeakValueDictionary[tuple[_Part, ...], _Form] = WeakValueDictionary()


@dataclass(frozen=True, eq=False)
class FlatAnswer:
    """One answer: its form, numbers and their tolerance, as in `FlatAnswers`."""

    form: _AnswerForm
    numbers: np.ndarray
    tolerance: np.ndarray


@dataclass(frozen=True, eq=False)
class FlatAnswers:
    """The numbers of all answers of a run, and their form."""

    form: _Form
    #: Shape (n,), finite.
    numbers: np.ndarray
    #: How far a number of another run may be from it, where an array is compared as a whole; shape (n,).
    tolerance: np.ndarray
    #: The same where entries of lists are compared one by one.
    tolerance_of_parts: np.ndarray
    #: True inside of dictionaries; shape (n,).
    keyed: np.ndarray
    #: Whether some numbers have less than double precision.
    single: bool

    def is_near(self, mine: FlatAnswers, *, free: bool) -> bool:
        """Whether another run of the same form gave these numbers. `free` ignores what dictionaries hold."""
        with np.errstate(all="ignore"):
            near = np.abs(mine.numbers - self.numbers) <= self.tolerance
        return bool((near | self.keyed).all() if free else near.all())

    def answer(self, index: int) -> FlatAnswer | None:
        """Answer number `index`, counted from 0; None where it has no parts, or numbers of the run are less precise."""
        form = self.form.answers.get(index)
        if form is None or self.single:
            return None
        return FlatAnswer(form, self.numbers[form.numbers], self.tolerance[form.numbers])


class _Flattener:
    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.lengths: list[int] = []
        self.arrays: list[np.ndarray] = []
        #: For each array: its relative tolerance, whether its entries are parts, whether it is in a dictionary.
        self.kinds: list[tuple[float, bool, bool]] = []
        self.size = 0

    def take(self, value: Any, path: tuple[Any, ...], keyed: bool) -> None:
        """Append one answer, or a part of it."""
        if isinstance(value, Mapping):
            keys = sorted(value, key=repr)
            self._part(path, "keys", tuple(map(repr, keys)))
            for key in keys:
                self.take(value[key], (*path, repr(key)), True)
        elif value is None or isinstance(value, str | bytes | Handle):
            self._part(path, type(value).__name__, None if isinstance(value, Handle) else value)
        elif isinstance(value, Sampled):
            self._part(path, "sampled", value.shape, value.sample.size + value.sums.size)
            self._put(value.sample, False, keyed)
            self._put(value.sums, False, keyed)
        elif (array := as_numbers(value)) is not None:
            self._take_numbers(value, array, path, keyed)
        elif isinstance(value, list | tuple):
            for index, item in enumerate(value):
                self.take(item, (*path, (index, len(value))), keyed)
        else:
            raise _Unusual

    def _take_numbers(self, value: Any, array: np.ndarray, path: tuple[Any, ...], keyed: bool) -> None:
        entries = isinstance(value, list | tuple)
        if not entries:
            self._part(path, "array", array.shape, array.size)
        elif array.dtype.kind == "f" and any(isinstance(item, list | tuple | np.generic) for item in value):
            raise _Unusual
        else:
            for index in range(array.size):
                self._part(path, "entry", (index, array.shape), 1)
        self._put(array, entries, keyed)

    def _part(self, path: tuple[Any, ...], kind: str, what: Any, length: int = 0) -> None:
        self.parts.append((path, kind, what))
        self.lengths.append(length)
        self.size += length
        if max(len(self.parts), self.size) > MOST:
            raise _Unusual

    def _put(self, array: np.ndarray, entries: bool, keyed: bool) -> None:
        if array.dtype.kind == "c":
            raise _Unusual
        if array.size:
            self.arrays.append(array.astype(float, copy=False).ravel())
            self.kinds.append((relative_tolerance(array), entries, keyed))


def flatten(steps: Sequence[tuple[str, Any]]) -> FlatAnswers | None:
    """The answers of a run; None where comparing them one by one is as well, or necessary."""
    flattener = _Flattener()
    try:
        for index, (asked, answer) in enumerate(steps):
            flattener.take(answer, ((index, asked),), False)
    except _Unusual:
        return None
    if not flattener.arrays:
        return None
    numbers = np.concatenate(flattener.arrays)
    size = np.abs(numbers)
    if not np.isfinite(size).all():
        return None
    lengths = np.array([array.size for array in flattener.arrays], dtype=int)
    rtol, entries, keyed = (np.repeat(column, lengths) for column in zip(*flattener.kinds, strict=True))
    largest = np.repeat(np.maximum.reduceat(size, np.cumsum(lengths) - lengths), lengths)
    with np.errstate(all="ignore"):
        tolerance = rtol * size + rtol * 0.01 * largest
        alone = np.where(entries, rtol * size + rtol * 0.01 * size, tolerance) if entries.any() else tolerance
    parts = tuple(flattener.parts)
    form = _FORMS.setdefault(parts, _Form(parts, tuple(flattener.lengths)))
    return FlatAnswers(form, numbers, tolerance, alone, keyed, bool((rtol > RTOL).any()))
