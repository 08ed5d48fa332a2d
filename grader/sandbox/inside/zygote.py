"""The zygote and its keepers: fork warm processes for others, run nobody's code, hold nobody's data.

The zygote is the one long-lived process of a warm jail: NumPy is imported, nothing else has happened. For each
submission it clones a *keeper* into fresh namespaces, of whose processes the keeper is the first: when it ends, all of
them end. The keeper forks a child per test case. Orders come over sockets that keep message boundaries, as JSON with
descriptors attached.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import select
import signal
import socket
from typing import Any, NoReturn

import numpy as np

from . import case, confine, runner

_MESSAGE = 4096
_KEEPER_SPACES = confine.NEWUSER | confine.NEWPID | confine.NEWNS | confine.NEWIPC | confine.NEWUTS | confine.NEWCGROUP
#: The system call that every architecture has and no library names the right way.
_NR_CLONE = {"x86_64": 56}.get(os.uname().machine, 220)
#: Keeps the interpreter's lock across the call, as a fork must.
_libc = ctypes.PyDLL(None, use_errno=True)


def main(descriptor: int) -> NoReturn:
    """The zygote, after bubblewrap; `descriptor` is its control socket."""
    runner.prepare()
    gc.collect()
    gc.freeze()
    gc.disable()
    control = socket.socket(fileno=descriptor)
    _say(control, {"op": "hello", "version": np.__version__})
    while order := _hear(control):
        _reap()
        if order["op"] == "keeper":
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            identity = os.getuid()
            pid = _clone(_KEEPER_SPACES)
            if pid == 0:
                control.close()
                theirs.close()
                _keep(ours, identity)
            ours.close()
            pidfd = os.pidfd_open(pid)
            _say(control, {"op": "keeper"}, theirs.fileno(), pidfd)
            theirs.close()
            os.close(pidfd)
        else:
            usage = resource.getrusage(resource.RUSAGE_SELF)
            _say(control, {"op": "pong", "peak_kib": usage.ru_maxrss})
    os._exit(0)


def _clone(flags: int) -> int:
    """Fork into new namespaces at once. Raises OSError."""
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = _libc.syscall(_NR_CLONE, flags | int(signal.SIGCHLD), 0, 0, 0, 0)
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"clone: {os.strerror(number)}")
    return int(pid)


def _keep(control: socket.socket, identity: int) -> NoReturn:
    """The keeper: forks a child at each order, tells how each one ended, ends when the outside hangs up."""
    try:
        confine.die_with_parent()
        confine.map_identity(identity)
        confine.mount_tmpfs("/proc", "size=0,nr_inodes=1,mode=0555", confine.MS_RDONLY)
        children: dict[int, tuple[int, int]] = {}
        poll = select.poll()
        poll.register(control, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == control.fileno():
                    order = _hear(control)
                    if order is None:
                        os._exit(0)
                    pid, pidfd = _child(control, order["number"])
                    children[pidfd] = pid, order["number"]
                    poll.register(pidfd, select.POLLIN)
                else:
                    poll.unregister(descriptor)
                    os.close(descriptor)
                    pid, number = children.pop(descriptor)
                    _, status, usage = os.wait4(pid, 0)
                    _say(control, {"op": "ended", "number": number, "status": status, "peak_kib": usage.ru_maxrss})
    finally:
        os._exit(70)


def _child(control: socket.socket, number: int) -> tuple[int, int]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    log_out, log_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(log_in, 1)
        os.dup2(log_in, 2)
        os.dup2(ours.fileno(), case.WIRE)
        os.closerange(case.FREE, 1 << 20)
        confine.unshare(confine.NEWNS)
        case.serve(own_tmpfs=True)
    ours.close()
    os.close(log_in)
    pidfd = os.pidfd_open(pid)
    _say(control, {"op": "child", "number": number}, theirs.fileno(), log_out, pidfd)
    theirs.close()
    os.close(log_out)
    return pid, pidfd


def _say(control: socket.socket, message: dict[str, Any], *descriptors: int) -> None:
    socket.send_fds(control, [json.dumps(message).encode()], descriptors)


def _hear(control: socket.socket) -> dict[str, Any] | None:
    """The next order; None at the end."""
    raw = control.recv(_MESSAGE)
    return json.loads(raw) if raw else None


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return
