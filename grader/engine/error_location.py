"""What the wrong entries of an answer have in common: "all of them lie where Z is exactly 0"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from grader.engine.tracing import Interaction
from grader.model import NO_TEXT, HiddenText, Template

#: A property is reported only when it excludes at least this share of the right entries.
TELLING = 0.5
#: Comparison of an entry with 0 -> its wording.
WORDS = {np.equal: "is exactly 0", np.less: "is negative", np.greater: "is positive"}
#: The same for a hidden case, where an argument is not named: its name may be a key that the submission chose.
TEMPLATES = {
    np.equal: Template.WHERE_ZERO,
    np.less: Template.WHERE_NEGATIVE,
    np.greater: Template.WHERE_POSITIVE,
}


def common_location(wrong: np.ndarray, call: Interaction, parameters: tuple[str, ...]) -> tuple[str, HiddenText]:
    """Where the wrong entries lie, for the message and in fixed words; empty when nothing sets them apart."""
    if not wrong.any() or wrong.all() or wrong.ndim == 0:
        return "", NO_TEXT
    first = np.unravel_index(np.argmax(wrong), wrong.shape)
    for name, array in _arrays(call, parameters):
        if array.shape != wrong.shape or array.dtype.kind not in "biuf":
            continue
        # The property shared by all wrong entries must hold for the first of them.
        holds = next((compare for compare in WORDS if compare(array[first], 0)), None)
        if holds is not None and _sets_apart(wrong, holds(array, 0)):
            return f"All wrong entries lie where {name} {WORDS[holds]}.", HiddenText.of(TEMPLATES[holds])
    found = _row_or_column(wrong)
    return str(found), found


def _sets_apart(wrong: np.ndarray, holds: np.ndarray) -> bool:
    """Whether all wrong entries have the property and most right ones have not."""
    both = int(np.count_nonzero(wrong & holds))
    count = int(np.count_nonzero(wrong))
    right = wrong.size - count
    return both == count and right > 0 and int(np.count_nonzero(holds)) - both <= (1 - TELLING) * right


def _row_or_column(wrong: np.ndarray) -> HiddenText:
    if wrong.ndim != 2:
        return NO_TEXT
    rows, columns = np.flatnonzero(wrong.any(axis=1)), np.flatnonzero(wrong.any(axis=0))
    if len(rows) == 1 and wrong.shape[0] > 2 and wrong[rows[0]].all():
        return HiddenText.of(Template.IN_ROW, int(rows[0]))
    if len(columns) == 1 and wrong.shape[1] > 2 and wrong[:, columns[0]].all():
        return HiddenText.of(Template.IN_COLUMN, int(columns[0]))
    if wrong.shape[0] == wrong.shape[1] > 2:
        diagonal = np.eye(wrong.shape[0], dtype=bool)
        if (wrong == diagonal).all():
            return HiddenText.of(Template.DIAGONAL_WRONG)
        if (wrong == ~diagonal).all():
            return HiddenText.of(Template.DIAGONAL_RIGHT)
    return NO_TEXT


def _arrays(call: Interaction, parameters: tuple[str, ...]) -> Iterable[tuple[str, np.ndarray]]:
    named: list[tuple[str, Any]] = [*zip(parameters, call.args, strict=False), *call.kwargs.items()]
    for name, value in named:
        if isinstance(value, np.ndarray):
            yield name, np.asarray(value)
        elif isinstance(value, Mapping):
            for key, item in value.items():
                if isinstance(item, np.ndarray):
                    yield str(key), np.asarray(item)
