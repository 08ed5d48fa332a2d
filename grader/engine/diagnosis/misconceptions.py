"""Known misconceptions: find a wrong variant of the reference that behaves exactly like the submission.

A variant is named for a rubric row only when it behaves like the submission in every case that bears on the row, the
passed ones too. Two mistakes at once, then three, are tried when no single one fits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from grader.engine.diagnosis.row_search import Explained, RowSearch, lacks
from grader.engine.diagnosis.source_map import NO_SOURCE, SourceMap
from grader.engine.diagnosis.traces import observe
from grader.engine.diagnosis.variants import Variants, is_within
from grader.engine.reference import Misconception
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome
from grader.model import Handle

#: Failed case -> the misconceptions that explain it and all else that bears on its row.
Named = dict[str, tuple[Misconception, ...]]


class KnownMistakes:
    """The search for the known mistakes of one submission, row by row."""

    def __init__(
        self,
        reference_runner: ReferenceRunner,
        variants: Variants,
        outcomes: Mapping[str, Outcome],
        code: SourceMap = NO_SOURCE,
    ) -> None:
        self._reference_runner = reference_runner
        self._variants = variants
        self._outcomes = outcomes
        self._code = code
        self._searches = self._rows() if reference_runner.reference.misconceptions else []

    def single(self) -> Named:
        """What one misconception explains, or one and another one where it leaves some failed cases of a row."""
        return _named(self._single)

    def several(self, explained: Collection[str] = ()) -> Named:
        """What up to three together explain in rows for which `single` finds nothing, and that as well.

        Rows are left out of which all failed cases are `explained` otherwise.
        """
        found = dict(self._single)
        known: list[tuple[Misconception, ...]] = []
        before: list[RowSearch] = []
        # Small rows first: what explains one of them is tried first in the others.
        for search in sorted(self._searches, key=lambda search: self._reference_runner.size(search.first)):
            if not found[search][0] and any(case.name not in explained for case in search.failing):
                found[search] = search.several(known, before)
                before.append(search)
            several, _ = found[search]
            known += [several] if len(several) > 1 else []
        return _named(found)

    @cached_property
    def _single(self) -> dict[RowSearch, Explained]:
        return {search: search.single() for search in self._searches}

    def _rows(self) -> list[RowSearch]:
        reference_runner, outcomes = self._reference_runner, self._outcomes
        cases = [case for case in reference_runner.suite.cases if case.name in outcomes and self._variants.usable(case)]
        seen = {case.name: observe(outcomes[case.name], reference_runner.procedures(case)) for case in cases}
        searches: list[RowSearch] = []
        for row in dict.fromkeys(case.row for case in cases if not seen[case.name].passed):
            failing = [case for case in cases if case.row == row and seen[case.name].telling]
            failing = [case for case in failing if not seen[case.name].passed and _answered(outcomes[case.name])]
            if not failing:
                continue
            # Small ones first, but a combination of mistakes needs numbers in the first one.
            failing.sort(key=reference_runner.size)
            first = min(failing, key=lambda case: lacks(seen[case.name]))
            failing.sort(key=lambda case: case is not first)
            asked = frozenset[str]().union(*(reference_runner.called(case) for case in failing))
            rest = [case for case in cases if case.row == row or reference_runner.called(case) <= asked]
            rest = [case for case in rest if seen[case.name].passed or _answered(outcomes[case.name])]
            rest = [case for case in rest if case not in failing]
            # A misconception that replaces nothing these cases use cannot explain their failure.
            within = reference_runner.reference.reached(asked)
            known = [known for known in reference_runner.reference.misconceptions if is_within(known, within)]
            searches.append(RowSearch(known, self._variants, seen, failing, rest, outcomes, self._code))
        return searches


def _named(found: Mapping[RowSearch, Explained]) -> Named:
    return {name: names for names, explained in found.values() for name in explained}


def _answered(outcome: Outcome) -> bool:
    """Whether a run came as far as calling more than a class; if not, it tells nothing about what was asked.

    Neither does a run that ended for want of a module.
    """
    if outcome.fault is not None and outcome.fault.is_missing_module:
        return False
    return any(step.kind == "call" and not isinstance(step.result, Handle) for step in outcome.trace)
