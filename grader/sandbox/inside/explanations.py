"""What an exception's text does not say: that the jail has no threads, no network and nobody who types."""

from __future__ import annotations

import re
import sys

from . import lookalikes

#: The recursion limit of Python, and the greatest that a submission may set: deeper calls take too much memory.
DEFAULT_DEPTH, MOST_DEPTH = 1000, 200_000
_ONE_PROCESS = "every test runs in one process with one thread; write it as a plain loop"
#: Pattern of "Type: text", and what is added to the text.
_ADDED = (
    (r"RuntimeError: can't start new thread", f"threads are not available here: {_ONE_PROCESS}"),
    (r"EOFError: EOF when reading a line", "nobody can type an answer to `input()` here; set the value in the code"),
    (
        r"BdbQuit: ",
        "a breakpoint of the debugger (`breakpoint()`, `pdb.set_trace()`) is still in the code; take it out",
    ),
    (r"(?:URLError|gaierror|ConnectionError): ", "there is no network here"),
)
_COMPILED = tuple((re.compile(pattern), added) for pattern, added in _ADDED)
#: Files of the standard library in whose frames a refused system call means a socket or pipe of an event loop.
_ASYNCIO = "/asyncio/"
#: The same of a process.
_PROCESSES = ("/multiprocessing/", "/subprocess.py", "/concurrent/futures/process.py")


def explained(error: BaseException) -> str:
    """The text of an exception, with an explanation if it needs one. Never raises."""
    try:
        text = str(error)
    except BaseException as second:
        return f"(its text cannot be read: {type(second).__name__})"
    try:
        added = _added(error, text)
    except BaseException:
        return text
    return f"{text} ({added})" if text and added else added or text


def _added(error: BaseException, text: str) -> str:
    whole = f"{type(error).__name__}: {text}"
    for pattern, added in _COMPILED:
        if pattern.match(whole):
            return added
    if isinstance(error, OSError):
        trace = error.__traceback__
        while trace is not None:
            if _ASYNCIO in trace.tb_frame.f_code.co_filename:
                return "asyncio has tasks and timers here, but no connections and no other processes"
            if any(name in trace.tb_frame.f_code.co_filename for name in _PROCESSES):
                return f"other processes are not available here: {_ONE_PROCESS}"
            trace = trace.tb_next
    limit = sys.getrecursionlimit()
    if isinstance(error, RecursionError) and limit != DEFAULT_DEPTH:
        return f"calls may be nested {limit:,} deep here, and at most {MOST_DEPTH:,}; use a loop"
    name = getattr(error, "name", None) if isinstance(error, NameError | AttributeError) else None
    return lookalikes.explained(name) if isinstance(name, str) else ""
