"""Starts programs, restarts those that exit, and stops them with all of their child processes."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

from grader.worker.presence import WorkerState
from grader.worker.processes.exec_with_parent_death import start
from grader.worker.processes.launcher import Launched, Launcher
from grader.worker.processes.process_identity import process_group_has_ended

log = logging.getLogger(__name__)

#: Back-off before a restart, in seconds, after the first, second, ... exit in a row.
BACKOFF = (0.2, 1.0, 5.0, 15.0, 30.0)
#: Seconds after which a running program counts as stable; the back-off then begins anew.
STABLE_AFTER = 60.0
#: Seconds to wait for the end of a process group after SIGKILL; a process in uninterruptible sleep may take longer.
KILL_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program to keep running."""

    #: Name in messages.
    name: str
    #: Program and arguments; with `module`, only the arguments.
    argv: Sequence[str]
    #: A Python module to run in a fork of the launcher, which has the libraries loaded.
    module: str | None = None
    #: Added to this process's environment.
    env: Mapping[str, str]
    #: Order of stopping, lowest first: a program that others depend on is stopped last.
    stop_order: int = 0
    #: Seconds between SIGTERM and SIGKILL.
    grace: float = 5.0


class _Running:
    """A program and its process."""

    def __init__(self, program: Program, launcher: Launcher) -> None:
        self.program = program
        self.launcher = launcher
        self.exits = 0
        self.start_at = 0.0
        self.started = 0.0
        self.process: subprocess.Popen[bytes] | Launched | None = None
        self.state = WorkerState.WORKING
        #: Whether it starts anew after it was drained.
        self.restart = True

    def start(self) -> None:
        program = self.program
        if program.module is not None:
            self.process = self.launcher.start(program.module, program.argv, program.env)
        else:
            self.process = start(program.argv, program.env)
        self.started = time.monotonic()

    def has_exited(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def record_exit(self) -> None:
        """Log the exit and schedule the restart, or leave it ended after a drain that asked for that."""
        assert self.process is not None
        if self.state is WorkerState.DRAINING:
            self.kill()
            self.process, self.exits, self.start_at = None, 0, time.monotonic()
            self.state = WorkerState.WORKING if self.restart else WorkerState.ENDED
            log.info("%s: drained; %s", self.program.name, "started anew" if self.restart else "ended")
            return
        uptime = time.monotonic() - self.started
        self.exits = 1 if uptime > STABLE_AFTER else self.exits + 1
        pause = BACKOFF[min(self.exits, len(BACKOFF)) - 1]
        log.error("%s exited with status %s; it is restarted", self.program.name, self.process.returncode)
        self.kill()
        self.process = None
        self.start_at = time.monotonic() + pause

    def kill(self) -> None:
        """Kill the process and its process group, and wait until all of it has ended."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + KILL_SECONDS
        while not process_group_has_ended(self.process.pid):
            if time.monotonic() > deadline:
                log.error("Processes of %s could not be killed", self.program.name)
                return
            time.sleep(0.01)


class Supervisor:
    """Keeps programs running. For the main thread."""

    def __init__(self, *, modules: Sequence[str] = ()) -> None:
        """`modules` are loaded once for all programs that are Python modules; see `Launcher`."""
        self._launcher = Launcher(modules)
        self._programs: list[_Running] = []
        self._signals = 0

    @property
    def stopping(self) -> bool:
        """Whether SIGTERM, SIGHUP or Ctrl-C was received."""
        return self._signals > 0

    def listen(self) -> None:
        """Handle SIGTERM, SIGHUP and Ctrl-C: the first one stops gracefully, the second one at once."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def prepare(self) -> None:
        """Load the modules in the background, before the first program is started."""
        self._launcher.open()

    def start(self, program: Program) -> None:
        """Start a program and keep it running."""
        running = _Running(program, self._launcher)
        running.start()
        self._programs.append(running)

    def restart_exited(self) -> None:
        """Restart the programs that have exited and whose back-off is over."""
        for running in self._programs:
            if running.has_exited():
                running.record_exit()
            is_due = running.state is not WorkerState.ENDED and time.monotonic() >= running.start_at
            if running.process is None and is_due:
                running.start()

    def drain(self, name: str, *, restart: bool) -> None:
        """Let a program finish its work and take no more; then it ends, and starts anew if `restart`.

        The program does so on SIGTERM, however long its work takes.
        """
        running = self._named(name)
        running.restart = restart
        if running.process is not None and running.state is WorkerState.WORKING:
            running.state = WorkerState.DRAINING
            running.process.terminate()
        elif running.process is None:
            running.state = WorkerState.WORKING if restart else WorkerState.ENDED

    def start_again(self, name: str) -> None:
        """Start a program that has ended after a drain."""
        running = self._named(name)
        running.restart = True
        if running.state is WorkerState.ENDED:
            running.state = WorkerState.WORKING

    def state_of(self, name: str) -> WorkerState:
        """Whether a program works, is drained, or has ended after a drain."""
        return self._named(name).state

    def _named(self, name: str) -> _Running:
        return next(running for running in self._programs if running.program.name == name)

    def run(self, *, each_round: Callable[[], None] | None = None) -> None:
        """Keep the programs running until a signal asks to stop. `stop` then stops them."""
        while not self.stopping:
            self.restart_exited()
            if each_round is not None:
                each_round()
            time.sleep(0.2)

    def stop(self, *, up_to: int | None = None) -> None:
        """Stop the programs in order of `stop_order`, up to `up_to`, with their process groups."""
        for order in sorted({running.program.stop_order for running in self._programs}):
            if up_to is None or order <= up_to:
                self._stop([running for running in self._programs if running.program.stop_order == order])
        self._programs = [
            running for running in self._programs if up_to is not None and running.program.stop_order > up_to
        ]
        if not self._programs:
            self._launcher.close()

    def _stop(self, programs: Sequence[_Running]) -> None:
        alive = [running for running in programs if running.process is not None]
        for running in alive:
            assert running.process is not None
            running.process.terminate()
        begin, signals = time.monotonic(), self._signals
        while unfinished := [running for running in alive if not running.has_exited()]:
            waited = time.monotonic() - begin
            overdue = [running for running in unfinished if waited > running.program.grace]
            if self._signals > max(signals, 1):
                overdue = unfinished
            for running in overdue:
                running.kill()
            time.sleep(0.02)
        for running in alive:
            running.kill()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1
