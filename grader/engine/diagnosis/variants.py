"""Runs of the reference in which misconceptions replace their steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from functools import cached_property
from typing import NamedTuple

from grader.engine.case import Case
from grader.engine.diagnosis.following import Departed, FollowingSession
from grader.engine.diagnosis.traces import Observed, alike, ends_alike, observe
from grader.engine.local import LocalSession, quiet
from grader.engine.reference import Misconception
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.reused_modules import ReusedModules
from grader.errors import JudgeFault

#: Cases for which the reference needs more seconds are not used: a variant would need as long.
QUICK = 0.25
#: Keys that are kept from one explanation to the next, at most.
MOST_KEYS = 65536

#: (Names of misconceptions, of a case).
_Key = tuple[tuple[str, ...], str]
#: What the reference with these misconceptions does in the case.
_Runs = dict[_Key, Observed | None]


class Verdicts(NamedTuple):
    """The misconceptions that alone pass a case, and those that fail it; in neither are those of unknown runs."""

    passing: frozenset[str]
    failing: frozenset[str]


class Variants:
    """Runs of the reference's wrong variants, each done once per case and kept.

    Those of several misconceptions together are kept for one explanation.
    """

    def __init__(self, reference_runner: ReferenceRunner) -> None:
        self._reference_runner = reference_runner
        self._misconceptions = {known.name: known for known in reference_runner.reference.misconceptions}
        #: Name of a case -> the misconceptions that matter in it.
        self._within: dict[str, frozenset[str]] = {}
        #: (Names, name of a case) -> the names that matter in it, and its name.
        self._keys: dict[_Key, _Key] = {}
        self._kept: _Runs = {}
        #: Those of several misconceptions.
        self._combined: _Runs = {}
        #: Run that was followed -> the submission's, and whether they are alike.
        self._followed: dict[_Key, tuple[Observed, bool]] = {}
        #: By the name of a case.
        self._verdicts: dict[str, Verdicts] = {}
        #: Name of a case -> what a run of it costs.
        self._costs: dict[str, int] = {}
        self._deadline = float("inf")
        #: Whether a run was left out since `begin`, because the time was up.
        self.is_incomplete = False
        #: What runs beside a submission have cost so far (`FollowingSession.cost`).
        self.spent = 0

    @cached_property
    def _modules(self) -> ReusedModules | None:
        return self._reference_runner.reference.reused_modules()

    def usable(self, case: Case) -> bool:
        """Whether variants can be run on this case."""
        # Of a "whole" run every function of the submission may be the cause, so it proves nothing about one of them.
        return not case.heavy and "whole" not in case.tags and self._reference_runner.seconds(case) <= QUICK

    def begin(self, seconds: float) -> None:
        """Begin an explanation, which runs new variants for at most so many seconds of the reference's clock."""
        self._deadline = self._reference_runner.now() + seconds
        self.is_incomplete = False
        # How many combinations an explanation tries must not depend on those before it.
        self._combined.clear()
        if len(self._keys) > MOST_KEYS:
            self._keys.clear()
        self._followed.clear()

    def observed(self, names: tuple[str, ...], case: Case) -> Observed | None:
        """What the variant with these misconceptions does in `case`.

        None when the case's own code fails on it, or when it is not known and the time is up: it then explains nothing.
        A misconception that replaces nothing the case may use changes nothing in it, and is left out of the run.
        """
        key = self._key(names, case)
        kept = self._kept if len(key[0]) < 2 else self._combined
        if key not in kept:
            if self._is_late():
                return None
            kept[key] = self._run(key[0], case)
        return kept[key]

    def cost(self, case: Case) -> int:
        """What a run of the case costs that is not ended early (`FollowingSession.cost`); 0 where that is not known."""
        if case.name not in self._costs:
            right, spent = self.observed((), case), self.spent
            if right is None:
                return 0
            with suppress(Departed):  # a case whose inputs are other ones in each run
                self._run((), case, following=right)
            self._costs[case.name], self.spent = self.spent - spent, spent
        return self._costs[case.name]

    def verdicts(self, case: Case) -> Verdicts:
        """Which misconceptions alone pass the case."""
        if case.name in self._verdicts:
            return self._verdicts[case.name]
        alone = {name: self.observed((name,), case) for name in self._misconceptions}
        verdicts = Verdicts(
            passing=frozenset(name for name, run in alone.items() if run is not None and run.passed),
            failing=frozenset(name for name, run in alone.items() if run is not None and not run.passed),
        )
        if not self.is_incomplete:
            self._verdicts[case.name] = verdicts
        return verdicts

    def is_known(self, names: tuple[str, ...], case: Case) -> bool:
        """Whether `behave_like` needs no run of several misconceptions."""
        key = self._key(names, case)
        return len(key[0]) < 2 or key in self._combined or key in self._followed

    def behave_like(self, student: Observed, names: tuple[str, ...], case: Case) -> bool:
        """Whether the variant does in `case` what the submission does there (`alike`).

        A run that is not kept stops at the first answer that differs. False where `observed` is None.
        """
        key = self._key(names, case)
        followed = self._followed.get(key)
        if followed is not None and followed[0] is student:
            return followed[1]
        kept = self._kept if len(key[0]) < 2 else self._combined
        if key in kept:
            variant = kept[key]
            return variant is not None and alike(student, variant)
        if self._is_late():
            return False
        try:
            variant = kept[key] = self._run(key[0], case, following=student)
            is_like = variant is not None and ends_alike(student, variant)
        except Departed:
            is_like = False
        self._followed[key] = student, is_like
        return is_like

    def _key(self, names: tuple[str, ...], case: Case) -> _Key:
        asked = names, case.name
        if (key := self._keys.get(asked)) is None:
            within = self._mattering(case)
            key = self._keys[asked] = tuple(name for name in names if name in within), case.name
        return key

    def _is_late(self) -> bool:
        late = self._reference_runner.now() > self._deadline
        self.is_incomplete |= late
        return late

    def _run(self, names: tuple[str, ...], case: Case, following: Observed | None = None) -> Observed | None:
        procedures = self._reference_runner.procedures(case)
        modules = self._modules or self._reference_runner.reference
        local = LocalSession(modules.namespace(names), quiet=nullcontext)
        session = FollowingSession(local, following, procedures) if following is not None else None
        try:
            with quiet():
                see = session.compare if session is not None else None
                return observe(self._reference_runner.run_quietly(case, session or local, see), procedures)
        except JudgeFault:
            return None
        finally:
            self.spent += session.cost if session is not None else 0

    def precompute(self) -> Iterator[None]:
        """Run every misconception through every usable case that it matters in, one run a step, small cases first."""
        usable = [case for case in self._reference_runner.suite.cases if self.usable(case)]
        for case in sorted(usable, key=self._reference_runner.size):
            self.cost(case)
            for names in ((), *((name,) for name in self._misconceptions if name in self._mattering(case))):
                self._prepare(self.observed(names, case), case)
                yield
            self.verdicts(case)

    def _prepare(self, variant: Observed | None, case: Case) -> None:
        """Find what comparing with a run needs, and what would be found while somebody waits."""
        right = self.observed((), case)
        if variant is not None and variant.flat is not None and right is not None and right.flat is not None:
            # Most submissions' answers have the reference's form.
            right.flat.form.common(variant.flat.form)

    def _mattering(self, case: Case) -> frozenset[str]:
        """The misconceptions that replace anything which `case` may use."""
        if case.name not in self._within:
            reference_runner = self._reference_runner
            reached = reference_runner.reference.reached(reference_runner.called(case))
            known = self._misconceptions.items()
            self._within[case.name] = frozenset(name for name, each in known if is_within(each, reached))
        return self._within[case.name]


def is_within(misconception: Misconception, within: frozenset[str]) -> bool:
    """Whether a misconception replaces one of these functions, classes and methods of the solution, or a part."""
    return any(name in within or name.partition(".")[0] in within for name in misconception.replaces)
