"""Limits on checking answers, for a command that checks them in its own process.

The service checks answers in evaluators, which it can kill (`grader.evaluator`). A command that ends with its
submission starts none: a limit that is exceeded raises an exception instead, in C code at the end of the call.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from grader.engine.grading import OnStage
from grader.errors import SubmissionFault
from grader.model import HiddenText, Verdict
from grader.sandbox.memory_limit import limit_growth

#: Seconds of this process for checking one case, as in the service, and for explaining what failed. The service runs
#: the known mistakes in advance; here the explanation has to.
CHECK_SECONDS, EXPLAIN_SECONDS = 5.0, 60.0
#: Bytes by which this process may grow meanwhile.
MEMORY_BYTES = 2 * 1024**3


@contextmanager
def checking_limits() -> Iterator[OnStage]:
    """Limit what grading a submission takes of this process; to be told of each stage. For the main thread."""
    before = signal.signal(signal.SIGPROF, _expire)
    try:
        with limit_growth(MEMORY_BYTES):
            yield _on_stage
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _on_stage(stage: str, _case: str) -> None:
    """Start the clock of the stage: processor time, because a busy machine is nobody's fault."""
    signal.setitimer(signal.ITIMER_PROF, {"check": CHECK_SECONDS, "explain": EXPLAIN_SECONDS}.get(stage, 0))


def _expire(_number: int, _frame: FrameType | None) -> None:
    verdict = Verdict.TIME_LIMIT_EXCEEDED
    raise SubmissionFault(verdict, str(HiddenText.of_checking(verdict)), while_checking=True)
