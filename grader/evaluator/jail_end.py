"""What an evaluator needs of the worker's jail, and how the worker answers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

from grader.evaluator.messages import Message
from grader.evaluator.processes import Evaluator
from grader.model import Isolation


class JailEnd(Protocol):
    """The worker's jail, as far as an evaluator needs it."""

    @property
    def mode(self) -> str:
        """ "warm" or "cold"."""

    @property
    def isolation(self) -> Isolation:
        """Whether test cases may share a process."""

    def init_process(self) -> int:
        """The control socket of a fresh init process; whoever gets it closes it. Raises JudgeFault."""

    def start_case(self) -> tuple[int, int]:
        """Cold: start a case's process; the descriptors of its wire and output. Raises JudgeFault."""

    def kill_case(self) -> None:
        """Cold: end the case's process that was started last, if it still runs."""

    def exit_status(self, timeout: float) -> Mapping[str, Any] | None:
        """Cold: how it ended, as the fields of `sandbox.process.ExitStatus`; None if it still runs."""


def serve(jail: JailEnd, evaluator: Evaluator, message: Message) -> None:
    """What an evaluator needs of the worker's jail. Raises Disconnected, JudgeFault, ValueError."""
    kind = message["kind"]
    if kind == "init":
        send(evaluator, {"kind": "init"}, jail.init_process())
    elif kind == "start_case":
        send(evaluator, {"kind": "case"}, *jail.start_case())
    elif kind == "kill_case":
        jail.kill_case()
        send(evaluator, {"kind": "killed"})
    elif kind == "exit_status":
        status = jail.exit_status(min(float(message["timeout"]), 5.0))
        send(evaluator, {"kind": "exit_status", "status": dict(status) if status is not None else None})
    else:
        raise ValueError("an unknown kind of message")


def send(evaluator: Evaluator, message: Message, *descriptors: int) -> None:
    """Send, and close our copies of the descriptors. Raises Disconnected."""
    try:
        evaluator.connection.send(message, *descriptors)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
