"""Measures the diagnosis of failing submissions, with the known mistakes precomputed, and the search for repairs."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from bench.repairs import tables
from bench.table import Row, Table
from grader.assignments import files
from grader.assignments.samples import read_sample, samples
from grader.assignments.secret import Catalogue
from grader.engine.diagnosis.explain import Diagnostician
from grader.judge import Judge
from grader.model import Verdict
from grader.sandbox import open_jail
from grader.uploads import read_upload

ROOT = Path(__file__).resolve().parents[1]
#: The goal, in milliseconds.
GOAL = 50.0


def main() -> Iterator[Table]:
    """One row per assignment with code, then the tables of the repairs. Training is left out."""
    warnings.simplefilter("ignore")
    with open_jail() as jail:
        yield _explanations(jail)
        yield from tables(jail)


def _explanations(jail) -> Table:
    spent: list[float] = []
    explain = Diagnostician.explain

    def timed(self, *arguments):
        begin = time.perf_counter()
        explained = explain(self, *arguments)
        spent.append(1e3 * (time.perf_counter() - begin))
        return explained

    Diagnostician.explain = timed
    rows, slow = [], []
    try:
        for slug in files.slugs(ROOT):
            judge = Judge(Catalogue(ROOT), jail)
            judge.warm(slug)
            for _ in judge.precompute(slug):
                pass
            took = []
            for path in (sample.path for sample in samples(slug, ROOT)):
                spent.clear()
                source = read_upload(path.name, read_sample(path)).source
                report = judge.grade(slug, source, light_only=True)
                if report.verdict is not Verdict.ACCEPTED and spent:
                    took.append(spent[0])
                    slow += [f"{slug}/{path.name}: {spent[0]:.0f} ms"] if spent[0] > GOAL else []
            if took:
                rows.append(Row(name=slug, samples=took))
    finally:
        Diagnostician.explain = explain
    total = sum(len(row.samples) for row in rows)
    remarks = [f"above {GOAL:.0f} ms: {len(slow)} of {total} samples{': ' if slow else ''}{'; '.join(slow)}"]
    return Table(title="explaining a failed submission", rows=rows, remarks=remarks)
