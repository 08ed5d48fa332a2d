"""The evaluators of one worker process: a template per assignment, renewed when its files change."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from grader.assignments import files
from grader.errors import JudgeFault
from grader.evaluator.launch import DataSets
from grader.evaluator.processes import Evaluator, Template, Zygote

log = logging.getLogger(__name__)

#: Maximum number of templates; the least recently used one is ended first. Each takes about 40 MiB with its evaluator,
#: in each worker process (`python -m bench memory`).
MOST_TEMPLATES = 16


@dataclass(frozen=True, kw_only=True)
class Recycling:
    """When a working evaluator is replaced."""

    #: Number of submissions after which it is replaced.
    submissions: int = 500
    #: Resident memory above which it is replaced, in KiB.
    resident_kib: int = 768 * 1024


@dataclass(kw_only=True)
class LoadedAssignment:
    """The processes of an assignment: its template, and an evaluator that is ready."""

    #: `files.Versions.version` of the files that were loaded.
    version: str
    template: Template
    evaluator: Evaluator | None = None
    #: The evaluator was forked before the last known mistakes were run.
    is_stale: bool = field(default=False)


def try_evaluator(root: Path) -> None:
    """Start and end an evaluator zygote. Raises SandboxUnavailable if this machine cannot isolate it."""
    Zygote(root, DataSets(mnist=None)).close()


class Pool:
    """Templates and evaluators. Not thread-safe."""

    def __init__(self, root: Path, data: DataSets, *, memory_bytes: int, recycling: Recycling | None = None) -> None:
        """Processes are started on first use."""
        self._root = root
        self._data = data
        self._memory_bytes = memory_bytes
        self._recycling = recycling or Recycling()
        self._versions = files.Versions(root)
        self._zygote: Zygote | None = None
        self._known: OrderedDict[str, LoadedAssignment] = OrderedDict()

    def of(self, slug: str) -> LoadedAssignment:
        """The assignment, loaded. Raises AssignmentError, JudgeFault, SandboxUnavailable."""
        version = self._versions.version(slug)
        known = self._known.get(slug)
        if known is None or known.version != version:
            self.forget(slug)
            known = self._known[slug] = LoadedAssignment(version=version, template=self._load(slug))
            while len(self._known) > MOST_TEMPLATES:
                self.forget(next(iter(self._known)))
        self._known.move_to_end(slug)
        return known

    def evaluator(self, slug: str) -> Evaluator:
        """The evaluator of the assignment as it was loaded last, made now if there is none. Raises as `of`."""
        loaded = self._known.get(slug) or self.of(slug)
        if loaded.evaluator is None:
            try:
                loaded.evaluator = loaded.template.fork()
            except JudgeFault:
                # The template has ended: start a new one, from a new zygote.
                self.close()
                loaded = self.of(slug)
                loaded.evaluator = loaded.template.fork()
        loaded.evaluator.wait_until_ready()
        return loaded.evaluator

    def discard(self, slug: str) -> None:
        """Kill the evaluator of the assignment and fork the next one at once."""
        loaded = self._known.get(slug)
        if loaded is None:
            return
        if loaded.evaluator is not None:
            loaded.evaluator.close()
            loaded.evaluator = None
        with suppress(JudgeFault):
            loaded.evaluator = loaded.template.fork()
            loaded.is_stale = False

    def recycle(self, slug: str) -> bool:
        """Replace an evaluator that is old, has grown, or is stale. Returns whether it was replaced."""
        loaded = self._known.get(slug)
        evaluator = loaded.evaluator if loaded is not None else None
        if loaded is None or evaluator is None:
            return False
        if (
            loaded.is_stale
            or evaluator.submissions >= self._recycling.submissions
            or evaluator.peak_kib > self._recycling.resident_kib
        ):
            self.discard(slug)
            return True
        return False

    @property
    def loaded(self) -> int:
        """The number of assignments whose template runs."""
        return len(self._known)

    def open(self) -> None:
        """Start the zygote, which ends with the calling thread. Raises SandboxUnavailable."""
        if self._zygote is None:
            self._zygote = Zygote(self._root, self._data)

    def warm_up(self) -> Iterator[None]:
        """Run the known mistakes of all loaded assignments, in short steps and in turn."""
        waiting = list(self._known)
        while waiting:
            for slug in tuple(waiting):
                loaded = self._known.get(slug)
                if loaded is None or not loaded.template.warm_up():
                    waiting.remove(slug)
                    if loaded is not None:
                        loaded.is_stale = True
                yield

    def forget(self, slug: str) -> None:
        """End the processes of an assignment."""
        loaded = self._known.pop(slug, None)
        if loaded is not None:
            if loaded.evaluator is not None:
                loaded.evaluator.close()
            loaded.template.close()

    def close(self) -> None:
        """End all processes."""
        for slug in tuple(self._known):
            self.forget(slug)
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def _load(self, slug: str) -> Template:
        self.open()
        assert self._zygote is not None
        references = files.reached_references(self._root, slug)
        try:
            template = self._zygote.template(slug, references, self._memory_bytes)
        except JudgeFault:
            self.close()
            self.open()
            template = self._zygote.template(slug, references, self._memory_bytes)
        try:
            template.load()
        except BaseException:
            template.close()
            raise
        return template
