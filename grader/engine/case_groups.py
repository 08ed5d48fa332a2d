"""Which test cases of a suite may run one after the other in one process of the jail.

Visible cases share with visible ones, hidden ones with hidden ones. Heavy cases and those with limits of their own get
a process of their own. Once a case of a group has not passed, its other cases run in fresh processes.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.engine.case import Case
from grader.engine.reference_runner import ReferenceRunner
from grader.model import Isolation, Sharing

#: Seconds of a case that shares a process, besides its factor times the reference's own.
SECONDS = 0.25


class CaseGroups:
    """The groups of one submission's cases."""

    def __init__(self, reference_runner: ReferenceRunner, cases: Sequence[Case]) -> None:
        self._reference_runner = reference_runner
        self._cases = list(cases)
        self._open = {"visible", "hidden"} if self._assignment_permits() else set()

    def sharing(self, case: Case) -> Sharing:
        """How a case may share, as things are now."""
        following = self._cases[self._cases.index(case) + 1 :]
        limits = self._reference_runner.suite.limits(case)
        return Sharing(
            group=self._group(case),
            seconds=SECONDS + limits.factor * self._reference_runner.seconds(case),
            upcoming=tuple(map(self._group, following)),
        )

    def end(self, case: Case) -> None:
        """The case has not passed: the others of its kind do not share any more."""
        self._open.discard(_kind(case))

    def _assignment_permits(self) -> bool:
        return self._reference_runner.suite.assignment.isolation is Isolation.GROUP

    def _group(self, case: Case) -> str | None:
        kind = _kind(case)
        return None if case.heavy or case.limits or case.timed_by or kind not in self._open else kind


def _kind(case: Case) -> str:
    return "visible" if case.visible else "hidden"
