"""Children of the warm jail that answer one test case of a group after the other.

The visible cases of a submission are one group, the hidden ones another, so that no process sees inputs of both. A
child is used again only if the submission keeps to a subset of Python in which it can keep nothing (`restricted`), and
loads quickly. With the first request of the next case it puts everything back (`inside.reset`) and loads the submission
anew. A child that cannot do so ends, and the case fails; like all cases that fail in such a child, it runs again in a
fresh one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.model import Bundle, Limits
from grader.sandbox.bootstrap import limits_key
from grader.sandbox.load_plan import LoadPlan
from grader.sandbox.plain_source import is_plain
from grader.sandbox.restricted import is_restricted
from grader.sandbox.session import Session
from grader.sandbox.syntax_trees import parse


class Groups:
    """The children of the groups between two cases."""

    def __init__(self, bundle: Bundle, *, enabled: bool) -> None:
        """Find out whether the submission keeps to the subset, and whether a child has to analyse it."""
        cells = bundle.source.cells
        self._waiting: dict[str, tuple[tuple[object, ...], Session]] = {}
        self._enabled = enabled and not bundle.answers and is_restricted(cells, bundle.support, bundle.allowed)
        #: How the first child loads the submission.
        self.plan = LoadPlan(pruned=cells if self._enabled and is_plain(bundle) else None)
        # A large syntax tree takes much memory.
        parse.cache_clear()

    @property
    def enabled(self) -> bool:
        """Whether children may be used again, as far as is known."""
        return self._enabled

    def loaded(self, session: Session) -> None:
        """A fresh child has loaded the submission. If it cannot do so again, none can."""
        self._enabled = self._enabled and session.reloadable

    def take(self, group: str, limits: Limits, seconds: float) -> Session | None:
        """A session of the group's child with at most so many seconds; None if the case needs a fresh child."""
        key, session = self._waiting.pop(group, ((), None))
        if session is None:
            return None
        if key != limits_key(limits):
            session.close()
            return None
        return session.successor(replace(limits, wall_seconds=min(seconds, limits.wall_seconds)))

    def keep(self, group: str | None, session: Session, limits: Limits) -> bool:
        """Keep the child of a case that has ended for the next one of its group. False if it cannot be used again."""
        if group is None or group in self._waiting or not self._enabled:
            return False
        if not session.is_alive or not session.reloadable:
            return False
        self._waiting[group] = limits_key(limits), session
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
