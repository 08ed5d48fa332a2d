"""The search for the known mistakes behind one rubric row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice

import numpy as np

from grader.engine.case import Case
from grader.engine.compare import as_numbers
from grader.engine.diagnosis.mistake_combinations import disjoint_pairs, fit_in_pairs, pairs, triples
from grader.engine.diagnosis.source_map import SourceMap
from grader.engine.diagnosis.stacked_answers import parts_shared
from grader.engine.diagnosis.traces import CHECKED, FaultSign, Observed, agree, tells_numbers
from grader.engine.diagnosis.variants import Variants
from grader.engine.diagnosis.wrong_answer import WrongAnswer
from grader.engine.reference import Misconception
from grader.engine.running import Outcome

#: Combinations that are tried for one row, and what their runs cost (`FollowingSession.cost`), at most: pairs that fit
#: (`fit_in_pairs`), triples, and other pairs. It is no time, so that names do not depend on the machine's load.
PAIRS = (40, 100)
TRIPLES = (8, 40)
OTHER_PAIRS = (8, 50)
#: Misconceptions of which three together are tried: those that share the most with the submission.
PROMISING = 7

#: What explains a row, and the names of the failed cases that it explains.
Explained = tuple[tuple[Misconception, ...], list[str]]


def lacks(failure: Observed) -> tuple[bool, bool]:
    """(Whether no check failed, whether the last answer has no numbers other than zero)."""
    return failure.kind not in CHECKED, not tells_numbers(failure)


class RowSearch:
    """The search for one rubric row."""

    def __init__(
        self,
        known: Sequence[Misconception],
        variants: Variants,
        seen: Mapping[str, Observed],
        failing: Sequence[Case],
        rest: Sequence[Case],
        outcomes: Mapping[str, Outcome],
        code: SourceMap,
    ) -> None:
        """`known` are those that may matter in the row, `failing` its failed cases, of which the first is run first,
        `rest` other cases that ask nothing else.
        """
        self._known = known
        self._number = {misconception.name: number for number, misconception in enumerate(known)}
        self._variants = variants
        self._seen = seen
        self.failing = failing
        self._rest = rest
        self._outcomes = outcomes
        self._code = code

    @property
    def first(self) -> Case:
        """The failed case that is run first."""
        return self.failing[0]

    def single(self) -> Explained:
        """The one that explains the row, with another one that explains the failed cases which it leaves, if there is
        one; empty when nothing is certain.
        """
        for misconception in self._known:
            if explained := self._explains((misconception.name,)):
                return self._completed(misconception, explained)
        return (), []

    def several(self, likely: Iterable[tuple[Misconception, ...]], others: Sequence[RowSearch] = ()) -> Explained:
        """Those that explain the row together, where no single one does. The combinations that are `likely` are tried
        before others. `others` are searches that came before.
        """
        if any(lacks(self._seen[self.first.name])):
            # A combination of mistakes needs numeric evidence: neither an exception alone nor all-zero answers suffice.
            return (), []
        likely = (several for several in likely if all(known.name in self._number for known in several))
        here = {case.name for case in (*self.failing, *self._rest)}
        elsewhere = [other.wrong for other in others if other.first.name in here]
        combinations = (
            found for found in self._combinations() if all(wrong.may_come_from(found) for wrong in elsewhere)
        )
        for found in chain(likely, combinations):
            several = self._in_order(found)
            names = tuple(misconception.name for misconception in several)
            if (explained := self._explains(names)) and self._all_needed(names, explained):
                return several, explained
        return (), []

    def _in_order(self, several: Iterable[Misconception]) -> tuple[Misconception, ...]:
        return tuple(sorted(several, key=lambda misconception: self._number[misconception.name]))

    def _combinations(self) -> Iterator[tuple[Misconception, ...]]:
        """The pairs and triples that are tried."""
        possible = self._most_alike_first(self._possible())
        if len(possible) < 2:
            return
        apart, case = disjoint_pairs(possible), self.first
        fit = fit_in_pairs(self._seen[case.name], self._variants.observed((), case), self._alone(possible, case))
        may = apart & self.wrong.may_come_from_pairs(possible)
        yield from self._some(pairs(possible, may & fit), *PAIRS)
        threes = triples(possible[:PROMISING], apart)
        yield from self._some(filter(self.wrong.may_come_from, threes), *TRIPLES)
        yield from self._some(pairs(possible, may & ~fit), *OTHER_PAIRS)

    def _most_alike_first(self, known: Sequence[Misconception]) -> list[Misconception]:
        """Those that share the most answers with the submission come first, so that few combinations are tried."""
        shared = np.zeros(len(known), dtype=int)
        for case in self.failing:
            shared += parts_shared(self._seen[case.name], self._alone(known, case))
        self.wrong.look_at(known)
        order = sorted(range(len(known)), key=lambda i: (-shared[i], not self.wrong.is_multiple_of(known[i])))
        return [known[number] for number in order]

    def _alone(self, known: Sequence[Misconception], case: Case) -> list[Observed | None]:
        """What each of these alone does in the case."""
        return [self._variants.observed((misconception.name,), case) for misconception in known]

    def _some(
        self, combinations: Iterable[tuple[Misconception, ...]], most: int, cost: int
    ) -> Iterator[tuple[Misconception, ...]]:
        begun = self._variants.spent
        for several in islice(self._lacking(combinations), most):
            if self._variants.spent - begun >= cost:
                return
            yield several

    def _lacking(self, combinations: Iterable[tuple[Misconception, ...]]) -> Iterator[tuple[Misconception, ...]]:
        """Those of which one alone lacks keys in the first failed case, if the submission's answer lacks some there."""
        case = self.failing[0]
        if not self._seen[case.name].missing:
            yield from combinations
            return
        for several in combinations:
            alone = (self._variants.observed((known.name,), case) for known in several)
            if any(variant is not None and variant.missing for variant in alone):
                yield several

    def _completed(self, misconception: Misconception, explained: list[str]) -> Explained:
        """`misconception` with another one that explains the failed cases which it leaves, if there is one."""
        left = [case for case in self.failing if case.name not in explained]
        for other in self._known if left else ():
            if set(other.replaces) & set(misconception.replaces):
                continue
            if not all(self._variants.behave_like(self._seen[case.name], (other.name,), case) for case in left):
                continue
            several = self._in_order((misconception, other))
            names = (several[0].name, several[1].name)
            if len(both := self._explains(names)) == len(self.failing):
                return several, both
        return (misconception,), explained

    def _explains(self, names: tuple[str, ...]) -> list[str]:
        """The failed cases in which the variant behaves like the submission; none if it contradicts any case.

        Where the submission raised, its numbers are not known: such a case contradicts nothing, provided that numbers
        are known elsewhere.
        """
        numbers = self._seen[self.failing[0].name].kind in CHECKED
        if self._is_contradicted(names):
            return []
        explained: list[str] = []
        for case in self._cheap_first:
            mine = self._seen[case.name]
            if self._variants.behave_like(mine, names, case):
                explained.append(case.name)
            elif mine.kind in CHECKED or not numbers:
                return []
        if len(explained) == 1 < len(self.failing) and self._is_lone_number(explained[0]):
            return []
        much = any(self._says_much(names, name) for name in explained)
        if not numbers and not (much and self._arises_there(names, explained)):
            return []
        for case in self._rest if explained else ():
            mine = self._seen[case.name]
            silent = numbers and not mine.passed and mine.kind not in CHECKED
            if silent and self._variants.observed(names, case) is None:
                return []
            if not silent and not self._variants.behave_like(mine, names, case):
                return []
        return explained

    @cached_property
    def _cheap_first(self) -> list[Case]:
        """The failed cases, those first that contradict at the least cost."""
        return sorted(self.failing, key=self._variants.cost)

    def _is_contradicted(self, names: tuple[str, ...]) -> bool:
        """Whether a case contradicts several misconceptions together without a run.

        So one that was contradicted in one row is run in no other one.
        """
        if len(names) < 2:
            return False
        for case in (*self.failing, *self._rest):
            mine = self._seen[case.name]
            is_known = (mine.passed or mine.kind in CHECKED) and self._variants.is_known(names, case)
            if is_known and not self._variants.behave_like(mine, names, case):
                return True
        return False

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
        variant = self._variants.observed(names, next(known for known in self.failing if known.name == case))
        anywhere = variant is not None and isinstance(variant.steps[-1][1], FaultSign) and variant.steps[-1][1].is_any
        return isinstance(last, FaultSign) and (last.says_much or (anywhere and self._passed_elsewhere()))

    def _passed_elsewhere(self) -> bool:
        return any(self._seen[case.name].passed and case.row == self.failing[0].row for case in self._rest)

    def _is_lone_number(self, case: str) -> bool:
        """Whether a case shows a single number only, which as the sole evidence may agree by accident."""
        observed = self._seen[case]
        shown = [as_numbers(value) for _, value in observed.steps]
        return observed.kind == "value" and all(array is not None and array.size == 1 for array in shown)

    def _all_needed(self, names: tuple[str, ...], explained: Sequence[str]) -> bool:
        """Whether each misconception contributes: without it, some explained case would end differently."""
        cases = [case for case in self.failing if case.name in explained]
        for name in names:
            others = tuple(other for other in names if other != name)
            if all(self._variants.behave_like(self._seen[case.name], others, case) for case in cases):
                return False
        return True

    @cached_property
    def wrong(self) -> WrongAnswer:
        """The first answer of the submission in the first failed case that is not the reference's."""
        case = self.failing[0]
        mine, right = self._seen[case.name], self._variants.observed((), case)
        for index, (step, expected) in enumerate(zip(mine.steps, right.steps if right else (), strict=False)):
            if not agree(step, expected):
                return WrongAnswer(index, mine, right, lambda name: self._variants.observed((name,), case))
        return WrongAnswer(0, None, None, lambda name: None)

    def _possible(self) -> list[Misconception]:
        """Those that can be one of several: they break a failed case, and none that the submission passes."""
        possible = set[str]()
        for case in (*self.failing, *self._rest):
            if not self._seen[case.name].passed:
                possible |= self._variants.verdicts(case).failing
        for case in self._rest:
            passing, failing = self._variants.verdicts(case)
            possible &= passing if self._seen[case.name].passed else passing | failing
        return [known for known in self._known if known.name in possible]
