"""Known misconceptions: is there a wrong variant of the reference that behaves exactly as this submission does?

A variant is named for a rubric row only when it behaves like the submission in every case that bears on the row, the
passed ones too. Two mistakes at once are tried when no single one fits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from grader.engine.case import Case
from grader.engine.diagnosis.traces import CHECKED, Observed, alike, observe, same, tells_numbers
from grader.engine.oracle import Oracle
from grader.engine.reference import Misconception
from grader.engine.running import Outcome
from grader.errors import JudgeFault

#: Cases for which the reference needs more seconds are not used: a variant would need as long.
QUICK = 0.25
#: Pairs of misconceptions that are tried for one row: so many, and fewer when their runs take longer in all.
PAIRS = 60
FEWEST_PAIRS = 20
PAIRS_SECONDS = 0.05
#: Runs of pairs that are kept, oldest forgotten first.
PAIRS_KEPT = 4000


class Variants:
    """Runs of the reference's wrong variants, each done once per case and kept."""

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle
        self._kept: dict[tuple[tuple[str, ...], str], Observed | None] = {}
        #: The keys of pairs in `_kept`.
        self._pairs: deque[tuple[tuple[str, ...], str]] = deque()

    def usable(self, case: Case) -> bool:
        """Whether variants can be run on this case."""
        # Of a "whole" run every function of the submission may be the cause, so it proves nothing about one of them.
        return not case.heavy and "whole" not in case.tags and self._oracle.seconds(case) <= QUICK

    def observed(self, names: tuple[str, ...], case: Case) -> Observed | None:
        """What the variant with these misconceptions does in `case`; None when the case itself cannot cope with it."""
        key = (names, case.name)
        if key not in self._kept:
            if len(names) > 1:
                self._pairs.append(key)
                if len(self._pairs) > PAIRS_KEPT:
                    del self._kept[self._pairs.popleft()]
            try:
                outcome = self._oracle.run(case, self._oracle.reference.namespace(names))
                self._kept[key] = observe(outcome)
            except JudgeFault:
                self._kept[key] = None
        return self._kept[key]

    def rehearse(self) -> Iterator[None]:
        """Run every misconception through every usable case, one run a step, the quickest cases first."""
        usable = [one for one in self._oracle.suite.cases if self.usable(one)]
        for case in sorted(usable, key=self._oracle.seconds):
            for one in self._oracle.reference.misconceptions:
                self.observed((one.name,), case)
                yield


def name_cases(
    oracle: Oracle, variants: Variants, outcomes: Mapping[str, Outcome]
) -> dict[str, tuple[Misconception, ...]]:
    """Failed case -> the misconceptions (one, or two together) that explain it and all else that bears on its row."""
    cases = [one for one in oracle.suite.cases if one.name in outcomes and variants.usable(one)]
    seen = {one.name: observe(outcomes[one.name]) for one in cases}
    named: dict[str, tuple[Misconception, ...]] = {}
    for row in dict.fromkeys(one.row for one in cases if not seen[one.name].passed):
        failing = [one for one in cases if one.row == row and not seen[one.name].passed and seen[one.name].telling]
        failing.sort(key=lambda one: (seen[one.name].kind not in CHECKED, oracle.seconds(one)))
        if not failing:
            continue
        asked = frozenset[str]().union(*(oracle.called(one) for one in failing))
        rest = [one for one in cases if one not in failing and (one.row == row or oracle.called(one) <= asked)]
        affordable = int(PAIRS_SECONDS / max(oracle.seconds(failing[0]), 1e-6))
        pairs = min(PAIRS, max(FEWEST_PAIRS, affordable))
        # What replaces nothing that these cases use cannot have failed them.
        within = oracle.reference.reached(asked)
        known = [one for one in oracle.reference.misconceptions if _touches(one, within)]
        search = _Search(known, variants, seen, failing, rest, pairs)
        names, explained = search.run()
        named |= dict.fromkeys(explained, names)
    return named


def _touches(one: Misconception, within: frozenset[str]) -> bool:
    return any(name in within or name.partition(".")[0] in within for name in one.replaces)


class _Search:
    """The search for one rubric row: its failed cases, and the other cases that ask nothing else."""

    def __init__(
        self,
        known: Sequence[Misconception],
        variants: Variants,
        seen: Mapping[str, Observed],
        failing: Sequence[Case],
        rest: Sequence[Case],
        pairs: int,
    ) -> None:
        self._known = known
        self._variants = variants
        self._seen = seen
        self._failing = failing
        self._rest = rest
        self._pairs = pairs

    def run(self) -> tuple[tuple[Misconception, ...], list[str]]:
        """(what explains the row, names of the failed cases that it explains); empty when nothing is certain."""
        for one in self._known:
            if explained := self._explains((one.name,)):
                return (one,), explained
        failure = self._seen[self._failing[0].name]
        if failure.kind not in CHECKED or not tells_numbers(failure):
            # Two mistakes together are only believed on numbers, not on an exception alone, nor on nothing but zeros.
            return (), []
        possible = [one for one in self._known if self._possible(one.name)]
        # The likeliest pairs first: where two mistakes meet, parts of the answer are often those of one of them.
        possible.sort(key=lambda one: -self._shared(one.name, failure))
        for first, second in islice(_disjoint(possible), self._pairs):
            if explained := self._explains((first.name, second.name)):
                return (first, second), explained
        return (), []

    def _explains(self, names: tuple[str, ...]) -> list[str]:
        """The failed cases in which the variant behaves like the submission; none if it contradicts any case.

        Where the submission raised, its numbers are not known: there the variant only has to fail too, provided that
        numbers are known elsewhere.
        """
        numbers = self._seen[self._failing[0].name].kind in CHECKED
        explained: list[str] = []
        for case in self._failing:
            mine, variant = self._seen[case.name], self._variants.observed(names, case)
            if variant is None or variant.passed:
                return []
            if alike(mine, variant):
                explained.append(case.name)
            elif mine.kind in CHECKED or not numbers:
                return []
        for case in self._rest if explained else ():
            variant = self._variants.observed(names, case)
            if variant is None or not alike(self._seen[case.name], variant):
                return []
        return explained

    def _shared(self, name: str, failure: Observed) -> int:
        """How many answers of the first failed case are wrong in the very way of this misconception."""
        case = self._failing[0]
        variant, right = self._variants.observed((name,), case), self._variants.observed((), case)
        if variant is None or right is None:
            return 0
        steps = zip(failure.steps, variant.steps, right.steps, strict=False)
        return sum(same(mine[1], theirs[1]) and not same(mine[1], true[1]) for mine, theirs, true in steps)

    def _possible(self, name: str) -> bool:
        """Whether a misconception can be one of two: it breaks a failed case, and none that the student passes."""
        observed = (self._variants.observed((name,), case) for case in self._failing)
        if all(variant is None or variant.passed for variant in observed):
            return False
        for case in self._rest:
            variant = self._variants.observed((name,), case)
            if variant is None or (self._seen[case.name].passed and not variant.passed):
                return False
        return True


def _disjoint(known: Sequence[Misconception]) -> Iterable[tuple[Misconception, Misconception]]:
    return (pair for pair in combinations(known, 2) if not set(pair[0].replaces) & set(pair[1].replaces))
