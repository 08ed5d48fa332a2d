"""Children of the warm jail that answer one test case of a group after the other.

The visible cases of a submission are one group, the hidden ones another, so that no process sees inputs of both. A
child is used again only if the submission keeps to a subset of Python in which it can keep nothing (`restricted`), and
if it can put everything back (`inside.reset`). A child that fails to do so is ended; the next case gets a fresh one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.errors import JudgeFault, SubmissionFault
from grader.model import Bundle, Limits
from grader.sandbox.bootstrap import limits_key
from grader.sandbox.restricted import is_restricted
from grader.sandbox.session import Session


class Groups:
    """The children of the groups between two cases."""

    def __init__(self, bundle: Bundle, *, enabled: bool) -> None:
        self._bundle = bundle
        self._waiting: dict[str, tuple[tuple[object, ...], Session]] = {}
        self._enabled = enabled and not bundle.answers
        self._checked = False

    @property
    def enabled(self) -> bool:
        """Whether children may be used again, as far as is known."""
        return self._enabled

    def check_source(self) -> None:
        """Find out whether the submission keeps to the subset; it is loaded by a child meanwhile."""
        if self._enabled and not self._checked:
            bundle = self._bundle
            self._checked = True
            self._enabled = is_restricted(bundle.source.cells, bundle.support, bundle.allowed)

    def take(self, group: str, limits: Limits, seconds: float) -> Session | None:
        """A session of the group's child, loaded anew, with at most so many seconds; None if it needs a fresh one."""
        key, session = self._waiting.pop(group, ((), None))
        if session is None:
            return None
        if key != limits_key(limits):
            session.close()
            return None
        try:
            if not session.loading_started:
                session.start_loading()
            session.finish_loading(replace(limits, wall_seconds=min(seconds, limits.wall_seconds)))
        except (SubmissionFault, JudgeFault):
            session.close()
            return None
        if session.notes or not session.ran_pruned:
            session.close()
            return None
        return session

    def keep(self, group: str | None, session: Session, limits: Limits, upcoming: Sequence[str | None]) -> bool:
        """Keep the child of a case that has ended for the next one of its group. False if it cannot be used again.

        If that comes soon, the child loads the submission for it at once, while the result of this case is reported.
        """
        if group is None or not self._enabled or not session.is_alive or session.pruned is None:
            return False
        if group in self._waiting:
            return False
        following = session.successor(limits)
        if group in upcoming:
            try:
                following.start_loading()
            except (SubmissionFault, JudgeFault):
                following.close()
                return True
        self._waiting[group] = limits_key(limits), following
        return True

    def children(self, upcoming: Sequence[str | None], running: str | None) -> int:
        """How many fresh children the cases of these groups need; the child of the group `running` is at work."""
        if not self._enabled:
            return len(upcoming)
        missing = {group for group in upcoming if group not in (None, running)} - self._waiting.keys()
        return upcoming.count(None) + len(missing)

    def close(self) -> None:
        """Close the connections to all of them; they are ended with their init process."""
        for _, session in self._waiting.values():
            session.abandon()
        self._waiting.clear()
