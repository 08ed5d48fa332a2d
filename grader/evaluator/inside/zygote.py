"""The evaluator zygote: imports the modules that every assignment needs, and forks a template for each."""

from __future__ import annotations

import gc
import os
import signal
import socket
from typing import NoReturn

from grader.evaluator.inside.template import serve_template
from grader.evaluator.messages import Connection, Disconnected
from grader.judge import preload
from grader.sandbox.inside.confinement import seccomp_filter

_LARGEST_FILTER = 1 << 16


def main(descriptor: int, filter_descriptor: int) -> NoReturn:
    """Serve until the worker disconnects. `filter_descriptor` holds the seccomp filter of evaluators."""
    install_filter = seccomp_filter(os.read(filter_descriptor, _LARGEST_FILTER))
    os.close(filter_descriptor)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    preload()
    control = Connection(socket.socket(fileno=descriptor))
    gc.freeze()
    control.send({"kind": "ready"})
    try:
        while True:
            order, (end,) = control.receive()
            if os.fork() == 0:
                control.close()
                serve_template(Connection(socket.socket(fileno=end)), order, install_filter)
            os.close(end)
    except Disconnected:
        os._exit(0)
