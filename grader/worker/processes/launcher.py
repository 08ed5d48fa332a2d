"""Starts the service's Python programs in forks of a process in which their libraries are loaded.

Each program would import the same libraries for two to three seconds, and keep them in memory of its own.

`python -m grader.worker.processes.launcher DESCRIPTOR MODULE...` imports the modules, and then runs what `Launcher`
orders. It has one thread and no connection but that to the supervisor, so that its forks begin as new programs do.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from grader.worker.processes.exec_with_parent_death import die_with_parent, start

_LONGEST = 1 << 16
#: One BLAS thread, as in the jail; also because a process with threads should not fork.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Launched:
    """A program that the launcher has started. Like `subprocess.Popen`, as far as a supervisor needs it."""

    def __init__(self, launcher: Launcher, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._launcher = launcher

    def poll(self) -> int | None:
        """The exit status, minus the signal's number if one ended it; None while it runs."""
        self._launcher.read_ends(blocking=False)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end. Raises `subprocess.TimeoutExpired`."""
        while self.returncode is None:
            if not self._launcher.read_ends(blocking=True, timeout=timeout) and self.returncode is None:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
        return self.returncode

    def terminate(self) -> None:
        """Send SIGTERM if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


class Launcher:
    """The supervisor's end. Starts the launcher's process with the first program, and again if it has ended."""

    def __init__(self, modules: Sequence[str]) -> None:
        """`modules` are imported before the first fork."""
        self._modules = modules
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._running: dict[int, Launched] = {}

    def open(self) -> None:
        """Start the process. It imports the modules while this one goes on."""
        self.close()
        self._socket, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with end:
            argv = (sys.executable, "-m", __name__, str(end.fileno()), *self._modules)
            self._process = start(argv, _ONE_THREAD, pass_fds=[end.fileno()])

    def start(self, module: str, arguments: Sequence[str], env: Mapping[str, str]) -> Launched:
        """Run `python -m module arguments` in a session of its own. `env` is added to this process's environment.

        Raises OSError if that fails.
        """
        order = {"module": module, "arguments": list(arguments), "env": dict(env)}
        if self._socket is None or not self._send(order):
            self.open()
            self._send(order)
        while True:
            answer = self._receive()
            if answer is None:
                raise OSError("the process that starts programs has ended")
            if "started" in answer:
                break
            self._note_end(answer)
        if answer["started"] is None:
            raise OSError(answer["why"])
        launched = self._running[answer["started"]] = Launched(self, answer["started"])
        return launched

    def read_ends(self, *, blocking: bool, timeout: float | None = None) -> bool:
        """Note which programs have ended. False if no message was there, or came in `timeout` seconds."""
        found = False
        while self._socket is not None:
            wait = timeout if blocking and not found else 0
            if not select.select([self._socket], [], [], wait)[0]:
                break
            message = self._receive()
            found = True
            if message is not None:
                self._note_end(message)
        return found

    def close(self) -> None:
        """End the launcher, and with it every program that it has started."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        for launched in self._running.values():
            # The kernel has killed them: they were to end with their parent.
            launched.returncode = -signal.SIGKILL
        self._running.clear()

    def _send(self, order: Mapping[str, Any]) -> bool:
        assert self._socket is not None
        try:
            self._socket.send(json.dumps(order).encode())
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def _receive(self) -> dict[str, Any] | None:
        """The next message. None if the launcher has ended."""
        assert self._socket is not None
        try:
            text = self._socket.recv(_LONGEST)
        except ConnectionResetError:
            text = b""
        if not text:
            self.close()
            return None
        message: dict[str, Any] = json.loads(text)
        return message

    def _note_end(self, message: Mapping[str, Any]) -> None:
        launched = self._running.pop(message["ended"], None)
        if launched is not None:
            launched.returncode = message["status"]


def main() -> None:
    """Import the modules, serve the supervisor until it closes the socket, and in each fork run the program."""
    os.environ["SPT_NOENV"] = "1"
    gc.disable()
    for name in sys.argv[2:]:
        import_module(name)
    gc.freeze()
    try:
        order = _serve(socket.socket(fileno=int(sys.argv[1])))
    except (BrokenPipeError, ConnectionResetError):
        return  # the supervisor ended and left messages unread
    if order is None:
        return
    gc.enable()
    os.environ.update(order["env"])
    sys.argv = [order["module"], *order["arguments"]]
    _set_title(" ".join(["grader:", order["module"].rpartition(".")[2], *order["arguments"]]))
    # As with `python -m`, the module is `__main__` and no other.
    sys.modules.pop(order["module"], None)
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


def _serve(connection: socket.socket) -> dict[str, Any] | None:
    """Fork for each order. Returns the order in the fork, and None in the launcher when the supervisor has ended."""
    launcher = os.getpid()
    #: Descriptor of a program's process -> its number.
    running: dict[int, int] = {}
    while True:
        readable, _, _ = select.select([connection.fileno(), *running], [], [])
        for descriptor in set(readable) & running.keys():
            status = os.waitstatus_to_exitcode(os.waitpid(running[descriptor], 0)[1])
            connection.send(json.dumps({"ended": running.pop(descriptor), "status": status}).encode())
            os.close(descriptor)
        if connection.fileno() not in readable:
            continue
        text = connection.recv(_LONGEST)
        if not text:
            return None
        try:
            pid = os.fork()
        except OSError as error:
            connection.send(json.dumps({"started": None, "why": str(error)}).encode())
            continue
        if pid == 0:
            _begin(connection, running, launcher)
            order: dict[str, Any] = json.loads(text)
            return order
        running[os.pidfd_open(pid)] = pid
        connection.send(json.dumps({"started": pid}).encode())


def _begin(connection: socket.socket, running: Mapping[int, int], launcher: int) -> None:
    """Make a program of its own of a fork."""
    os.setsid()
    die_with_parent(launcher)
    connection.close()
    for descriptor in running:
        os.close(descriptor)


def _set_title(title: str) -> None:
    # Imported where SPT_NOENV is set: it keeps the environment in /proc as it was.
    from setproctitle import setproctitle

    setproctitle(title)


if __name__ == "__main__":
    main()
