"""Grades many submissions to one assignment through one jail."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from grader.cli.submission_files import read_submission
from grader.errors import AssignmentError, JudgeFault, SandboxUnavailable, UploadRejected
from grader.model import Diagnosis, Report, Source, Verdict


@dataclass(frozen=True, kw_only=True)
class Row:
    """What became of one file."""

    path: Path
    #: None when the file is no submission, or the grader failed without one.
    report: Report | None
    #: Why there is no report.
    error: str = ""
    #: Whether the grader itself failed, which says nothing about the submission.
    grader_failed: bool = False
    seconds: float = 0.0

    @property
    def verdict(self) -> str:
        """The verdict's word; "unreadable" for what is no submission."""
        if self.grader_failed:
            return Verdict.JUDGE_ERROR.value
        return self.report.verdict.value if self.report else "unreadable"

    @property
    def has_full_marks(self) -> bool:
        return self.report is not None and self.report.verdict is Verdict.ACCEPTED

    @property
    def mistake(self) -> Diagnosis | None:
        """The first mistake that has a name."""
        cases = self.report.cases if self.report else ()
        return next((case.diagnosis for case in cases if case.diagnosis), None)


def grade_files(files: Sequence[Path], grade: Callable[[Source], Report]) -> Iterator[Row]:
    """A row for each file, as soon as it is graded. A file that cannot be graded does not stop the rest.

    Raises SandboxUnavailable, since without a jail no other file can be graded either.
    """
    for path in files:
        start = time.perf_counter()
        try:
            report = grade(read_submission(path))
        except SandboxUnavailable:
            raise
        except (click.UsageError, AssignmentError, UploadRejected, OSError) as error:
            yield Row(path=path, report=None, error=_reason(error))
        except Exception as error:
            if os.environ.get("GRADER_LOG_LEVEL") == "DEBUG":
                raise
            yield Row(path=path, report=None, error=f"{type(error).__name__}: {error}", grader_failed=True)
        else:
            failed = report.verdict is Verdict.JUDGE_ERROR
            fault = next((case.log for case in report.cases if case.verdict is Verdict.JUDGE_ERROR), "")
            seconds = time.perf_counter() - start
            yield Row(path=path, report=report, error=fault, grader_failed=failed, seconds=seconds)


def _reason(error: click.UsageError | AssignmentError | UploadRejected | OSError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return error.message


@contextmanager
def progress(rows: Iterator[Row], count: int, *, hidden: bool) -> Iterator[Iterator[Row]]:
    """The rows, with a bar on stderr while they come. There is no bar where stderr is not a terminal."""
    hidden = hidden or not stderr_is_terminal()
    with click.progressbar(rows, length=count, label="Grading", file=sys.stderr, hidden=hidden) as shown:
        yield iter(shown)


def stderr_is_terminal() -> bool:
    return sys.stderr.isatty()


def exit_status(rows: Sequence[Row]) -> int:
    """0 when all have full marks, else 1. Raises JudgeFault if the grader failed at any file."""
    failed = [row for row in rows if row.grader_failed]
    if failed:
        first = f"{failed[0].path}: {failed[0].error}"
        raise JudgeFault(f"the grader itself failed at {len(failed)} of {len(rows)} files, first at {first}")
    return 0 if all(row.has_full_marks for row in rows) else 1
