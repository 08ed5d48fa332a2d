"""What of a submission's top level a child runs: everything at first, and less if that takes too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.errors import SubmissionFault
from grader.model import Limits, Verdict
from grader.sandbox.faults import format_seconds
from grader.sandbox.inside.pruned_source import Range, blank_lines

#: Most statements that are left out one after the other because each takes too long.
MOST_WITHOUT = 3
#: Seconds of wall clock for one processor second of loading, and seconds more. They only stop a child that waits;
#: a busy machine needs less.
_WALL_FACTOR, _WALL_SECONDS = 10.0, 10.0
_WHY = {
    Verdict.MEMORY_LIMIT_EXCEEDED: "asks for more memory than it may use",
    Verdict.OUTPUT_LIMIT_EXCEEDED: "prints too much",
}


@dataclass(frozen=True, kw_only=True)
class LoadPlan:
    """How a child loads the submission."""

    #: Whether the top level is reduced to what the graded functions can reach, and why; see `inside.loader.Plan`.
    prune: bool = False
    why: str = ""
    #: How many statements an earlier child ran until its time was up, and which of them were slow.
    measured: int = 0
    slow: tuple[int, ...] = ()
    #: Statements that are left out because they take too long by themselves.
    without: tuple[int, ...] = ()
    #: The pruned cells that a child has reported, and the lines in them that may raise; see `inside.pruned_source`.
    pruned: tuple[str, ...] | None = None
    raised: tuple[Range, ...] = ()

    def seconds(self, limits: Limits) -> float:
        """Processor seconds that loading may take.

        What the graded functions reach may take as long as a test case. Running it again gets more, because it may have
        been just in time before.
        """
        most = max(limits.load_seconds, limits.wall_seconds)
        return 2 * most if self.pruned is not None else most if self.prune else limits.load_seconds

    def wall_seconds(self, limits: Limits) -> float:
        """Seconds of wall clock that loading may take."""
        return _WALL_FACTOR * self.seconds(limits) + _WALL_SECONDS

    def for_child(self, limits: Limits) -> tuple[object, ...]:
        """The fields of `inside.loader.Plan`."""
        return self.prune, self.why, self.measured, self.slow, self.without, format_seconds(self.seconds(limits))

    def reduced(self, fault: SubmissionFault, progress: Progress, limits: Limits) -> LoadPlan | None:
        """A plan that leaves out more, after loading has ended with `fault`; None if there is none."""
        late = fault.verdict is Verdict.TIME_LIMIT_EXCEEDED
        if self.pruned is not None:
            return None
        if not self.prune:
            why = f"takes more than {format_seconds(self.seconds(limits))} to run"
            why = why if late else _WHY.get(fault.verdict, "ends the program that runs it")
            return LoadPlan(prune=True, why=why, measured=progress.measured, slow=progress.slow)
        running = progress.running
        if not late or running is None or running in self.without or len(self.without) >= MOST_WITHOUT:
            return None
        return replace(self, without=(*self.without, running))

    def completed(self, cells: Sequence[str], pruned: tuple[list[Range], list[Range]] | None) -> LoadPlan:
        """The plan for the next children, after one has loaded the submission.

        `pruned` are the lines that were left out and those that raised; None if the next children cannot rely on them.
        """
        if self.pruned is not None or pruned is None:
            return self
        left, raised = pruned
        return replace(self, pruned=blank_lines(cells, left), raised=tuple(raised))


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a child came."""

    #: The statement that ran last, None if it is not known or cannot be left out.
    running: int | None = None
    #: Statements that had run, and those of them that were slow.
    measured: int = 0
    slow: tuple[int, ...] = ()
