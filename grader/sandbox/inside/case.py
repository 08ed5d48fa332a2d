"""How a process becomes a test case's child: it takes orders, gives its power away, and then sees the submission."""

from __future__ import annotations

import gc
import os
from typing import NoReturn

from . import confine
from .runner import Runner, prepare
from .stream import Stream, Table
from .wire import Caps

#: The descriptor of the wire, and the first one that is nobody's.
WIRE, FREE = 3, 4
_TMPFS_FLAGS = confine.MS_NOSUID | confine.MS_NODEV | confine.MS_NOEXEC


def serve(stream: Stream, *, own_tmpfs: bool) -> NoReturn:
    """Serve one case on `stream`; stdout and stderr are the log. `own_tmpfs`: /tmp is still to be mounted."""
    try:
        orders = stream.read()
        if own_tmpfs:
            size, inodes = orders["tmpfs"]
            confine.mount_tmpfs("/tmp", f"size={size},nr_inodes={inodes},mode=0700", _TMPFS_FLAGS)
        os.chdir("/tmp")
        confine.set_limits(orders["rlimits"])
        confine.drop_capabilities()
        confine.install_filter(orders["filter"])
        stream.limit(Caps(*orders["caps"]))
        gc.enable()
        stream.write((0, "ready", None))
        Runner(stream).serve()
        os._exit(0)
    finally:
        os._exit(70)


def main(descriptor: int) -> NoReturn:
    """The cold way: bubblewrap has started this process for one case alone."""
    os.dup2(descriptor, WIRE)
    os.closerange(FREE, 1 << 16)
    prepare()
    serve(Stream(WIRE, Table()), own_tmpfs=False)
