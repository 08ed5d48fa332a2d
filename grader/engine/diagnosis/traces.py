"""Reduce traces to a size that can be cached, and compare the behaviour of two programs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from grader.engine.compare import SEQUENCES, as_numbers
from grader.engine.diagnosis.flat_answers import FlatAnswers, Sampled, flatten, relative_tolerance
from grader.engine.mistake import SomeException
from grader.engine.running import Outcome
from grader.engine.tracing import Interaction
from grader.engine.value_copy import ATOMS, parts
from grader.errors import SubmissionFault
from grader.model import Handle, Verdict

#: Entries of an array that are kept whole; of a larger one, so many are sampled.
SAMPLE = 1024
#: So many parts take as long to copy and compare as one answer takes to ask for.
COSTLY = 32
#: Kinds of failures that a check found, so that the numbers are known.
CHECKED = frozenset({"type", "shape", "dtype", "keys", "finite", "value", "property"})
#: Wordings of NumPy's shape-mismatch errors; they depend on how the product was written.
SHAPES = re.compile(
    r"could not be broadcast|could not broadcast input array|"
    r"not aligned|mismatch in its core dimension|shape mismatch|non-broadcastable|"
    r"doesn't match the broadcast shape|must match exactly|different shapes",
    re.IGNORECASE,
)


#: Replaces the text of such an error in a trace.
SHAPES_DO_NOT_FIT = "shapes do not fit"
#: (What was asked, what came back).
Step = tuple[str, Any]


@dataclass(frozen=True, kw_only=True)
class Observed:
    """A run of a case, reduced to what can be compared."""

    passed: bool
    #: What sort of failure (`Outcome.kind`).
    kind: str
    #: The keys that an answer lacks, where a check found that.
    missing: frozenset[str] = frozenset()
    #: In order; a fault is a `FaultSign`.
    steps: tuple[Step, ...]

    @cached_property
    def flat(self) -> FlatAnswers | None:
        """The answers in one vector, if they can be compared so."""
        return flatten(self.steps)

    @cached_property
    def costs(self) -> tuple[int, ...]:
        """For each answer what it costs to have a variant give it: 1, and 1 more for each `COSTLY` parts."""
        return tuple(1 + sum(1 for _ in parts(answer)) // COSTLY for _, answer in self.steps)

    @property
    def telling(self) -> bool:
        """Whether the failure is evidence of what the program does: an answer, or an exception that it raised."""
        if self.kind in CHECKED:
            return True
        last = self.steps[-1][1] if self.steps else None
        return isinstance(last, FaultSign) and last.error_type != "" and self.kind == Verdict.RUNTIME_ERROR.value


@dataclass(frozen=True)
class FaultSign:
    """What can be compared of an exception."""

    error_type: str
    text: str

    @property
    def says_much(self) -> bool:
        """Whether two programs that raise this have more in common than shapes that do not fit somewhere.

        Not so an assertion: what it asks is text, and no evidence of what the program computes.
        """
        return self.text != SHAPES_DO_NOT_FIT and self.error_type != "AssertionError"

    @property
    def is_any(self) -> bool:
        """Whether it stands for every exception."""
        return self.error_type == SomeException.__name__

    def is_like(self, variant: FaultSign) -> bool:
        """Whether a variant's exception may be the same; `SomeException` stands for every one but a missing name."""
        if variant.is_any and not self.is_any:
            return self.error_type not in ("", "NameError")
        return self.error_type != "" and self == variant


def observe(outcome: Outcome, procedures: frozenset[str] = frozenset()) -> Observed:
    """Reduce a run. `procedures` are functions whose results nobody asks for, since the right ones return nothing."""
    steps = tuple(reduced(step, procedures) for step in outcome.trace)
    missing = frozenset(outcome.failed.missing) if outcome.failed is not None else frozenset[str]()
    return Observed(passed=outcome.passed, kind=outcome.kind, missing=missing, steps=steps)


def tells_numbers(observed: Observed) -> bool:
    """Whether the last answer holds a number other than zero, so that it says something of how it was computed."""
    return bool(observed.steps) and _has_number(observed.steps[-1][1])


def _has_number(value: Any) -> bool:
    if isinstance(value, Sampled):
        return bool(value.sample.any())
    if isinstance(value, dict):
        return any(map(_has_number, value.values()))
    if (array := as_numbers(value)) is not None:
        return bool(array.any())
    return isinstance(value, SEQUENCES) and any(map(_has_number, value))


def alike(student: Observed, variant: Observed) -> bool:
    """Whether the student's program behaved as the variant did in one case.

    Both must fail in the same way, or both pass, and every answer must agree. In a passed case a part whose form is
    free (nothing checked it) may differ in form.
    """
    if not ends_alike(student, variant):
        return False
    if not all(step_alike(student, 0, theirs) for theirs in variant.steps[:1]):
        return False
    flat = both_flat(student, variant)
    if flat is not None and flat[0].form is flat[1].form:
        return flat[1].is_near(flat[0], free=student.passed)
    return all(step_alike(student, index, theirs) for index, theirs in enumerate(variant.steps))


def ends_alike(student: Observed, variant: Observed) -> bool:
    """Whether both end in the same way, after equally many answers."""
    return (
        student.passed == variant.passed
        and student.kind == variant.kind
        and len(student.steps) == len(variant.steps)
        and student.missing == variant.missing
    )


def step_alike(student: Observed, index: int, theirs: Step) -> bool:
    """Whether the answer of a variant is the student's answer number `index`, counted from 0."""
    if index >= len(student.steps):
        return False
    mine = student.steps[index]
    return (
        mine[0] == theirs[0]
        and same(mine[1], theirs[1], free=student.passed)
        and (student.passed or bool(student.missing) or not _empties(mine[1], theirs[1]))
    )


def agree(left: Step | None, right: Step | None) -> bool:
    """Whether both are given, are answers to the same call, and agree."""
    return left is not None and right is not None and left[0] == right[0] and same(left[1], right[1])


def both_flat(student: Observed, variant: Observed) -> tuple[FlatAnswers, FlatAnswers] | None:
    """Both in one vector each, if they can be compared so."""
    mine, theirs = student.flat, variant.flat
    return (mine, theirs) if mine is not None and theirs is not None and mine.single == theirs.single else None


def _empties(mine: Any, theirs: Any) -> bool:
    """Whether the variant gives an empty dictionary where the student's is not: that is like any other."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return bool(mine) and not theirs
    if isinstance(mine, SEQUENCES) and isinstance(theirs, SEQUENCES):
        return any(_empties(left, right) for left, right in zip(mine, theirs, strict=False))
    return False


def same(mine: Any, theirs: Any, *, free: bool = False) -> bool:
    """Whether two reduced answers agree. `free` lets structures that cannot be compared pass."""
    if type(mine) in ATOMS and type(mine) is type(theirs) and mine == theirs:
        return True
    if isinstance(mine, FaultSign) or isinstance(theirs, FaultSign):
        return isinstance(mine, FaultSign) and isinstance(theirs, FaultSign) and mine.is_like(theirs)
    if isinstance(mine, Sampled) or isinstance(theirs, Sampled):
        if not (isinstance(mine, Sampled) and isinstance(theirs, Sampled)):
            return free
        return mine.shape == theirs.shape and _near(mine.sample, theirs.sample) and _near(mine.sums, theirs.sums)
    left, right = as_numbers(mine), as_numbers(theirs)
    if left is not None and right is not None:
        return (left.shape == right.shape and _near(left, right)) or (free and left.shape != right.shape)
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return all(key in mine and same(mine[key], value, free=free) for key, value in theirs.items()) or free
    if isinstance(mine, SEQUENCES) and isinstance(theirs, SEQUENCES) and len(mine) == len(theirs):
        return all(same(left, right, free=free) for left, right in zip(mine, theirs, strict=True))
    if isinstance(mine, Handle) and isinstance(theirs, Handle):
        return True
    if mine is None or isinstance(mine, str | bytes):
        return free or (type(mine) is type(theirs) and bool(mine == theirs))
    return free


def sign(fault: SubmissionFault) -> FaultSign:
    """What can be compared of a fault; of one that has no exception (a limit, an exit) nothing can."""
    if fault.verdict not in (Verdict.RUNTIME_ERROR, Verdict.LOAD_ERROR):
        return FaultSign("", fault.verdict.value)
    text = fault.error_text
    if fault.error_type == "ValueError" and SHAPES.search(text):
        text = SHAPES_DO_NOT_FIT
    if fault.error_type == "AssertionError":
        # What an assertion asks is the submission's own text, which may be wrong where the values are right.
        return FaultSign("", fault.error_type)
    return FaultSign(fault.error_type, " ".join(text.split()))


def reduce_value(value: Any) -> Any:
    """A value as it is kept: large arrays sampled, and long lists of numbers like arrays."""
    if isinstance(value, SEQUENCES) and len(value) > SAMPLE and (array := as_numbers(value)) is not None:
        value = array
    if isinstance(value, np.ndarray) and value.size > SAMPLE and value.dtype.kind in "biuf":
        flat = np.asarray(value).ravel()
        step = max(1, flat.size // SAMPLE)
        with np.errstate(all="ignore"):
            sums = np.array([flat.sum(dtype=float), np.abs(flat).sum(dtype=float)])
        return Sampled(value.shape, np.array(flat[:: step + (step % 2 == 0)]), sums)
    if isinstance(value, Handle):
        # The handle's id differs from run to run.
        return Handle(id=0, type_name=value.type_name)
    if isinstance(value, SEQUENCES):
        return type(value)(reduce_value(item) for item in value)
    if isinstance(value, dict):
        return {key: reduce_value(item) for key, item in value.items()}
    return value


def reduced(step: Interaction, procedures: frozenset[str]) -> Step:
    """One interaction, as far as it is compared."""
    asked = f"{step.kind} {step.name}"
    if step.fault is not None:
        return asked, sign(step.fault)
    return asked, None if step.label in procedures else reduce_value(step.result)


def _near(left: np.ndarray, right: np.ndarray) -> bool:
    if np.array_equal(left, right):
        return True
    rtol = relative_tolerance(left, right)
    with np.errstate(all="ignore"):
        if left.dtype.kind != "c" and right.dtype.kind != "c":
            mine, theirs = left.astype(float, copy=False), right.astype(float, copy=False)
            size = np.abs(theirs)
            largest = size.max()
            # Only where an entry is not finite, in this line either, is each kind looked at apart below.
            if np.isfinite(largest) and np.isfinite(distance := np.abs(mine - theirs)).all():
                return bool((distance <= rtol * size + rtol * 0.01 * largest).all())
        mine, theirs = left.astype(complex), right.astype(complex)
        finite = np.isfinite(mine)
        if not np.array_equal(finite, np.isfinite(theirs)):
            return False
        if not np.array_equal(left[~finite], right[~finite], equal_nan=True):
            return False
        if not finite.any():
            return True
        size = np.abs(theirs[finite])
        return bool((np.abs(mine[finite] - theirs[finite]) <= rtol * size + rtol * 0.01 * size.max()).all())
