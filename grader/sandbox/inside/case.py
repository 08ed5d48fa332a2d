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
_LAST = 1 << 16
_TMPFS_FLAGS = confine.MS_NOSUID | confine.MS_NODEV | confine.MS_NOEXEC


class Case:
    """All that a child needs, made before there is one."""

    def __init__(self) -> None:
        self._stream = Stream(WIRE, Table())
        self._runner = Runner(self._stream)

    def serve_warm(self, wire: int, output: int) -> NoReturn:
        """Serve one case in a process that a keeper has just forked."""
        try:
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.dup2(wire, WIRE)
            os.closerange(FREE, _LAST)
            confine.unshare(confine.NEWNS)
            self._serve()
        finally:
            os._exit(70)

    def serve_cold(self, wire: int) -> NoReturn:
        """Serve one case in a process that bubblewrap has started for it, with the log in place."""
        try:
            os.dup2(wire, WIRE)
            os.closerange(FREE, _LAST)
            self._serve()
        finally:
            os._exit(70)

    def _serve(self) -> NoReturn:
        orders = self._stream.read()
        size, inodes = orders["tmpfs"]
        confine.mount_tmpfs("/tmp", f"size={size},nr_inodes={inodes},mode=0700", _TMPFS_FLAGS)
        os.chdir("/tmp")
        confine.set_limits(orders["rlimits"])
        confine.drop_capabilities()
        confine.install_filter(orders["filter"])
        self._stream.limit(Caps(*orders["caps"]))
        gc.enable()
        self._stream.write((0, "ready", None))
        self._runner.serve()
        os._exit(0)


def main(descriptor: int) -> NoReturn:
    """The cold way, after bubblewrap."""
    prepare()
    Case().serve_cold(descriptor)
