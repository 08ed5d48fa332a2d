"""The warm jail: one zygote, a keeper per submission, a child per test case, each made ready before it is needed."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Self

from grader.model import Bundle, Limits
from grader.sandbox.bootstrap import orders, processor_seconds
from grader.sandbox.channel import Channel
from grader.sandbox.launch import StartingZygote, start_zygote
from grader.sandbox.memory_tuning import selected_techniques
from grader.sandbox.session import NotStarted, Session
from grader.sandbox.zygote_client import Blank, Gone, Health, InitProcess, Zygote

#: Children that are made ready ahead of the case that runs.
AHEAD = 3
#: Kinds of submissions whose habits are remembered.
MAX_HABITS = 256


@dataclass(frozen=True, kw_only=True)
class RecyclePolicy:
    """When a zygote that works is replaced."""

    #: Submissions after which it is replaced.
    submissions: int = 5000
    #: KiB of RAM at which it is replaced; it starts with less than a tenth of that.
    resident_kib: int = 512 * 1024
    #: Submissions between two checks of its memory.
    check_every: int = 100


@dataclass(frozen=True, kw_only=True)
class Habit:
    """What the last submission with the same entry points did: a guess at what the next one will."""

    #: Cases that it opened.
    cases: int
    #: Limits of its first case.
    limits: Limits


class WarmJail:
    """Fits `engine.ports.Jail`. For one thread at a time."""

    mode = "warm"

    def __init__(
        self,
        *,
        tuning: str = "auto",
        recycle: RecyclePolicy | None = None,
        starting: StartingZygote | None = None,
    ) -> None:
        """Start the zygote, or take over one that is `starting`; `tuning` is a value of GRADER_MEMORY_TUNING.

        Raises SandboxUnavailable, ValueError.
        """
        self._recycle = recycle or RecyclePolicy()
        self._tuning = selected_techniques(tuning)
        self._zygote = Zygote(starting or start_zygote(self._tuning))
        self._spare: Spare | None = None
        self._habits: dict[tuple[str, ...], Habit] = {}
        self._prepare(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def admit(self, bundle: Bundle) -> Iterator[WarmAdmitted]:
        """See the port."""
        admitted = WarmAdmitted(self, bundle, self._habits.get(bundle.entry_points))
        try:
            yield admitted
        finally:
            admitted.close()
            habit = admitted.habit()
            if habit is not None:
                if len(self._habits) >= MAX_HABITS:
                    self._habits.clear()
                self._habits[bundle.entry_points] = habit
            self._look_after()
            self._prepare(habit)

    def spare(self) -> Spare:
        """A keeper with its first children on the way; of a fresh zygote if the old one is gone. Raises JudgeFault."""
        spare, self._spare = self._spare, None
        if spare is not None:
            return spare
        try:
            return Spare(self._zygote.keeper(), None)
        except Gone:
            self.replace()
            return Spare(self._zygote.keeper(), None)

    def replace(self) -> None:
        """Start anew: the zygote is dead, hangs, or is old."""
        self.close()
        self._zygote = Zygote(start_zygote(self._tuning))

    def close(self) -> None:
        """End everything."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None
        self._zygote.close()

    @property
    def pid(self) -> int:
        """Process id of the running bubblewrap, which changes when the zygote is replaced."""
        return self._zygote.pid

    def health(self) -> Health:
        """Memory and processor time of the zygote. Raises JudgeFault."""
        return self._zygote.health()

    def _prepare(self, habit: Habit | None) -> None:
        """Have a keeper for the next submission made, which may do as the last one did. It need not wait."""
        # Should the zygote be gone, the next submission finds out, and starts a fresh one.
        with suppress(Gone):
            self._spare = Spare(self._zygote.keeper(), habit)

    def _look_after(self) -> None:
        """Replace the zygote when it is old or has grown."""
        with suppress(Gone):
            count, policy = self._zygote.keepers, self._recycle
            if count >= policy.submissions or (
                count % policy.check_every == 0 and self._zygote.health().peak_kib > policy.resident_kib
            ):
                self.replace()


class Spare:
    """A keeper that nobody uses yet, with children for the first case and those ahead of it."""

    def __init__(self, keeper: InitProcess, habit: Habit | None) -> None:
        """`habit` tells how many children will be needed at first, and under which limits they confine themselves."""
        self.keeper = keeper
        self._blanks = [keeper.child() for _ in range(1 + AHEAD if habit is None else min(1 + AHEAD, habit.cases))]
        if habit is not None:
            for blank in self._blanks:
                blank.confine(orders(habit.limits))

    def confined(self, limits: Limits) -> Blank:
        """One of the children or a new one, under these limits. Raises Gone."""
        wanted = orders(limits)
        blank = next((one for one in self._blanks if one.orders in (None, wanted)), None)
        if blank is None:
            blank = self.keeper.child()
        else:
            self._blanks.remove(blank)
        if blank.orders is None:
            blank.confine(wanted)
        return blank

    def close(self) -> None:
        """End all of them."""
        for blank in self._blanks:
            blank.close()
        self.keeper.close()


@dataclass(frozen=True, kw_only=True)
class _Ahead:
    """A child that has its orders, and perhaps loads the submission, while the cases before it still run."""

    binding: tuple[object, ...]
    session: Session


class WarmAdmitted:
    """Fits `engine.ports.Admitted`."""

    def __init__(self, jail: WarmJail, bundle: Bundle, habit: Habit | None) -> None:
        self._jail = jail
        self._bundle = bundle
        self._habit = habit
        self._opened = 0
        self._first: Limits | None = None
        self._ahead: list[_Ahead] = []
        #: Whether a child has read the submission, and what it has found it to come to.
        self._read = False
        self._trimmed: tuple[str, ...] | None = None
        #: Of the last case; its child is ended when that keeps nobody waiting.
        self._spent: Session | None = None
        self._spare = jail.spare()
        try:
            if habit is not None:
                self._ahead.append(self._confined(habit.limits))
                self._ahead[0].session.begin()
        except (Gone, NotStarted):
            # Whoever opens the first case finds out, and has a fresh zygote started.
            self._forsake()

    @contextmanager
    def case(self, limits: Limits) -> Iterator[Session]:
        """See the port."""
        self._opened += 1
        self._first = self._first or limits
        try:
            session = self._open(limits)
        except (Gone, NotStarted):
            # Nothing of this case has run yet, so a fresh zygote may take it over.
            self._renew()
            session = self._open(limits)
        try:
            yield session
        finally:
            session.do_chore()
            self._spent = session

    def habit(self) -> Habit | None:
        """What this submission did, None if nothing."""
        return Habit(cases=self._opened, limits=self._first) if self._first else None

    def close(self) -> None:
        """End the submission's namespaces with all that is in them."""
        self._dismiss()
        self._forsake()
        self._spare.close()

    def _dismiss(self) -> None:
        if self._spent is not None:
            self._spent.close()
            self._spent = None

    def _forsake(self) -> None:
        """Let go of the children ahead, which end with their keeper."""
        for one in self._ahead:
            one.session.forsake()
        self._ahead.clear()

    def _renew(self) -> None:
        self.close()
        self._jail.replace()
        self._spare = self._jail.spare()

    def _open(self, limits: Limits) -> Session:
        self._spare.keeper.check()
        session = self._next(limits)
        try:
            if self._read:
                session.open(limits)
                session.chore = lambda: self._do_chores(limits)
            else:
                self._look_ahead(limits)
                session.open(limits)
                self._begin_others(session.trimmed)
        except BaseException:
            session.close()
            raise
        return session

    def _begin_others(self, trimmed: tuple[str, ...] | None) -> None:
        self._read, self._trimmed = True, trimmed
        for one in self._ahead:
            # The one that was begun at admission is still there if it was made for other limits.
            if not one.session.begun:
                one.session.begin(trimmed)

    def _do_chores(self, limits: Limits) -> None:
        """What need not be done before a case's child is at work: end the one before it, make those after it."""
        self._dismiss()
        # If that fails, whoever opens the next case finds out.
        with suppress(Gone, NotStarted):
            self._look_ahead(limits)

    def _next(self, limits: Limits) -> Session:
        """The first child ahead that was made for such limits, or a new one; it loads the submission."""
        binding = _binding(limits)
        fitting = next((one for one in self._ahead if one.binding == binding), None)
        if fitting is None:
            fitting = self._confined(limits)
        else:
            self._ahead.remove(fitting)
        if not fitting.session.begun:
            fitting.session.begin(self._trimmed)
        return fitting.session

    def _look_ahead(self, limits: Limits) -> None:
        """Have children ready for the next cases, as far as one can tell how many there will be.

        Until the first child has read the submission they wait: it spares them the reading.
        """
        cases = self._opened + 1 if self._habit is None else self._habit.cases
        while len(self._ahead) < min(AHEAD, cases - self._opened):
            self._ahead.append(self._confined(limits))
            if self._read:
                self._ahead[-1].session.begin(self._trimmed)

    def _confined(self, limits: Limits) -> _Ahead:
        """A child that has its orders."""
        blank = self._spare.confined(limits)
        session = Session(channel=Channel(*blank.take(), limits), process=blank, bundle=self._bundle, limits=limits)
        return _Ahead(binding=_binding(limits), session=session)


@functools.lru_cache(maxsize=64)
def _binding(limits: Limits) -> tuple[object, ...]:
    """What of the limits a child is told when it is made. The wall clock is watched from outside."""
    return processor_seconds(limits), replace(limits, wall_seconds=0.0, factor=0.0)
