"""The faults, with messages for the student, when a test case does not return an answer."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from typing import Any

from grader.errors import CaseFault, FailedExpression, Frame, SubmissionFault
from grader.model import MIB, Limits, Verdict
from grader.sandbox.inside.protocol import OUT_OF_MEMORY
from grader.sandbox.inside.wire import MAX_INT_BITS, WireError
from grader.sandbox.missing_module import instead_of
from grader.sandbox.process import ExitStatus

#: Samples of a profile from which on a line's share of the time is reported.
MIN_SAMPLES = 10
_CRASHES = {
    signal.SIGSEGV: "it touched memory that is not its own (segmentation fault), most often by recursion without end",
    signal.SIGBUS: "it touched memory that is not there (bus error)",
    signal.SIGFPE: "an arithmetic fault",
    signal.SIGILL: "an illegal instruction",
    signal.SIGABRT: "it aborted",
    signal.SIGSYS: "it asked the system for something forbidden",
}


def format_seconds(value: float) -> str:
    """A duration as text."""
    return f"{value:.3g} s"


def timed_out(limits: Limits, activity: str, where: str) -> SubmissionFault:
    """The wall clock ran out."""
    text = f"{activity} ran longer than the limit of {format_seconds(limits.wall_seconds)} and was stopped."
    return SubmissionFault(Verdict.TIME_LIMIT_EXCEEDED, f"{text} {where}".strip())


def output_exceeded(limits: Limits, activity: str) -> SubmissionFault:
    """More was printed than is allowed."""
    return SubmissionFault(
        Verdict.OUTPUT_LIMIT_EXCEEDED,
        f"{activity} printed more than {_size(limits.output_bytes)} and was stopped. Is there a print inside a loop?",
    )


def out_of_memory(limits: Limits, activity: str, text: str = "", frames: tuple[Frame, ...] = ()) -> SubmissionFault:
    """More memory was requested than is allowed."""
    return SubmissionFault(
        Verdict.MEMORY_LIMIT_EXCEEDED,
        f"{activity} asked for more memory than the {_size(limits.memory_bytes)} it may use. {text}".strip(),
        error_type="MemoryError",
        error_text=text,
        frames=frames,
    )


def answer_too_large(kind: str, limits: Limits, activity: str) -> SubmissionFault:
    """The answer exceeds a cap of the wire; `kind` is that of the WireError."""
    if kind == "malformed":
        return malformed(activity)
    sizes = {
        "bytes": f"more than {_size(limits.frame_bytes)} of data",
        "values": f"more than {limits.frame_values:,} separate values (use an array)",
        "integer": f"an integer of more than {MAX_INT_BITS} bits",
        "depth": f"lists or dictionaries nested more than {limits.depth} deep",
    }
    return SubmissionFault(Verdict.OUTPUT_LIMIT_EXCEEDED, f"{activity} returned {sizes.get(kind, 'too much data')}.")


def cannot_be_sent(error: WireError) -> CaseFault:
    """A test case sends a value into the jail that exceeds a cap of the wire."""
    text = f"The test sends a value that the sandbox cannot receive: {error}."
    return CaseFault(text, reason="it is too large, or nested too deeply, to be passed on")


def malformed(activity: str) -> SubmissionFault:
    """The child sent something that is not an answer."""
    return SubmissionFault(
        Verdict.RUNTIME_ERROR,
        f"{activity} sent something other than its answer to the grader, and was stopped.",
    )


def disconnected(activity: str) -> SubmissionFault:
    """The process closed the wire and still runs."""
    return SubmissionFault(Verdict.RUNTIME_ERROR, f"{activity} cut its connection to the grader, and was stopped.")


def exited(status: ExitStatus, limits: Limits, activity: str) -> SubmissionFault:
    """The process ended before it answered."""
    if status.signal in (signal.SIGXCPU, signal.SIGPROF):
        return timed_out(limits, activity, "It used up its processor time.")
    if status.signal == signal.SIGKILL or status.code == OUT_OF_MEMORY:
        return out_of_memory(limits, activity)
    if status.signal is not None:
        why = _CRASHES.get(signal.Signals(status.signal), signal.Signals(status.signal).name)
        return SubmissionFault(Verdict.RUNTIME_ERROR, f"{activity} crashed the Python interpreter: {why}.")
    return SubmissionFault(
        Verdict.RUNTIME_ERROR,
        f"{activity} ended the whole process (exit code {status.code}) before it answered. Do not call os._exit.",
    )


def raised(
    error: Mapping[str, Any],
    frames: tuple[Frame, ...],
    activity: str,
    *,
    loading: bool,
    at: FailedExpression | None = None,
) -> SubmissionFault:
    """The student's code raised an exception, at `at`; `error` has the form of `reply_validation.error`."""
    kind, text = error["type"], error["text"]
    if kind == "MissingName":
        return SubmissionFault(Verdict.LOAD_ERROR, f"Your submission does not define `{text}`.")
    if kind == "NotLoaded":
        return SubmissionFault(Verdict.LOAD_ERROR, text)
    if kind == "NotAvailable":
        message = f"`{text}` is not available here{_at(frames)}{instead_of(text)}"
    elif kind == "SystemExit":
        message = f"{activity} called exit() or raised SystemExit. Return a value instead."
    else:
        message = f"{activity} raised {kind}" + (f": {text}" if text else ".")
    return SubmissionFault(
        Verdict.LOAD_ERROR if loading else Verdict.RUNTIME_ERROR,
        message,
        error_type=kind,
        error_text=text,
        frames=frames,
        at=at,
    )


def _at(frames: tuple[Frame, ...]) -> str:
    if not frames:
        return ""
    cell = f" of cell {frames[-1].cell + 1}" if frames[-1].cell else ""
    return f" (line {frames[-1].line}{cell})"


def where(now: Frame | None, seen: Sequence[tuple[Frame, int]]) -> str:
    """Where the time went, by a child's profile: the line of the last sample, and counts of all sampled lines."""
    sentences = [f"Shortly before, it was in {_line(now)}: `{now.text}`."] if now else []
    total = sum(count for _, count in seen)
    if total >= MIN_SAMPLES:
        top, count = seen[0]
        which = "That line" if top == now else f"L{_line(top)[1:]}"
        sentences.append(f"{which} took about {100 * count // total} % of the time.")
    return " ".join(sentences)


def _line(frame: Frame) -> str:
    return f"line {frame.line} of {frame.function}" if frame.function else f"line {frame.line}"


def _size(count: int) -> str:
    return f"{count / MIB:.4g} MiB" if count >= MIB else f"{count / 1024:.4g} KiB"
