"""Health checks with a time limit that holds even while a connection hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future


def run_checks(checks: Mapping[str, Callable[[], bool]], *, seconds: float) -> dict[str, bool]:
    """Whether each check passes within `seconds`. They run at the same time, in threads; an error is a failure."""
    deadline = time.monotonic() + seconds
    results = {name: _start(check) for name, check in checks.items()}
    return {name: _passes(result, deadline) for name, result in results.items()}


def _start(check: Callable[[], bool]) -> Future[bool]:
    result: Future[bool] = Future()

    def run() -> None:
        try:
            result.set_result(check())
        except Exception as error:
            result.set_exception(error)

    # A daemon thread: a hanging check must not delay the end of the process.
    threading.Thread(target=run, name="health check", daemon=True).start()
    return result


def _passes(result: Future[bool], deadline: float) -> bool:
    try:
        return result.result(timeout=max(deadline - time.monotonic(), 0.0))
    except Exception:
        return False
