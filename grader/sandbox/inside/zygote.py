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
from .rehearsal import rehearse
from .stream import Stream, Table

_MESSAGE = 4096
_KEEPER_SPACES = confine.NEWUSER | confine.NEWPID | confine.NEWNS | confine.NEWIPC | confine.NEWUTS | confine.NEWCGROUP
#: The system call that every architecture has and no library names the right way.
_NR_CLONE = {"x86_64": 56}.get(os.uname().machine, 220)
#: Keeps the interpreter's lock across the call, as a fork must.
_libc = ctypes.PyDLL(None, use_errno=True)


def main(descriptor: int) -> NoReturn:
    """The zygote, after bubblewrap; `descriptor` is its control socket."""
    runner.prepare()
    rehearse()
    stream = Stream(case.WIRE, Table())
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
                _keep(ours, identity, stream)
            ours.close()
            pidfd = os.pidfd_open(pid)
            _say(control, {"op": "keeper"}, theirs.fileno(), pidfd)
            theirs.close()
            os.close(pidfd)
        else:
            own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
            _say(control, {"op": "pong", "peak_kib": own.ru_maxrss, "cpu_seconds": spent})
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


def _keep(control: socket.socket, identity: int, stream: Stream) -> NoReturn:
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
                    raw, ends, _, _ = socket.recv_fds(control, _MESSAGE, 2)
                    if not raw:
                        os._exit(0)
                    number = json.loads(raw)["number"]
                    pid = _child(ends, stream)
                    pidfd = os.pidfd_open(pid)
                    _say(control, {"op": "child", "number": number}, pidfd)
                    children[pidfd] = pid, number
                    poll.register(pidfd, select.POLLIN)
                else:
                    poll.unregister(descriptor)
                    os.close(descriptor)
                    pid, number = children.pop(descriptor)
                    _, status, usage = os.wait4(pid, 0)
                    _say(control, {"op": "ended", "number": number, "status": status, "peak_kib": usage.ru_maxrss})
    finally:
        os._exit(70)


def _child(ends: list[int], stream: Stream) -> int:
    """Fork a case's child; `ends` are its wire and its output."""
    pid = os.fork()
    if pid == 0:
        wire, output = ends
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.dup2(wire, case.WIRE)
        os.closerange(case.FREE, 1 << 20)
        confine.unshare(confine.NEWNS)
        case.serve(stream, own_tmpfs=True)
    for descriptor in ends:
        os.close(descriptor)
    return pid


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
