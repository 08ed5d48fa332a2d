"""The zygote and the init processes that it forks. Neither runs code of a submission nor holds its data.

The zygote is the one long-lived process of a warm jail: it has imported NumPy and waits for requests. For each
submission it clones an *init process* into new namespaces. That is the first process of its pid namespace, so the
kernel ends all other processes of the namespace with it. The init process forks a child per test case. Requests arrive
on sockets that preserve message boundaries (SOCK_SEQPACKET), with descriptors attached. Messages are simple records,
because each page that a process writes after a fork is copied first.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import signal
from os import close, fork, kill, pidfd_open, wait4
from signal import SIGKILL
from socket import AF_UNIX, CMSG_SPACE, SCM_RIGHTS, SOCK_SEQPACKET, SOL_SOCKET, socket
from typing import NoReturn

from . import confinement, memory_tuning, runner
from .case import Serve, server
from .protocol import CHILD, END, ENDS, EXITED, HEALTH, KILL

_MESSAGE = 256
_END_SPACE, _ENDS_SPACE = CMSG_SPACE(END.size), CMSG_SPACE(ENDS.size)
_INIT_NAMESPACES = (
    confinement.NEWUSER
    | confinement.NEWPID
    | confinement.NEWNS
    | confinement.NEWIPC
    | confinement.NEWUTS
    | confinement.NEWCGROUP
)
#: The number of clone(2), which glibc wraps in a way that cannot be used here: its wrapper needs a new stack.
_NR_CLONE = {"x86_64": 56}.get(os.uname().machine, 220)
#: PyDLL holds the interpreter's lock across the call, as a fork must.
_libc = ctypes.PyDLL(None, use_errno=True)
# Looked up once here instead of in every init process.
_syscall = _libc.syscall
_before_fork, _after_fork_parent = ctypes.pythonapi.PyOS_BeforeFork, ctypes.pythonapi.PyOS_AfterFork_Parent
_after_fork_child = ctypes.pythonapi.PyOS_AfterFork_Child
_CLONE_FLAGS = _INIT_NAMESPACES | int(signal.SIGCHLD)


def main(descriptor: int, filter_descriptor: int, *tuning: str) -> NoReturn:
    """The zygote, after bubblewrap; `descriptor` is its control socket, `tuning` the memory techniques to apply."""
    runner.prepare()
    memory_tuning.before_setup(tuning)
    serve = server(filter_descriptor, confinement.NEWNS, memory_tuning.comparison(tuning))
    # Freeze what exists, so that the garbage collector of a child does not write to it.
    if tuning:
        gc.collect()
    gc.freeze()
    memory_tuning.before_fork(tuning)
    gc.disable()
    control = socket(AF_UNIX, SOCK_SEQPACKET, 0, descriptor)
    receive, send, identity = control.recvmsg, control.send, os.getuid()
    send(b"ready")
    while True:
        request, ancillary, _, _ = receive(_MESSAGE, _END_SPACE)
        _reap()
        if not request:
            os._exit(0)
        if not ancillary:
            send(_health())
            continue
        (end,) = END.unpack(ancillary[0][2])
        pid = _clone()
        if pid == 0:
            control.close()
            _run_init(socket(AF_UNIX, SOCK_SEQPACKET, 0, end), identity, serve)
        close(end)


def _health() -> bytes:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return HEALTH.pack(own.ru_maxrss, own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime)


def _clone() -> int:
    """Fork a process that is in new namespaces from its start. Raises OSError."""
    _before_fork()
    pid = _syscall(_NR_CLONE, _CLONE_FLAGS, 0, 0, 0, 0)
    if pid == 0:
        _after_fork_child()
        return 0
    _after_fork_parent()
    if pid < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"clone: {os.strerror(number)}")
    return int(pid)


def _run_init(control: socket, identity: int, serve: Serve) -> NoReturn:
    """The init process: forks children, reports their exit status, and exits when its control socket is closed."""
    try:
        confinement.die_with_parent()
        confinement.map_identity(identity)
        confinement.mount_tmpfs(b"/proc", b"size=0,nr_inodes=1,mode=0555", confinement.MS_RDONLY)
        receive, send = control.recvmsg, control.sendmsg
        unpack, pack_number, pack_one = ENDS.unpack, CHILD.pack, END.pack
        while True:
            request, ancillary, _, _ = receive(_MESSAGE, _ENDS_SPACE)
            if not request:
                os._exit(0)
            if ancillary:
                wire, output = unpack(ancillary[0][2])
                pid = fork()
                if pid == 0:
                    serve(wire, output)
                close(wire)
                close(output)
                pidfd = pidfd_open(pid)
                send([pack_number(pid)], [(SOL_SOCKET, SCM_RIGHTS, pack_one(pidfd))])
                close(pidfd)
            elif len(request) == KILL.size:
                kill(KILL.unpack(request)[1], SIGKILL)
            else:
                # Requested only for a child that has ended, so this does not block.
                pid, status, usage = wait4(CHILD.unpack(request)[0], 0)
                send([EXITED.pack(pid, status, usage.ru_maxrss)])
    finally:
        os._exit(70)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return
