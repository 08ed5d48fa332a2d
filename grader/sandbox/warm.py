"""The warm jail: one zygote, a keeper per submission, a child per test case, each made ready before it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from grader.model import Bundle, Limits
from grader.sandbox.channel import Channel
from grader.sandbox.session import Session
from grader.sandbox.zygotes import Gone, Keeper, Zygote

#: Submissions after which a zygote is replaced.
RECYCLE_AFTER = 5000


class WarmJail:
    """Fits `engine.ports.Jail`. For one thread at a time."""

    mode = "warm"

    def __init__(self) -> None:
        """Start the zygote. Raises NoWall."""
        self._zygote = Zygote()
        self._spare: Keeper | None = None
        self._prepare()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def admit(self, bundle: Bundle) -> Iterator[WarmAdmitted]:
        """See the port."""
        admitted = WarmAdmitted(self, bundle)
        try:
            yield admitted
        finally:
            admitted.close()
            self._prepare()

    def keeper(self) -> Keeper:
        """A keeper with one child ordered; on a fresh zygote if the old one is gone. Raises JudgeFault."""
        spare, self._spare = self._spare, None
        if spare is not None:
            return spare
        try:
            return self._make()
        except Gone:
            self.replace()
            return self._make()

    def replace(self) -> None:
        """Start anew: the zygote is dead, hangs, or is old."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None
        self._zygote.close()
        self._zygote = Zygote()

    def close(self) -> None:
        """End everything."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None
        self._zygote.close()

    def _make(self) -> Keeper:
        keeper = self._zygote.keeper()
        keeper.order()
        return keeper

    def _prepare(self) -> None:
        try:
            if self._zygote.keepers >= RECYCLE_AFTER:
                self.replace()
            self._spare = self._make()
        except Gone:
            self.replace()


class WarmAdmitted:
    """Fits `engine.ports.Admitted`."""

    def __init__(self, jail: WarmJail, bundle: Bundle) -> None:
        self._jail = jail
        self._bundle = bundle
        self._keeper = jail.keeper()

    @contextmanager
    def case(self, limits: Limits) -> Iterator[Session]:
        """See the port."""
        session = self._opened(limits)
        try:
            yield session
        finally:
            session.close()

    def close(self) -> None:
        """End the submission's namespaces."""
        self._keeper.close()

    def _opened(self, limits: Limits) -> Session:
        try:
            return self._open(limits)
        except Gone:
            # Nothing of this case has run yet, so a fresh zygote may take it over.
            self._keeper.close()
            self._jail.replace()
            self._keeper = self._jail.keeper()
            return self._open(limits)

    def _open(self, limits: Limits) -> Session:
        wire, output, child = self._keeper.child()
        self._keeper.order()
        session = Session(channel=Channel(wire, output, limits), process=child, bundle=self._bundle, limits=limits)
        try:
            session.open()
        except BaseException:
            session.close()
            raise
        return session
