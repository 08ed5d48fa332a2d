"""Puts a child back as it was before its first test case, when it answers several of them.

What submissions change in passing (seeds, print options, filters of warnings, files) is put back. What none has reason
to change (the contents of `builtins`, NumPy and the other modules that a submission may use) is compared, and a child
in which it differs ends. This is a second line: only a submission that keeps to a subset of Python in which it can keep
nothing is given several test cases in one process (`sandbox.restricted`).
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import gc
import os
import signal
import sys
import warnings
from collections.abc import Callable
from contextvars import copy_context
from operator import is_
from resource import RLIMIT_NOFILE, getrlimit
from types import ModuleType
from typing import Any

import numpy as np

from .protocol import FREE
from .scope import EMPTY, MODULE

#: Where a submission may leave files.
SCRATCH = "/tmp"
#: The modules that a submission in the restricted subset may use, those that see their settings, and the runner's own.
WATCHED = (
    *("builtins", "sys", "numpy", "numpy.random", "numpy.linalg", "math", "itertools", "random", "time", "copy"),
    *("functools", "collections", "dataclasses", "abc", "warnings", "typing", "inside.runner", "inside.loading"),
    *("inside.scope", "inside.stream", "inside.reset"),
)
#: Makes a function that says whether a namespace is unchanged.
Compare = Callable[[dict[str, Any]], Callable[[], bool]]
_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)


class Changed(Exception):
    """Something differs that cannot be put back."""


class Baseline:
    """The state before the first test case. Made before the fork, once the runner's own handlers are installed.

    `scope` holds the built-in names of the submissions; `compare` is `unchanged`, or one that does the same faster.
    """

    def __init__(self, scope: dict[str, Any], compare: Compare) -> None:
        self._scope = scope
        self._no_submission = sys.modules[MODULE] = ModuleType(MODULE)
        modules = [module for name in WATCHED if isinstance(module := sys.modules.get(name), ModuleType)]
        #: Each says whether a namespace is unchanged.
        self._unchanged = [compare(each) for each in (*map(vars, modules), sys.modules, scope)]
        # The functions of `signal` make an enumeration of each handler, which takes longer than all else here.
        self._handlers = {int(number): _signal.getsignal(number) for number in signal.valid_signals()}
        self._streams = sys.stdin, sys.stdout, sys.stderr
        self._environ: dict[bytes, bytes] = dict(os.environ._data)  # type: ignore[attr-defined]
        self._same_environ = compare(os.environ._data)  # type: ignore[attr-defined]
        self._path = list(sys.path)
        self._recursion = sys.getrecursionlimit()
        #: NumPy keeps its settings in context variables.
        self._context = copy_context()
        self._errors: dict[str, Any] = dict(np.geterr())
        self._error_call, self._buffer = np.geterrcall(), np.getbufsize()
        self._print_options: dict[str, Any] = dict(np.get_printoptions())
        self._filters = list(warnings.filters)
        self._collection = gc.get_threshold()

    def restore(self) -> None:
        """Put everything back. Raises Changed if something differs that cannot be put back."""
        # First what would run code of the submission within the following.
        sys.settrace(None)
        sys.setprofile(None)
        self._restore_signals()
        sys.stdin, sys.stdout, sys.stderr = self._streams
        self._restore_python()
        if copy_context() != self._context:
            self._restore_numpy()
        if not self._same_environ():
            os.environ.clear()
            os.environb.update(self._environ)
        sys.modules[MODULE] = self._no_submission
        self._scope.update(EMPTY)
        self._remove_files()
        gc.collect()
        if not all(same() for same in self._unchanged):
            raise Changed

    def _remove_files(self) -> None:
        os.closerange(FREE, getrlimit(RLIMIT_NOFILE)[0])
        os.chdir(SCRATCH)
        empty_folder(SCRATCH)

    def _restore_signals(self) -> None:
        for timer in _TIMERS:
            signal.setitimer(timer, 0)
        for number, handler in self._handlers.items():
            if _signal.getsignal(number) != handler:
                _signal.signal(number, handler)
        _signal.pthread_sigmask(_signal.SIG_SETMASK, ())

    def _restore_python(self) -> None:
        sys.path[:] = self._path
        if sys.getrecursionlimit() != self._recursion:
            sys.setrecursionlimit(self._recursion)
        if warnings.filters != self._filters:
            warnings.filters[:] = self._filters  # type: ignore[index]
            warnings._filters_mutated()  # type: ignore[attr-defined]
        warnings.onceregistry.clear()  # type: ignore[attr-defined]
        gc.enable()
        gc.set_threshold(*self._collection)
        gc.callbacks.clear()
        gc.garbage.clear()
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            vars(sys).pop(name, None)

    def _restore_numpy(self) -> None:
        if np.geterr() != self._errors:
            np.seterr(**self._errors)
        if np.geterrcall() is not self._error_call:
            np.seterrcall(self._error_call)
        if np.getbufsize() != self._buffer:
            np.setbufsize(self._buffer)
        if np.get_printoptions() != self._print_options:
            np.set_printoptions(**self._print_options)


def unchanged(namespace: dict[str, Any]) -> Callable[[], bool]:
    """A function that says whether `namespace` holds what it does now."""
    before = dict(namespace)

    def same() -> bool:
        if len(namespace) != len(before) or not all(map(is_, namespace.values(), before.values())):
            return False
        return namespace.keys() == before.keys()

    return same


def empty_folder(path: str) -> None:
    """Remove all that is in a folder."""
    with os.scandir(path) as entries:
        found = list(entries)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            empty_folder(entry.path)
            os.rmdir(entry.path)
        else:
            os.unlink(entry.path)
