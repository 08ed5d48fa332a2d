"""Where trusted code failed: the file and the line of a reference or of a test case, for whoever has to mend it."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from grader.engine.fresh_modules import ROOT

#: Folders that the names of files begin with in a message.
FOLDERS = (f"/{ROOT}/", "/testcases/")


def reference_line(error: BaseException | None) -> str:
    """`reference/small/solution.py, line 17`: the innermost line of a reference that `error` passed; "" if none."""
    place = ""
    while error is not None and not place:
        for frame, line in traceback.walk_tb(error.__traceback__):
            if str(frame.f_globals.get("__name__", "")).startswith(f"{ROOT}."):
                place = f"{_short(frame.f_code.co_filename)}, line {line}"
        error = error.__cause__
    return place


def case_line(body: Callable[..., Any], error: BaseException | None = None) -> str:
    """The innermost line in the file of a test case that `error` passed; the case's first line if there is none."""
    code = body.__code__
    line = code.co_firstlineno
    if error is not None:
        passed = traceback.walk_tb(error.__traceback__)
        line = next((at for frame, at in reversed(list(passed)) if frame.f_code.co_filename == code.co_filename), line)
    return f"{_short(code.co_filename)}, line {line}"


def _short(filename: str) -> str:
    """A file's name relative to the project."""
    start = max(filename.rfind(folder) for folder in FOLDERS)
    return filename[start + 1 :] if start >= 0 else filename
