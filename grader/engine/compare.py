"""Compares a student's value with the expected one and describes the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

import numpy as np

from grader.engine.checks import CheckFailed
from grader.engine.wording import count, describe, join, show, show_key, show_shape, word_of
from grader.errors import CaseFault
from grader.model import NO_TEXT, HiddenText, Template

NUMERIC = "biufc"

#: While a list is set here, every comparison of numbers adds its largest error in units of its tolerance. Tells how
#: far right answers stay below 1 and wrong ones go above.
MARGINS: ContextVar[list[float] | None] = ContextVar("MARGINS", default=None)


def close(actual: Any, expected: Any, *, rtol: float, atol: float, where: str = "") -> None:
    """Compare `actual` with `expected`, leaf by leaf through tuples, lists and dictionaries.

    A number passes when |actual - expected| <= atol + rtol |expected|; NaN never passes. Shapes must be equal.
    Raises `CheckFailed`, and `CaseFault` when the expected value itself is NaN.
    """
    if isinstance(expected, Mapping):
        _mappings(actual, expected, rtol=rtol, atol=atol, where=where)
    elif isinstance(expected, tuple) or (isinstance(expected, list) and not _is_array_like(expected)):
        _sequences(actual, expected, rtol=rtol, atol=atol, where=where)
    elif isinstance(expected, list) and not expected:
        if (array := as_numbers(actual)) is None or array.shape != (0,):
            raise _wrong_kind(actual, expected, where)
    elif expected is None or isinstance(expected, str | bytes):
        if type(actual) is not type(expected) or actual != expected:
            raise _wrong_kind(actual, expected, where)
    else:
        _numbers(actual, np.asarray(expected), rtol=rtol, atol=atol, where=where)


#: Tuples, since a union is made anew each time that a line with one runs, and answers of a thousand parts are compared.
_SCALARS = (bool, int, float, complex, np.generic)
SEQUENCES = (list, tuple)


def as_numbers(value: Any) -> np.ndarray | None:
    """`value` as a numeric array, or None when it is none (None, text, ragged lists, objects)."""
    if isinstance(value, np.ndarray):
        return np.asarray(value) if value.dtype.kind in NUMERIC else None
    if isinstance(value, _SCALARS):
        array = np.asarray(value)
    elif isinstance(value, SEQUENCES):
        if not _is_array_like(value):
            return None
        try:
            array = np.asarray(value)
        except ValueError:
            return None
    else:
        return None
    return array if array.dtype.kind in NUMERIC else None


def wrong_entries(actual: np.ndarray, expected: np.ndarray, *, rtol: float, atol: float) -> np.ndarray:
    """Boolean array, True where an entry is not close. Both have one shape."""
    wrong = np.asarray(actual != expected)
    some = np.count_nonzero(wrong)
    if some == 0:
        return wrong
    # Skip equal entries; where most are equal, extract the others first.
    if some < wrong.size // 8:
        positions = np.flatnonzero(wrong)
        wrong.flat[positions] = ~_near(actual.ravel()[positions], expected.ravel()[positions], rtol=rtol, atol=atol)
    else:
        wrong &= ~_near(actual, expected, rtol=rtol, atol=atol)
    return wrong


def _near(actual: np.ndarray, expected: np.ndarray, *, rtol: float, atol: float) -> np.ndarray:
    """The rule of np.isclose, at a third of its time, for entries that are not equal."""
    left: np.ndarray = actual.astype(_wide(actual), copy=False)
    right: np.ndarray = expected.astype(_wide(expected), copy=False)
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray((np.abs(left - right) <= atol + rtol * np.abs(right)) & np.isfinite(right))


def _wide(array: np.ndarray) -> type:
    return complex if array.dtype.kind == "c" else float


def _mappings(actual: Any, expected: Mapping[Any, Any], *, rtol: float, atol: float, where: str) -> None:
    if not isinstance(actual, Mapping):
        raise _wrong_kind(actual, expected, where)
    missing = [key for key in expected if key not in actual]
    if missing:
        named = join([show_key(key) for key in missing[:6]])
        has = join([show_key(key) for key in list(actual)[:8]]) or "none"
        text = f"the {'key' if len(missing) == 1 else 'keys'} {named} {'is' if len(missing) == 1 else 'are'} missing"
        raise CheckFailed(
            "keys",
            _at(where, f"{text}; the dictionary has: {has}."),
            HiddenText.of(Template.KEYS_MISSING),
            expected=expected,
            actual=actual,
            missing=tuple(map(repr, missing)),
        )
    for key, value in expected.items():
        close(actual[key], value, rtol=rtol, atol=atol, where=f"{where}[{key!r}]" if where else f"[{key!r}]")


def _sequences(actual: Any, expected: Sequence[Any], *, rtol: float, atol: float, where: str) -> None:
    if not isinstance(actual, list | tuple) or len(actual) != len(expected):
        raise _wrong_kind(actual, expected, where)
    for index, (left, right) in enumerate(zip(actual, expected, strict=True)):
        close(left, right, rtol=rtol, atol=atol, where=f"{where}[{index}]" if where else f"[{index}]")


def _numbers(actual: Any, expected: np.ndarray, *, rtol: float, atol: float, where: str) -> None:
    array = as_numbers(actual)
    if array is None or array.shape != expected.shape:
        _refuse_nan(expected)
        raise _misshapen(actual, array, expected, where)
    wrong = wrong_entries(array, expected, rtol=rtol, atol=atol)
    if (margins := MARGINS.get()) is not None:
        margins.append(_margin(array, expected, rtol=rtol, atol=atol))
    if wrong.any():
        # Asked only here: where NaN is expected, no entry passes.
        _refuse_nan(expected)
        message, summary = difference(array, expected, wrong)
        mask = wrong if array.ndim else None
        raise CheckFailed("value", _at(where, message), summary, expected=expected, actual=actual, mask=mask)


def _refuse_nan(expected: np.ndarray) -> None:
    if expected.dtype.kind in "fc" and np.isnan(expected).any():
        raise CaseFault(
            "the expected value of a check is NaN",
            reason="what is expected is computed from it, and is not a number (NaN)",
        )


def _misshapen(actual: Any, array: np.ndarray | None, expected: np.ndarray, where: str) -> CheckFailed:
    if array is None:
        return _wrong_kind(actual, expected if expected.ndim else expected.item(), where)
    return CheckFailed(
        "shape",
        _at(where, f"the shape should be {show_shape(expected.shape)}, yours is {show_shape(array.shape)}."),
        HiddenText.of(Template.SHAPE_DIFFERS),
        expected=expected,
        actual=actual,
    )


def difference(actual: np.ndarray, expected: np.ndarray, wrong: np.ndarray) -> tuple[str, HiddenText]:
    """(message with values, summary in fixed words) of two arrays of one shape that differ where `wrong` is True."""
    positions = np.flatnonzero(wrong)
    mine, right = actual.ravel()[positions], expected.ravel()[positions]
    finite = np.isfinite(mine)
    total, some = actual.size, mine.size
    bad = some - int(np.count_nonzero(finite))
    nan = int(np.count_nonzero(np.isnan(mine))) if actual.dtype.kind in "fc" else 0
    note, hidden_note = _not_finite(bad, nan, single=actual.ndim == 0)
    if bad:
        mine, right = mine[finite], right[finite]
    if actual.ndim == 0:
        message = f"expected {show(expected.item())}, got {show(actual.item())}."
        return message + _errors(mine, right) + note, HiddenText.of(Template.NUMBER_DIFFERS) + hidden_note
    head = f"{some} of {total} entries {'differs' if some == 1 else 'differ'}"
    summary = HiddenText.of(Template.ONE_DIFFERS if some == 1 else Template.SOME_DIFFER, some, total)
    if some == total:
        head = f"all {total} entries differ" if total > 1 else "the only entry differs"
        summary = HiddenText.of(Template.ALL_DIFFER, total) if total > 1 else HiddenText.of(Template.ONLY_ENTRY_DIFFERS)
    index = tuple(int(i) for i in np.unravel_index(positions[0], wrong.shape))
    shown_index = ", ".join(str(i) for i in index)
    first = "" if total == 1 else "First: "
    first += f"[{shown_index}] is {show(actual[index])}, expected {show(expected[index])}."
    return f"{head}. {first}{_errors(mine, right)}{note}", summary + hidden_note


def _not_finite(bad: int, nan: int, *, single: bool) -> tuple[str, HiddenText]:
    """A sentence on `bad` wrong entries that are not finite, `nan` of them NaN: (for the message, for the summary)."""
    if not bad:
        return "", NO_TEXT
    word = "NaN (not a number)" if nan == bad else "infinite" if not nan else "NaN or infinite"
    if single:
        return f" It is {word}.", HiddenText.of(Template.IS_NAN if nan else Template.IS_INFINITE)
    template = Template.NAN if nan == bad else Template.INFINITE if not nan else Template.NAN_OR_INFINITE
    return f" {count(bad, 'entry is', 'entries are')} {word}.", HiddenText.of(template, bad)


def _errors(mine: np.ndarray, right: np.ndarray) -> str:
    """Largest absolute and relative error over these entries, as a sentence; empty if there are none."""
    if not mine.size:
        return ""
    with np.errstate(all="ignore"):
        error = np.abs(mine.astype(_wide(mine)) - right.astype(_wide(right)))
        size = np.abs(right)
        relative = error[size > 0] / size[size > 0]
    text = f" Largest absolute error {show(float(f'{np.max(error):.3g}'))}"
    if relative.size:
        text += f", largest relative error {show(float(f'{np.max(relative):.3g}'))}"
    return text + "."


def _margin(actual: np.ndarray, expected: np.ndarray, *, rtol: float, atol: float) -> float:
    """Largest error in units of the tolerance; infinite where the answer is not finite, or the tolerance is 0."""
    with np.errstate(all="ignore"):
        error = np.abs(actual.astype(complex) - expected.astype(complex))
        units = np.where(error == 0, 0.0, error / (atol + rtol * np.abs(expected)))
    return float(np.nan_to_num(units, nan=np.inf, posinf=np.inf).max()) if units.size else 0.0


def _is_array_like(value: Sequence[Any]) -> bool:
    """Whether a list is meant as numbers: only numbers, or equally long lists of such. A tuple counts like a list."""
    if not value:
        return True
    kinds = set(map(type, value))  # few, however long the list is
    if all(issubclass(kind, bool | int | float | complex | np.number | np.bool_) for kind in kinds):
        return True
    if all(issubclass(kind, list | tuple) for kind in kinds):
        return len({len(item) for item in value}) == 1 and all(_is_array_like(item) for item in value)
    return False


def _wrong_kind(actual: Any, expected: Any, where: str) -> CheckFailed:
    if isinstance(expected, str) and isinstance(actual, str):
        return CheckFailed(
            "value",
            _at(where, f"expected {show(expected)}, got {show(actual)}."),
            HiddenText.of(Template.TEXT_DIFFERS),
            expected=expected,
            actual=actual,
        )
    return CheckFailed(
        "type",
        _at(where, f"expected {describe(expected)}, got {describe(actual)}."),
        HiddenText.of(Template.KIND_DIFFERS, word_of(expected), word_of(actual)),
        expected=expected,
        actual=actual,
    )


def _at(where: str, sentence: str) -> str:
    return f"{where}: {sentence}" if where else sentence[0].upper() + sentence[1:]
