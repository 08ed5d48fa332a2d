"""What a lane knows before its processes are made: each assignment's judge with the reference's answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from grader.assignments import files, public
from grader.assignments.secret import Catalogue
from grader.engine.ports import Admitted, Jail
from grader.errors import GraderError
from grader.judge import Judge
from grader.model import Bundle, Lane
from grader.settings import JailMode

log = logging.getLogger(__name__)

#: `grader.sandbox.open_jail`.
OpenJail = Callable[[JailMode], AbstractContextManager[Jail]]


class LateJail:
    """Fits `engine.ports.Jail`. Opened in the process that grades, and anew after it was dropped."""

    def __init__(self, open_jail: OpenJail, mode: JailMode) -> None:
        self._open_jail = open_jail
        self._wanted = mode
        self._stack = ExitStack()
        self._jail: Jail | None = None
        #: Of the jail that was opened last.
        self.mode: str = mode

    def open(self) -> Jail:
        """The jail. Raises `SandboxUnavailable`."""
        if self._jail is None:
            self._jail = self._stack.enter_context(self._open_jail(self._wanted))
            self.mode = str(getattr(self._jail, "mode", self._wanted))
        return self._jail

    @contextmanager
    def admit(self, bundle: Bundle) -> Iterator[Admitted]:
        """See the port."""
        with self.open().admit(bundle) as admitted:
            yield admitted

    def drop(self) -> None:
        """Close it; after anything unforeseen the next submission gets a new one."""
        self._jail = None
        try:
            self._stack.close()
        except Exception:
            log.exception("The jail could not be closed")


class Judges:
    """One judge for each assignment, made anew when its files change. Not for threads."""

    def __init__(self, root: Path, jail: LateJail) -> None:
        self.jail = jail
        self._root = root
        self._versions = files.Versions(root)
        self._judges: dict[str, tuple[str, Judge]] = {}
        #: Why an assignment could not be loaded by `warm`.
        self.problems: dict[str, str] = {}

    def of(self, slug: str) -> tuple[str, Judge]:
        """The version of the assignment's files, and its judge. Raises `AssignmentError`."""
        suite_version = self._versions.version(slug)
        known = self._judges.get(slug)
        if known is None or known[0] != suite_version:
            known = (suite_version, Judge(Catalogue(self._root), self.jail))
            known[1].reference_runner(slug)
            self._judges[slug] = known
        return known

    def known(self) -> tuple[str, ...]:
        """The assignments that have a judge."""
        return tuple(self._judges)

    def precompute(self) -> Iterator[None]:
        """Run the known mistakes of the assignments that have a judge, a short step at a time, all in turn."""
        waiting = [judge.precompute(slug) for slug, (_, judge) in self._judges.items()]
        while waiting:
            for steps in tuple(waiting):
                try:
                    next(steps)
                except StopIteration:
                    waiting.remove(steps)
                yield

    def warm(self, lane: Lane, *, until: Callable[[], bool]) -> None:
        """Run the references of a lane's assignments, so that no submission waits for it; stop at `until()`.

        Done before the processes are made, which then share the answers.
        """
        for slug in files.slugs(self._root):
            if until():
                return
            try:
                if public.load(slug, self._root).lane is lane:
                    self.of(slug)[1].warm(slug)
            except GraderError as error:
                log.error("Assignment %s cannot be graded: %s", slug, error.message)
                self.problems[slug] = error.message
            except Exception:
                log.exception("The reference of assignment %s failed", slug)
