"""Measures the diagnosis of wrong samples and files, with the known mistakes precomputed, and the search for repairs.

    python -m bench diagnosis [--share N]

The whole takes an hour of one core; `--share 5` measures a fifth of the files.
"""

from __future__ import annotations

import gc
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from bench.repairs import is_drawn, tables
from bench.table import Row, Table
from bench.truth import wrong_files
from grader.assignments import files
from grader.assignments.samples import read_sample, samples
from grader.assignments.secret import Catalogue
from grader.engine.diagnosis.explain import Diagnostician
from grader.judge import Judge
from grader.model import Source, Verdict
from grader.sandbox import open_jail
from grader.uploads import read_upload

ROOT = Path(__file__).resolve().parents[1]
#: The goal, in milliseconds.
GOAL = 50.0


def main(share: int = 1) -> Iterator[Table]:
    """One row per assignment with code, then the tables of the repairs. Training is left out."""
    warnings.simplefilter("ignore")
    with open_jail() as jail:
        yield _explanations(jail, share)
        yield from tables(jail, share)


def _explanations(jail, share: int) -> Table:
    #: Milliseconds by the clock, and of processor time of this process: what runs in the jail is left out.
    spent: list[tuple[float, float]] = []
    explain = Diagnostician.explain

    def timed(self, *arguments):
        begin, begin_processor = time.perf_counter(), time.process_time()
        explained = explain(self, *arguments)
        spent.append((1e3 * (time.perf_counter() - begin), 1e3 * (time.process_time() - begin_processor)))
        return explained

    Diagnostician.explain = timed
    rows, slow, busy = [], [], []
    try:
        for slug in files.slugs(ROOT):
            judge = Judge(Catalogue(ROOT), jail)
            judge.warm(slug)
            for _ in judge.precompute(slug):
                pass
            # As in an evaluator's template process: what is known by now is left out of garbage collections.
            gc.collect()
            gc.freeze()
            took = []
            for name, source in _sources(slug, share):
                spent.clear()
                report = judge.grade(slug, source, light_only=True)
                if report.verdict is not Verdict.ACCEPTED and spent:
                    took.append(spent[0])
                    slow += [f"{name}: {spent[0][0]:.0f} ms"] if spent[0][0] > GOAL else []
                    busy += [f"{name}: {spent[0][1]:.0f} ms"] if spent[0][1] > GOAL else []
            if took:
                processor = Row(name=slug, samples=[each for _, each in took])
                note = f"processor {processor.median:.1f}, p95 {processor.p95:.1f}, most {max(processor.samples):.1f}"
                rows.append(Row(name=slug, samples=[clock for clock, _ in took], note=note))
    finally:
        Diagnostician.explain = explain
        gc.unfreeze()
    total = sum(len(row.samples) for row in rows)
    remarks = [
        f"{kind} above {GOAL:.0f} ms: {len(found)} of {total} files{': ' if found else ''}{'; '.join(found)}"
        for kind, found in (("clock", slow), ("processor time", busy))
    ]
    return Table(title="explaining a failed submission", rows=rows, remarks=remarks)


def _sources(slug: str, share: int) -> Iterator[tuple[str, Source]]:
    """(Name, source) of the samples and of the files of `tests/truth/corpus/`."""
    for sample in samples(slug, ROOT):
        if is_drawn(f"{slug} {sample.label}", share):
            yield f"{slug}/{sample.path.name}", read_upload(sample.path.name, read_sample(sample.path)).source
    for file in wrong_files():
        name = f"{file.collection}/{file.name}"
        if file.slug == slug and is_drawn(name, share):
            yield name, file.source
