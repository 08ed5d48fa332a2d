"""Starts programs, starts again what dies, and stops them all, with everything they started."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

log = logging.getLogger(__name__)

#: Seconds until a program that dies is started again: short at first, longer when it goes on dying.
BACKOFF = (0.2, 1.0, 5.0, 15.0, 30.0)
#: A program that has run so long is taken to be well.
WELL_AFTER = 60.0


@dataclass(frozen=True, kw_only=True)
class Program:
    """Something to keep running."""

    #: For messages.
    name: str
    argv: Sequence[str]
    #: On top of this process's environment.
    env: Mapping[str, str]
    #: Stopped in this order, the lowest first: what others need comes last.
    stop_order: int = 0
    #: Seconds it may take to stop before it is killed.
    grace: float = 5.0


class _Running:
    """A program and its process."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.deaths = 0
        self.start_at = 0.0
        self.started = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches only the supervisor, and the whole group can be killed.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader.worker.processes.exec_with_parent_death", *self.program.argv],
            env={**os.environ, **self.program.env, "GRADER_TETHER": str(os.getpid())},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started = time.monotonic()

    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> None:
        """Note a death; decide when to start again."""
        assert self.process is not None
        lived = time.monotonic() - self.started
        self.deaths = 1 if lived > WELL_AFTER else self.deaths + 1
        pause = BACKOFF[min(self.deaths, len(BACKOFF)) - 1]
        log.error("%s ended with status %s; it is started again", self.program.name, self.process.returncode)
        self.kill()
        self.process = None
        self.start_at = time.monotonic() + pause

    def kill(self) -> None:
        """End the process and all of its group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Use it from the main thread."""

    def __init__(self) -> None:
        self._programs: list[_Running] = []
        self._signals = 0

    @property
    def stopping(self) -> bool:
        """Whether SIGTERM or Ctrl-C came."""
        return self._signals > 0

    def listen(self) -> None:
        """From now on SIGTERM and Ctrl-C ask to stop; a second one to do it at once."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def start(self, program: Program) -> None:
        """Start a program and keep it running."""
        running = _Running(program)
        running.start()
        self._programs.append(running)

    def tend(self) -> None:
        """Start again what died, when its pause is over."""
        for one in self._programs:
            if one.died():
                one.bury()
            if one.process is None and time.monotonic() >= one.start_at:
                one.start()

    def run(self, *, each_round: Callable[[], None] | None = None) -> None:
        """Tend the programs until asked to stop. Stop them with `stop`."""
        while not self.stopping:
            self.tend()
            if each_round is not None:
                each_round()
            time.sleep(0.2)

    def stop(self, *, up_to: int | None = None) -> None:
        """Stop the programs in their order (those of `stop_order` at most `up_to`), and all they started."""
        for order in sorted({one.program.stop_order for one in self._programs}):
            if up_to is None or order <= up_to:
                self._stop([one for one in self._programs if one.program.stop_order == order])
        self._programs = [one for one in self._programs if up_to is not None and one.program.stop_order > up_to]

    def _stop(self, programs: Sequence[_Running]) -> None:
        alive = [one for one in programs if one.process is not None]
        for one in alive:
            assert one.process is not None
            one.process.terminate()
        begin, signals = time.monotonic(), self._signals
        while any(not one.died() for one in alive):
            late = [one for one in alive if not one.died() and time.monotonic() - begin > one.program.grace]
            if self._signals > max(signals, 1):
                late = alive
            for one in late:
                one.kill()
            time.sleep(0.02)
        for one in alive:
            one.kill()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1
