"""The worker's jail: opened in the process that grades, and handed to evaluators piece by piece."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from typing import Any, cast

from grader.errors import JudgeFault
from grader.model import Isolation
from grader.sandbox import ColdJail, WarmJail
from grader.sandbox.cold import Bubblewrap, start_case
from grader.settings import JailMode

log = logging.getLogger(__name__)

#: `grader.sandbox.open_jail`.
OpenJail = Callable[[JailMode], AbstractContextManager[WarmJail | ColdJail]]


class WorkerJail:
    """Implements `evaluator.jail_end.JailEnd`. Opened on first use, and anew after it was dropped."""

    def __init__(self, open_jail: OpenJail, mode: JailMode, isolation: Isolation = Isolation.CASE) -> None:
        #: Whether test cases may share a process.
        self.isolation = isolation
        self._open_jail = open_jail
        self._wanted = mode
        self._stack = ExitStack()
        self._jail: WarmJail | ColdJail | None = None
        self._case: Bubblewrap | None = None

    @property
    def mode(self) -> str:
        """ "warm" or "cold". Opens the jail. Raises SandboxUnavailable."""
        return self.open().mode

    @property
    def state(self) -> str:
        """ "warm" or "cold", "closed" while there is none."""
        jail = self._jail
        return "closed" if jail is None else str(jail.mode)

    def open(self) -> WarmJail | ColdJail:
        """The jail. Raises SandboxUnavailable."""
        if self._jail is None:
            self._jail = self._stack.enter_context(self._open_jail(self._wanted))
        return self._jail

    def drop(self) -> None:
        """Close it; the next submission gets a new one."""
        self.kill_case()
        self._jail = None
        try:
            self._stack.close()
        except Exception:
            log.exception("The jail could not be closed")

    def init_process(self) -> int:
        """See the protocol."""
        jail = self.open()
        if jail.mode == "cold":
            raise JudgeFault("A cold jail has no init processes.")
        return cast(WarmJail, jail).hand_over().detach()

    def start_case(self) -> tuple[int, int]:
        """See the protocol."""
        self.kill_case()
        self._case, wire, output = start_case()
        return wire.detach(), output

    def kill_case(self) -> None:
        """See the protocol."""
        if self._case is not None:
            self._case.kill()
            self._case = None

    def exit_status(self, timeout: float) -> Mapping[str, Any] | None:
        """See the protocol."""
        status = self._case.exit_status(timeout) if self._case is not None else None
        return asdict(status) if status is not None else None
