"""How far a failed test case has to be run again, to see whether one thing that was changed makes it right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.engine.compare import as_numbers
from grader.engine.diagnosis.traces import Observed, Step, agree, reduced
from grader.engine.tracing import Interaction

#: A rerun is right for so many answers after the first one that was wrong.
BEYOND = 6


class DecisivePart:
    """Compares the answers of a rerun with the reference's, up to well beyond where the submission was wrong first.

    A loop of a hundred steps that was wrong in the first one need not be run again to its end.
    """

    def __init__(self, failed: Sequence[Interaction], right: Observed, procedures: frozenset[str]) -> None:
        """`failed` is the submission's run as it was, `right` the reference's."""
        self._right = right.steps
        self._procedures = procedures
        #: The submission's own answers up to the first one that was wrong.
        self._wrong: list[Step] = []
        for interaction, expected in zip(failed, right.steps, strict=False):
            self._wrong.append(reduced(interaction, procedures))
            if not agree(self._wrong[-1], expected):
                break
        #: So many answers are enough.
        self._enough = min(len(self._wrong) + BEYOND, len(self._right))
        #: So many answers of the rerun were right, from the first one.
        self._seen = 0
        self._departed = False
        #: Whether it was right as far as is enough.
        self.is_right = False

    def is_enough(self, interaction: Interaction) -> bool:
        """Whether the rerun is right as far as is enough, with its next answer."""
        right = self._right[self._seen] if self._seen < len(self._right) else None
        self._departed |= right is None or not agree(right, reduced(interaction, self._procedures))
        if right is None or self._departed:
            return False
        self._seen += 1
        numbers = as_numbers(right[1])
        # What a call returns that only changes an object shows nothing. After the last answer, only the case's checks
        # are left.
        shows = numbers is not None and np.size(numbers) > 0 and self._seen < len(self._right)
        self.is_right = shows and self._seen >= self._enough
        return self.is_right

    def see(self, trace: Sequence[Interaction]) -> None:
        """Take all answers of a whole rerun."""
        self._seen, self._departed = 0, False
        for interaction in trace:
            self.is_enough(interaction)

    def shows(self, other: DecisivePart) -> bool:
        """Whether what was seen of this test case holds for the `other` one, which begins in the same way."""
        enough = other._enough
        if self._seen < enough or len(self._wrong) < len(other._wrong):
            return False
        both = (*zip(self._wrong, other._wrong, strict=False), *zip(self._right[:enough], other._right, strict=False))
        return all(agree(mine, theirs) for mine, theirs in both)
