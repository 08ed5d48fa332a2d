"""What a student is told when a case does not deliver an answer."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from typing import Any

from grader.errors import Frame, SubmissionFault
from grader.model import MIB, Limits, Verdict
from grader.sandbox.inside.protocol import OUT_OF_MEMORY
from grader.sandbox.inside.wire import MAX_INT_BITS
from grader.sandbox.process import Ending

#: Looks at a running submission from which a share of its time may be told.
LOOKS = 10
_CRASHES = {
    signal.SIGSEGV: "it touched memory that is not its own (segmentation fault), most often by recursion without end",
    signal.SIGBUS: "it touched memory that is not there (bus error)",
    signal.SIGFPE: "an arithmetic fault",
    signal.SIGILL: "an illegal instruction",
    signal.SIGABRT: "it aborted",
    signal.SIGSYS: "it asked the system for something forbidden",
}


def seconds(value: float) -> str:
    """A duration as one reads it."""
    return f"{value:.3g} s"


def late(limits: Limits, doing: str, where: str) -> SubmissionFault:
    """The wall clock ran out."""
    text = f"{doing} ran longer than the limit of {seconds(limits.wall_seconds)} and was stopped."
    return SubmissionFault(Verdict.TIME_LIMIT_EXCEEDED, f"{text} {where}".strip())


def flooded(limits: Limits, doing: str) -> SubmissionFault:
    """Too much was printed."""
    return SubmissionFault(
        Verdict.OUTPUT_LIMIT_EXCEEDED,
        f"{doing} printed more than {_size(limits.output_bytes)} and was stopped. Is there a print inside a loop?",
    )


def out_of_memory(limits: Limits, doing: str, text: str = "", frames: tuple[Frame, ...] = ()) -> SubmissionFault:
    """More memory was asked for than is allowed."""
    return SubmissionFault(
        Verdict.MEMORY_LIMIT_EXCEEDED,
        f"{doing} asked for more memory than the {_size(limits.memory_bytes)} it may use. {text}".strip(),
        error_type="MemoryError",
        error_text=text,
        frames=frames,
    )


def too_big(kind: str, limits: Limits, doing: str) -> SubmissionFault:
    """The answer goes beyond a cap of the wire."""
    if kind == "malformed":
        return malformed(doing)
    said = {
        "bytes": f"more than {_size(limits.frame_bytes)} of data",
        "values": f"more than {limits.frame_values:,} separate values (use an array)",
        "integer": f"an integer of more than {MAX_INT_BITS} bits",
        "depth": f"lists or dictionaries nested more than {limits.depth} deep",
    }
    return SubmissionFault(Verdict.OUTPUT_LIMIT_EXCEEDED, f"{doing} returned {said.get(kind, 'too much data')}.")


def malformed(doing: str) -> SubmissionFault:
    """Something came that is no answer."""
    return SubmissionFault(
        Verdict.RUNTIME_ERROR,
        f"While {doing} ran, something other than its answer was sent to the grader. The test case was stopped.",
    )


def hung_up(doing: str) -> SubmissionFault:
    """The process closed the wire and goes on."""
    return SubmissionFault(Verdict.RUNTIME_ERROR, f"{doing} cut its connection to the grader, and was stopped.")


def ended(ending: Ending, limits: Limits, doing: str) -> SubmissionFault:
    """The process ended before it answered."""
    if ending.signal == signal.SIGXCPU:
        return late(limits, doing, "It used up its processor time.")
    if ending.signal == signal.SIGKILL or ending.code == OUT_OF_MEMORY:
        return out_of_memory(limits, doing)
    if ending.signal is not None:
        why = _CRASHES.get(signal.Signals(ending.signal), signal.Signals(ending.signal).name)
        return SubmissionFault(Verdict.RUNTIME_ERROR, f"{doing} crashed the Python interpreter: {why}.")
    return SubmissionFault(
        Verdict.RUNTIME_ERROR,
        f"{doing} ended the whole process (exit code {ending.code}) before it answered. Do not call os._exit.",
    )


def raised(claim: Mapping[str, Any], frames: tuple[Frame, ...], doing: str, *, loading: bool) -> SubmissionFault:
    """The student's code raised an exception."""
    kind, text = claim["type"], claim["text"]
    if kind == "MissingName":
        return SubmissionFault(Verdict.LOAD_ERROR, f"Your submission does not define `{text}`.")
    if kind == "NotLoaded":
        return SubmissionFault(Verdict.LOAD_ERROR, text)
    if kind == "SystemExit":
        message = f"{doing} called exit() or raised SystemExit. Return a value instead."
    else:
        message = f"{doing} raised {kind}" + (f": {text}" if text else ".")
    return SubmissionFault(
        Verdict.LOAD_ERROR if loading else Verdict.RUNTIME_ERROR,
        message,
        error_type=kind,
        error_text=text,
        frames=frames,
    )


def where(now: Frame | None, seen: Sequence[tuple[Frame, int]]) -> str:
    """Where the time went, of a child's own account: the line of the last look, and the lines of all looks, counted."""
    sentences = [f"Shortly before, it was in {_line(now)}: `{now.text}`."] if now else []
    total = sum(count for _, count in seen)
    if total >= LOOKS:
        top, count = seen[0]
        which = "That line" if top == now else f"L{_line(top)[1:]}"
        sentences.append(f"{which} took about {100 * count // total} % of the time.")
    return " ".join(sentences)


def _line(frame: Frame) -> str:
    return f"line {frame.line} of {frame.function}" if frame.function else f"line {frame.line}"


def _size(count: int) -> str:
    return f"{count / MIB:.4g} MiB" if count >= MIB else f"{count / 1024:.4g} KiB"
