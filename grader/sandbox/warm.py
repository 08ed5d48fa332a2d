"""The warm jail: a zygote, an init process per submission, a child per test case, each forked ahead of its use."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Self

from grader.model import Bundle, Isolation
from grader.sandbox.launch import StartingZygote, start_zygote
from grader.sandbox.memory_tuning import selected_techniques
from grader.sandbox.prefork import Prediction, Predictions, PreforkPool
from grader.sandbox.variants import WarmVariants
from grader.sandbox.warm_admitted import WarmAdmitted
from grader.sandbox.zygote_client import Health, JailLost, Zygote


@dataclass(frozen=True, kw_only=True)
class RecyclePolicy:
    """When a working zygote is replaced."""

    #: Submissions after which it is replaced.
    submissions: int = 5000
    #: KiB of RAM at which it is replaced; it starts with less than a tenth of that.
    resident_kib: int = 512 * 1024
    #: Submissions between two checks of its memory.
    check_every: int = 100


class WarmJail:
    """Implements `engine.ports.Jail`. Not thread-safe."""

    mode = "warm"

    def __init__(
        self,
        *,
        tuning: str = "auto",
        isolation: Isolation | None = None,
        recycle: RecyclePolicy | None = None,
        starting: StartingZygote | None = None,
    ) -> None:
        """Start the zygote, or take over one that is `starting`; `tuning` is a value of GRADER_MEMORY_TUNING.

        Raises SandboxUnavailable, ValueError.
        """
        self._isolation = isolation or Isolation.CASE
        self._recycle = recycle or RecyclePolicy()
        self._tuning = selected_techniques(tuning)
        self._zygote = Zygote(starting or start_zygote(self._tuning))
        self._pool: PreforkPool | None = None
        self._predictions = Predictions()
        self._prefork(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def admit(self, bundle: Bundle) -> Iterator[WarmAdmitted]:
        """See the port."""
        admitted = WarmAdmitted(self, bundle, self._predictions.of(bundle.entry_points), self._isolation)
        try:
            yield admitted
        finally:
            admitted.close()
            self._predictions.learn(bundle.entry_points, admitted.prediction())
            self._recycle_if_due()
            self._prefork(self._predictions.latest)

    @contextmanager
    def variants(self) -> Iterator[WarmVariants]:
        """See the port."""
        with closing(WarmVariants(self.take_pool())) as variants:
            yield variants
        self._prefork(self._predictions.latest)

    def take_pool(self) -> PreforkPool:
        """The preforked processes for a submission, from a new zygote if the old one has died. Raises JudgeFault."""
        pool, self._pool = self._pool, None
        if pool is not None:
            return pool
        try:
            return PreforkPool(self._zygote.fork_init(), None)
        except JailLost:
            self.replace()
            return PreforkPool(self._zygote.fork_init(), None)

    def hand_over(self) -> socket.socket:
        """The control socket of an init process, for another process to drive; see `grader.evaluator`.

        From a new zygote if the old one has died or is due for recycling. Raises JudgeFault.
        """
        self._release_pool()
        self._recycle_if_due()
        try:
            return self._zygote.init_socket()
        except JailLost:
            self.replace()
            return self._zygote.init_socket()

    def replace(self) -> None:
        """Start a new zygote, because the old one is dead, hangs or is due for recycling."""
        self.close()
        self._zygote = Zygote(start_zygote(self._tuning))

    def close(self) -> None:
        """End all processes."""
        self._release_pool()
        self._zygote.close()

    def _release_pool(self) -> None:
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    @property
    def pid(self) -> int:
        """Process id of the running bubblewrap, which changes when the zygote is replaced."""
        return self._zygote.pid

    def health(self) -> Health:
        """Memory and processor time of the zygote. Raises JudgeFault."""
        return self._zygote.health()

    def _prefork(self, prediction: Prediction | None) -> None:
        """Fork processes for the next submission, without waiting for them."""
        # If the zygote has died, the next submission starts a new one.
        with suppress(JailLost):
            self._pool = PreforkPool(self._zygote.fork_init(), prediction)

    def _recycle_if_due(self) -> None:
        """Replace the zygote if its policy says so."""
        with suppress(JailLost):
            count, policy = self._zygote.init_count, self._recycle
            if count >= policy.submissions or (
                count % policy.check_every == 0 and self._zygote.health().peak_kib > policy.resident_kib
            ):
                self.replace()
