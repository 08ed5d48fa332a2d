"""Known misconceptions: find a wrong variant of the reference that behaves exactly like the submission.

A variant is named for a rubric row only when it behaves like the submission in every case that bears on the row, the
passed ones too. Two mistakes at once, then three, are tried when no single one fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, filterfalse, islice, tee

from grader.engine.case import Case
from grader.engine.compare import as_numbers
from grader.engine.diagnosis.mistake_combinations import ChangedNumbers, WrongAnswer, agree, disjoint
from grader.engine.diagnosis.source_map import NO_SOURCE, SourceMap
from grader.engine.diagnosis.traces import CHECKED, FaultSign, Observed, observe, steps_shared, tells_numbers
from grader.engine.diagnosis.variants import Variants, is_within
from grader.engine.reference import Misconception
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import Outcome
from grader.model import Handle

#: Combinations that are tried for one row, and what their runs cost (`FollowingSession.cost`), at most: pairs that fit
#: (`ChangedNumbers.fit`), triples, and other pairs. It is no time, so that names do not depend on the machine's load.
PAIRS = (40, 100)
TRIPLES = (8, 40)
OTHER_PAIRS = (8, 50)
#: Misconceptions of which three together are tried: those that share the most with the submission.
PROMISING = 7


def name_cases(
    reference_runner: ReferenceRunner,
    variants: Variants,
    outcomes: Mapping[str, Outcome],
    code: SourceMap = NO_SOURCE,
    *,
    combine: bool = True,
) -> dict[str, tuple[Misconception, ...]]:
    """Failed case -> the misconceptions that explain it and all else that bears on its row.

    Where no single one does, up to three together are tried if they may be combined.
    """
    if not reference_runner.reference.misconceptions:
        return {}
    cases = [case for case in reference_runner.suite.cases if case.name in outcomes and variants.usable(case)]
    seen = {case.name: observe(outcomes[case.name], reference_runner.procedures(case)) for case in cases}
    searches: list[_Search] = []
    for row in dict.fromkeys(case.row for case in cases if not seen[case.name].passed):
        failing = [case for case in cases if case.row == row and seen[case.name].telling]
        failing = [case for case in failing if not seen[case.name].passed and _answered(outcomes[case.name])]
        if not failing:
            continue
        # Small ones first, but a combination of mistakes needs numbers in the first one.
        failing.sort(key=reference_runner.size)
        first = min(failing, key=lambda case: _lacks(seen[case.name]))
        failing.sort(key=lambda case: case is not first)
        asked = frozenset[str]().union(*(reference_runner.called(case) for case in failing))
        rest = [case for case in cases if case.row == row or reference_runner.called(case) <= asked]
        rest = [case for case in rest if seen[case.name].passed or _answered(outcomes[case.name])]
        rest = [case for case in rest if case not in failing]
        # A misconception that replaces nothing these cases use cannot explain their failure.
        within = reference_runner.reference.reached(asked)
        known = [known for known in reference_runner.reference.misconceptions if is_within(known, within)]
        searches.append(_Search(known, variants, seen, failing, rest, outcomes, code, combine))
    # Small rows first: what explains one of them is tried first in the others.
    found: dict[_Search, tuple[tuple[Misconception, ...], list[str]]] = {}
    for search in sorted(searches, key=lambda search: reference_runner.size(search.first)):
        found[search] = search.run([names for names, _ in found.values() if len(names) > 1])
    return {name: names for search in searches for names, explained in [found[search]] for name in explained}


def _answered(outcome: Outcome) -> bool:
    """Whether a run came as far as calling more than a class; if not, it tells nothing about what was asked.

    Neither does a run that ended for want of a module.
    """
    if outcome.fault is not None and outcome.fault.is_missing_module:
        return False
    return any(step.kind == "call" and not isinstance(step.result, Handle) for step in outcome.trace)


def _lacks(failure: Observed) -> tuple[bool, bool]:
    """(Whether no check failed, whether the last answer has no numbers other than zero)."""
    return failure.kind not in CHECKED, not tells_numbers(failure)


class _Search:
    """The search for one rubric row: its failed cases, and the other cases that ask nothing else."""

    def __init__(
        self,
        known: Sequence[Misconception],
        variants: Variants,
        seen: Mapping[str, Observed],
        failing: Sequence[Case],
        rest: Sequence[Case],
        outcomes: Mapping[str, Outcome],
        code: SourceMap,
        combine: bool,
    ) -> None:
        self._known = known
        self._variants = variants
        self._seen = seen
        self._failing = failing
        self._rest = rest
        self._outcomes = outcomes
        self._code = code
        self._combine = combine

    @property
    def first(self) -> Case:
        """The failed case that is run first."""
        return self._failing[0]

    def run(self, likely: Iterable[tuple[Misconception, ...]]) -> tuple[tuple[Misconception, ...], list[str]]:
        """(what explains the row, names of the failed cases that it explains); empty when nothing is certain.

        The combinations that are `likely` are tried before others.
        """
        for misconception in self._known:
            if explained := self._explains((misconception.name,)):
                return self._completed(misconception, explained)
        if not self._combine or any(_lacks(self._seen[self._failing[0].name])):
            # A combination of mistakes needs numeric evidence: neither an exception alone nor all-zero answers suffice.
            return (), []
        likely = (several for several in likely if all(known in self._known for known in several))
        for found in chain(likely, self._combinations()):
            several = tuple(sorted(found, key=self._known.index))
            names = tuple(misconception.name for misconception in several)
            if (explained := self._explains(names)) and self._all_needed(names, explained):
                return several, explained
        return (), []

    def _combinations(self) -> Iterator[tuple[Misconception, ...]]:
        """The pairs and triples that are tried."""
        possible = [known for known in self._known if self._possible(known.name)]
        wrong = self._first_wrong_answer()
        # Those that share the most wrong answers with the submission first, so that few combinations have to be tried.
        possible.sort(key=lambda known: (-self._shared(known.name), not wrong.is_multiple_of(known)))
        changed = self._changed_numbers()
        pairs, others = tee(disjoint(possible, 2))
        triples = disjoint(possible[:PROMISING], 3)
        yield from self._some(filter(changed.fit, pairs), wrong, *PAIRS)
        yield from self._some(triples, wrong, *TRIPLES)
        yield from self._some(filterfalse(changed.fit, others), wrong, *OTHER_PAIRS)

    def _some(
        self, combinations: Iterable[tuple[Misconception, ...]], wrong: WrongAnswer, most: int, cost: int
    ) -> Iterator[tuple[Misconception, ...]]:
        begun = self._variants.spent
        for several in islice(filter(wrong.may_come_from, self._lacking(combinations)), most):
            if self._variants.spent - begun >= cost:
                return
            yield several

    def _lacking(self, combinations: Iterable[tuple[Misconception, ...]]) -> Iterator[tuple[Misconception, ...]]:
        """Those of which one alone lacks keys in the first failed case, if the submission's answer lacks some there."""
        case = self._failing[0]
        if not self._seen[case.name].missing:
            yield from combinations
            return
        for several in combinations:
            alone = (self._variants.observed((known.name,), case) for known in several)
            if any(variant is not None and variant.missing for variant in alone):
                yield several

    def _completed(
        self, misconception: Misconception, explained: list[str]
    ) -> tuple[tuple[Misconception, ...], list[str]]:
        """`misconception` with another one that explains the failed cases which it leaves, if there is one."""
        left = [case for case in self._failing if case.name not in explained]
        for other in self._known if left else ():
            if set(other.replaces) & set(misconception.replaces):
                continue
            if not all(self._variants.behave_like(self._seen[case.name], (other.name,), case) for case in left):
                continue
            several = tuple(sorted((misconception, other), key=self._known.index))
            names = (several[0].name, several[1].name)
            if len(both := self._explains(names)) == len(self._failing):
                return several, both
        return (misconception,), explained

    def _explains(self, names: tuple[str, ...]) -> list[str]:
        """The failed cases in which the variant behaves like the submission; none if it contradicts any case.

        Where the submission raised, its numbers are not known: such a case contradicts nothing, provided that numbers
        are known elsewhere.
        """
        numbers = self._seen[self._failing[0].name].kind in CHECKED
        explained: list[str] = []
        for case in self._known_first(names, self._failing):
            mine = self._seen[case.name]
            if self._variants.behave_like(mine, names, case):
                explained.append(case.name)
            elif mine.kind in CHECKED or not numbers:
                return []
        explained = [case.name for case in self._failing if case.name in explained]
        if len(explained) == 1 < len(self._failing) and self._is_lone_number(explained[0]):
            return []
        much = any(self._says_much(names, name) for name in explained)
        if not numbers and not (much and self._arises_there(names, explained)):
            return []
        for case in self._known_first(names, self._rest) if explained else ():
            mine = self._seen[case.name]
            silent = numbers and not mine.passed and mine.kind not in CHECKED
            if silent and self._variants.observed(names, case) is None:
                return []
            if not silent and not self._variants.behave_like(mine, names, case):
                return []
        return explained

    def _known_first(self, names: tuple[str, ...], cases: Sequence[Case]) -> list[Case]:
        """`cases`, first those that show without a run whether the variant behaves like the submission."""
        return sorted(cases, key=lambda case: not self._variants.is_known(names, case))

    def _arises_there(self, names: tuple[str, ...], explained: Sequence[str]) -> bool:
        """Whether each exception arose at a sum with the part that the misconception names."""
        wanted = [known.summand for known in self._known if known.name in names and known.summand]
        faults = [self._outcomes[name].fault for name in explained]
        # Trusted code, which is run without a jail, has no positions.
        found = [fault.at for fault in faults if fault is not None and fault.at is not None]
        return all(self._code.adds(word, at) for word in wanted for at in found)

    def _says_much(self, names: tuple[str, ...], case: str) -> bool:
        """Whether an exception is evidence by itself: by its text, or because it is raised here and nowhere else."""
        last = self._seen[case].steps[-1][1]
        variant = self._variants.observed(names, next(known for known in self._failing if known.name == case))
        anywhere = variant is not None and isinstance(variant.steps[-1][1], FaultSign) and variant.steps[-1][1].is_any
        return isinstance(last, FaultSign) and (last.says_much or (anywhere and self._passed_elsewhere()))

    def _passed_elsewhere(self) -> bool:
        return any(self._seen[case.name].passed and case.row == self._failing[0].row for case in self._rest)

    def _is_lone_number(self, case: str) -> bool:
        """Whether a case shows a single number only, which as the sole evidence may agree by accident."""
        observed = self._seen[case]
        shown = [as_numbers(value) for _, value in observed.steps]
        return observed.kind == "value" and all(array is not None and array.size == 1 for array in shown)

    def _all_needed(self, names: tuple[str, ...], explained: Sequence[str]) -> bool:
        """Whether each misconception contributes: without it, some explained case would end differently."""
        cases = [case for case in self._failing if case.name in explained]
        for name in names:
            others = tuple(other for other in names if other != name)
            if all(self._variants.behave_like(self._seen[case.name], others, case) for case in cases):
                return False
        return True

    def _first_wrong_answer(self) -> WrongAnswer:
        """The first answer of the submission in the first failed case that is not the reference's."""
        case = self._failing[0]
        mine, right = self._seen[case.name].steps, self._variants.observed((), case)
        for index, (step, expected) in enumerate(zip(mine, right.steps if right else (), strict=False)):
            if not agree(step, expected):
                return WrongAnswer(index, step, expected, lambda name: self._variants.observed((name,), case))
        return WrongAnswer(0, None, None, lambda name: None)

    def _changed_numbers(self) -> ChangedNumbers:
        case = self._failing[0]
        right = self._variants.observed((), case)
        return ChangedNumbers(self._seen[case.name], right, lambda name: self._variants.observed((name,), case))

    def _shared(self, name: str) -> int:
        """How many answers of the failed cases a variant has in common with the submission."""
        count = 0
        for case in self._failing:
            variant = self._variants.observed((name,), case)
            if variant is not None:
                count += steps_shared(self._seen[case.name], variant)
        return count

    def _possible(self, name: str) -> bool:
        """Whether a misconception can be one of several: it breaks a failed case, and none that the student passes."""
        failed = [*self._failing, *(case for case in self._rest if not self._seen[case.name].passed)]
        observed = (self._variants.observed((name,), case) for case in failed)
        if all(variant is None or variant.passed for variant in observed):
            return False
        for case in self._rest:
            variant = self._variants.observed((name,), case)
            if variant is None or (self._seen[case.name].passed and not variant.passed):
                return False
        return True
