"""Limits the memory held by a submission's answers until they are explained."""

from __future__ import annotations

import numpy as np

from grader.engine.ports import Value
from grader.errors import SubmissionFault
from grader.model import MIB, Verdict

#: Bytes of answers that are kept of one submission, over all its test cases.
MOST = 256 * MIB
#: Smaller answers are always kept: a test case asks for few of them.
SMALL = MIB
#: Minimum size of any value, in bytes.
_LEAST = 32


class AnswerBudget:
    """The bytes kept of one submission's answers."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        #: Bytes so far.
        self.used = 0

    def take(self, label: str, answer: Value) -> None:
        """Count an answer in. Raises SubmissionFault for a large one beyond the limit."""
        many = size(answer)
        if many > SMALL and self.used + many > self._most:
            text = f"Your {label}() returned {many / MIB:.0f} MiB, which makes more than {self._most // MIB} MiB"
            raise SubmissionFault(Verdict.OUTPUT_LIMIT_EXCEEDED, f"{text} in all. What is asked for is far smaller.")
        self.used += many


def size(value: Value) -> int:
    """Approximate size in bytes of a value from the jail. Such values are trees of limited depth."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes) + _LEAST
    if isinstance(value, str | bytes):
        return len(value) + _LEAST
    if isinstance(value, list | tuple):
        return sum(map(size, value)) + _LEAST
    if isinstance(value, dict):
        return sum(size(key) + size(item) for key, item in value.items()) + _LEAST
    return _LEAST
