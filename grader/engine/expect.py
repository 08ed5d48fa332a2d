"""`expect(value)`: the checks of a test case. The first one that does not hold ends the case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from grader.engine.checks import CheckFailed
from grader.engine.compare import MARGINS, as_numbers, close
from grader.engine.snapshot import number
from grader.engine.wording import count, describe, join, show, show_shape, word_of
from grader.errors import JudgeFault
from grader.model import HiddenText, Template, Word


def expect(actual: Any, name: str = "") -> Expectation:
    """Begin a check of `actual`, a value that came from the student. `name` says what it is ("dW", "the loss")."""
    return Expectation(actual, name)


class Expectation:
    """The checks of a value. Every check returns the expectation, so that checks can be chained.

    Each takes `message`, the first words of the failure for the student. It is not shown of a hidden case: what is
    told there is declared at `@case(summary=...)`, before there is any value.
    """

    def __init__(self, actual: Any, name: str = "") -> None:
        self._actual = getattr(actual, "_handle", actual) if not isinstance(actual, np.ndarray) else actual
        self._name = name

    def close_to(self, expected: Any, *, rtol: float = 1e-6, atol: float = 1e-8, message: str = "") -> Expectation:
        """|actual - expected| <= atol + rtol |expected| everywhere, through tuples, lists and dictionaries.

        Shapes must agree, extra dictionary keys are allowed, NaN never passes.
        """
        try:
            close(self._actual, expected, rtol=rtol, atol=atol, where=self._name)
        except CheckFailed as failed:
            raise _reworded(failed, message) from None
        return self

    def equals(self, expected: Any, *, message: str = "") -> Expectation:
        """Exactly equal: for labels, counts, texts and booleans."""
        return self.close_to(expected, rtol=0.0, atol=0.0, message=message)

    def one_of(self, *choices: Any, rtol: float = 1e-6, atol: float = 1e-8, message: str = "") -> Expectation:
        """Close to at least one of `choices`; the failure is told against the first."""
        if not choices:
            raise JudgeFault("one_of needs at least one choice")
        for choice in choices[1:]:
            heard = MARGINS.set(None)
            try:
                self.close_to(choice, rtol=rtol, atol=atol)
            except CheckFailed:
                continue
            finally:
                MARGINS.reset(heard)
            return self.close_to(choice, rtol=rtol, atol=atol)
        return self.close_to(choices[0], rtol=rtol, atol=atol, message=message)

    def unchanged_from(self, before: Any, *, message: str = "") -> Expectation:
        """Unchanged: for arguments that a function must not modify."""
        words = message or f"{self._name or 'an argument'} was changed by the call, but must stay as it was"
        try:
            return self.equals(before, message=words)
        except CheckFailed as failed:
            failed.summary = HiddenText.of(Template.CHANGED)
            raise

    def has_shape(self, shape: Sequence[int] | int, *, message: str = "") -> Expectation:
        """An array (or nested list of numbers) of exactly this shape; () is a single number."""
        wanted = (shape,) if isinstance(shape, int) else tuple(shape)
        array = self._array(f"an array of shape {show_shape(wanted)}", message)
        if array.shape != wanted:
            text = f"the shape should be {show_shape(wanted)}, yours is {show_shape(array.shape)}."
            raise self._failed("shape", text, HiddenText.of(Template.SHAPE_DIFFERS), message)
        return self

    def has_dtype(self, dtype: Any, *, message: str = "") -> Expectation:
        """An array of exactly this dtype."""
        array = self._array("an array", message)
        if array.dtype != np.dtype(dtype):
            text = f"the dtype should be {np.dtype(dtype)}, yours is {array.dtype}."
            raise self._failed("dtype", text, HiddenText.of(Template.DTYPE_DIFFERS), message)
        return self

    def is_float(self, *, message: str = "") -> Expectation:
        """Floating-point numbers (of any width)."""
        array = self._array("floating-point numbers", message)
        if array.dtype.kind != "f":
            text = f"the numbers should be floating-point (float64), yours are {array.dtype}."
            raise self._failed("dtype", text, HiddenText.of(Template.NOT_FLOATING_POINT), message)
        return self

    def is_finite(self, *, message: str = "") -> Expectation:
        """No NaN and no infinity."""
        array = self._array("numbers", message)
        finite = np.isfinite(array)
        if not finite.all():
            bad = int((~finite).sum())
            index = ", ".join(str(int(i)) for i in np.argwhere(~finite)[0]) if array.ndim else ""
            where = f", first at [{index}]: {number(float(np.real(array[~finite].flat[0])))}" if array.ndim else ""
            text = f"{count(bad, 'entry is', 'entries are')} not finite (NaN or infinite)"
            text = text if array.ndim else "the number is not finite (NaN or infinite)"
            template = Template.ONE_NOT_FINITE if bad == 1 else Template.NOT_FINITE
            hidden = HiddenText.of(template, bad) if array.ndim else HiddenText.of(Template.NUMBER_NOT_FINITE)
            raise self._failed("finite", text + where + ".", hidden, message, expected=None, mask=~finite)
        return self

    def has_keys(self, keys: Iterable[Any], *, message: str = "") -> Expectation:
        """A dictionary with at least these keys."""
        wanted = list(keys)
        if not isinstance(self._actual, dict):
            text = f"expected a dictionary with the keys {join([repr(key) for key in wanted])}"
            hidden = HiddenText.of(Template.KIND_DIFFERS, Word.DICTIONARY, word_of(self._actual))
            raise self._failed("type", f"{text}, got {describe(self._actual)}.", hidden, message)
        missing = [repr(key) for key in wanted if key not in self._actual]
        if missing:
            text = f"the dictionary lacks {join(missing)}"
            has = join([repr(key) for key in list(self._actual)[:10]]) or "none"
            failed = self._failed("keys", f"{text}; it has: {has}.", HiddenText.of(Template.KEYS_MISSING), message)
            failed.missing = tuple(missing)
            raise failed
        return self

    def decreases(self, *, strictly: bool = False, message: str = "") -> Expectation:
        """A sequence of numbers, each at most (`strictly`: below) the one before it, all finite."""
        array = self.is_finite(message=message)._array("a sequence", message).ravel()
        steps = np.diff(array.astype(float))
        wrong = steps >= 0 if strictly else steps > 0
        if wrong.any():
            at = int(np.argmax(wrong))
            text = f"it should fall steadily, but step {at + 1} goes from {show(array[at])} to {show(array[at + 1])}."
            raise self._failed("property", text, HiddenText.of(Template.NOT_DECREASING), message)
        return self

    def below(self, limit: float, *, message: str = "") -> Expectation:
        """Every number is < limit."""
        return self._bounded(limit, "below", message)

    def above(self, limit: float, *, message: str = "") -> Expectation:
        """Every number is > limit."""
        return self._bounded(limit, "above", message)

    def is_true(self, message: str) -> Expectation:
        """A condition of your own; `message` tells the student what does not hold, without secret values."""
        if isinstance(self._actual, bool | np.bool_) and self._actual:
            return self
        raise self._failed("property", "", HiddenText.of(Template.NOT_PASSED), message)

    def _bounded(self, limit: float, word: str, message: str) -> Expectation:
        array = self._array("numbers", message)
        right = array < limit if word == "below" else array > limit
        if not right.all():
            worst = show(array[~right].flat[0])
            text = f"should be {word} {show(limit)}, is {worst}."
            if not self._name:
                text = "the value " + text
            mask = ~right if array.ndim else None
            hidden = HiddenText.of(Template.TOO_LARGE if word == "below" else Template.TOO_SMALL)
            raise self._failed("property", text, hidden, message, expected=None, mask=mask)
        return self

    def _array(self, wanted: str, message: str) -> np.ndarray:
        array = as_numbers(self._actual)
        if array is None:
            text = f"expected {wanted}, got {describe(self._actual)}."
            hidden = HiddenText.of(Template.KIND_DIFFERS, Word.ARRAY, word_of(self._actual))
            raise self._failed("type", text, hidden, message)
        return array

    def _failed(
        self, kind: str, text: str, hidden: HiddenText, message: str, *, expected: Any = None, mask: Any = None
    ) -> CheckFailed:
        text = self._name + (" " if text.startswith("should") else ": ") + text if self._name else _capital(text)
        return _reworded(CheckFailed(kind, text, hidden, expected=expected, actual=self._actual, mask=mask), message)


def _reworded(failed: CheckFailed, message: str) -> CheckFailed:
    if message:
        words = _capital(message.rstrip())
        words = words if words.endswith((".", "!", "?", ":")) else words + "."
        failed.message = f"{words} {failed.message}".strip()
    return failed


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
