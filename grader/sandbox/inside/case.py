"""The child of a test case: it applies its limits, drops its privileges, and only then reads the submission."""

from __future__ import annotations

from collections.abc import Callable
from gc import enable as enable_gc
from os import _exit, chdir, close, closerange, dup2, read, write
from resource import RLIMIT_AS, RLIMIT_CORE, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE, RLIMIT_NOFILE
from typing import NoReturn

from .confinement import (
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    drop_capabilities,
    mount_tmpfs,
    no_new_privileges,
    seccomp_filter,
    set_limits,
    unshare,
)
from .protocol import FREE, LIMITS_RECORD, WIRE
from .reset import Baseline, Compare, unchanged
from .runner import Runner, prepare
from .stream import ObjectTable, Stream
from .wire import Caps, Encoder

_LAST = 1 << 16
_LARGEST_FILTER = 1 << 16
_TMPFS_FLAGS = MS_NOSUID | MS_NODEV | MS_NOEXEC
#: Serves one test case in the process that calls it, with the descriptors of its wire and of its output.
Serve = Callable[[int, int], NoReturn]


def server(filter_descriptor: int, spaces: int, compare: Compare = unchanged) -> Serve:
    """Allocate all that a child needs before the fork: what is written before a fork is not copied after it.

    `filter_descriptor` holds the child's seccomp filter; `spaces` are namespaces that the child enters first; `compare`
    is for `Baseline`. The child uses local names only, because CPython writes to its caches when it looks up others.
    Raises OSError.
    """
    install_filter = seccomp_filter(read(filter_descriptor, _LARGEST_FILTER))
    close(filter_descriptor)
    no_new_privileges()
    set_limits(((RLIMIT_CORE, 0), (RLIMIT_MEMLOCK, 0), (RLIMIT_MSGQUEUE, 0)))
    stream = Stream(WIRE, ObjectTable())
    runner = Runner(stream)
    runner.baseline = Baseline(runner.scope, compare)
    run, limit, default_caps = runner.serve, stream.limit, Caps()
    unpack, record_size = LIMITS_RECORD.unpack, LIMITS_RECORD.size
    ready = b"".join(Encoder(Caps()).frame((0, "ready", None)))

    def serve(wire: int, output: int) -> NoReturn:
        try:
            dup2(output, 1)
            dup2(output, 2)
            dup2(wire, WIRE)
            closerange(FREE, _LAST)
            if spaces:
                unshare(spaces)
            *caps, memory, seconds, size, files, options = unpack(read(WIRE, record_size))
            mount_tmpfs(b"/tmp", options, _TMPFS_FLAGS)
            chdir("/tmp")
            set_limits(((RLIMIT_AS, memory), (RLIMIT_CPU, seconds), (RLIMIT_FSIZE, size), (RLIMIT_NOFILE, files)))
            drop_capabilities()
            install_filter()
            if tuple(caps) != default_caps:
                limit(Caps(*caps))
            enable_gc()
            write(WIRE, ready)
            run()
            _exit(0)
        finally:
            _exit(70)

    return serve


def main(descriptor: int, filter_descriptor: int) -> NoReturn:
    """The child of a cold jail. Bubblewrap has made the namespaces and connected the output."""
    prepare()
    server(filter_descriptor, 0)(descriptor, 1)
