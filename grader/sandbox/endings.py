"""What it means that a child's connection has ended before it answered."""

from __future__ import annotations

from contextlib import suppress

from grader.errors import JudgeFault, SubmissionFault
from grader.model import Limits
from grader.sandbox import faults
from grader.sandbox.channel import Channel, OutputExceeded
from grader.sandbox.process import Process

#: Seconds that a child may take until it is confined. No code of the submission runs before that.
START_SECONDS = 30.0
#: Seconds that a process may take to exit once it has closed its wire.
EXIT_SECONDS = 1.0


class NotStarted(JudgeFault):
    """The child did not start; no code of the submission has run in it."""


def not_started(channel: Channel, error: Exception) -> NotStarted:
    """The child did not say that it is ready."""
    with suppress(OutputExceeded):
        channel.drain()
    return NotStarted(f"The sandbox did not start ({type(error).__name__}). {channel.log.text[-500:]}".strip())


def exit_fault(channel: Channel, process: Process, limits: Limits, activity: str) -> SubmissionFault | JudgeFault:
    """The child has closed its wire during an activity, most often because it has ended."""
    try:
        channel.drain()
    except OutputExceeded:
        return faults.output_exceeded(limits, activity)
    try:
        status = process.exit_status(EXIT_SECONDS)
    except JudgeFault as fault:
        return fault
    if status is None:
        return faults.disconnected(activity)
    return faults.exited(status, limits, activity)
