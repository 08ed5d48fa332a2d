"""Reads what single tests said of attempts, for statistics. What has been read stays in memory: it never changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from grader.model import Verdict
from grader.store.models import SubmissionOutcome, table_of
from grader.store.results import Attempt


@dataclass(frozen=True, kw_only=True)
class CaseOutcome:
    """The result of a test case."""

    name: str
    verdict: Verdict
    #: Name of the known mistake.
    mistake: str | None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The results of all test cases of an attempt."""

    suite: str
    cases: tuple[CaseOutcome, ...]
    #: Titles of the known mistakes, by name.
    mistakes: Mapping[str, str]
    #: By rubric row: the points of the tests, and those that it could earn.
    rows: Mapping[str, Sequence[float]]

    @cached_property
    def passes(self) -> Mapping[str, bool]:
        """Whether each test passes, by name."""
        return {case.name: case.verdict is Verdict.ACCEPTED for case in self.cases}

    @cached_property
    def passed(self) -> int:
        """Number of tests that pass."""
        return sum(self.passes.values())


#: Outcomes by submission and run, which never change; emptied at `_MOST_KNOWN`. A page of statistics needs thousands.
_known: dict[tuple[str, int], Outcome] = {}
_MOST_KNOWN = 20_000
#: Outcomes that are read by one statement; SQLite allows 32,766 values in it.
_BATCH = 20_000


def outcomes(session: Session, attempts: Iterable[Attempt]) -> dict[str, Outcome]:
    """The outcomes of the attempts that are graded, by submission."""
    found: dict[str, Outcome] = {}
    missing: list[tuple[str, int]] = []
    for attempt in attempts:
        if attempt.run is not None:
            outcome = _known.get((attempt.id, attempt.run))
            if outcome is None:
                missing.append((attempt.id, attempt.run))
            else:
                found[attempt.id] = outcome
    for start in range(0, len(missing), _BATCH):
        found |= _read_outcomes(session, missing[start : start + _BATCH])
    return found


def _read_outcomes(session: Session, keys: Sequence[tuple[str, int]]) -> dict[str, Outcome]:
    table, wanted = table_of(SubmissionOutcome), set(keys)
    rows = session.connection().execute(
        select(table.c.submission_id, table.c.run, table.c.suite, cast(table.c.content, Text)).where(
            table.c.submission_id.in_([submission_id for submission_id, _ in keys])
        )
    )
    read = {(row[0], row[1]): _outcome(row[2], row[3]) for row in rows if (row[0], row[1]) in wanted}
    if len(_known) + len(read) > _MOST_KNOWN:
        _known.clear()
    _known.update(read)
    return {submission_id: outcome for (submission_id, _), outcome in read.items()}


@lru_cache(maxsize=20_000)
def _outcome(suite: str, content: str) -> Outcome:
    """Remembered by its text: students who fail the same tests in the same way have the same outcome."""
    read = json.loads(content)
    cases = tuple(
        CaseOutcome(name=name, verdict=Verdict(verdict), mistake=mistake) for name, verdict, mistake in read["cases"]
    )
    return Outcome(suite=suite, cases=cases, mistakes=read["mistakes"], rows=read["rows"])
