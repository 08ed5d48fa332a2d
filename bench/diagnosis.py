"""Measures the diagnosis of wrong samples and files, with the known mistakes precomputed, and the search for repairs.

    python -m bench diagnosis [--share N]

The whole takes nine minutes of one core; `--share 5` measures a fifth of the files.
"""

from __future__ import annotations

import gc
import statistics
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.repairs import is_drawn, tables
from bench.table import Row, Table
from bench.truth import wrong_files
from grader.assignments import files
from grader.assignments.samples import read_sample, samples
from grader.assignments.secret import Catalogue
from grader.engine.diagnosis.explain import Diagnostician
from grader.engine.ports import Jail
from grader.judge import Judge
from grader.model import Source, Verdict
from grader.sandbox import open_jail
from grader.uploads import read_upload

ROOT = Path(__file__).resolve().parents[1]
#: The goal, in milliseconds.
GOAL = 50.0
#: Times that a file is measured which takes more.
REPEATS = 3
#: Milliseconds by the clock, and of processor time of this process: what runs in the jail is left out.
Times = tuple[float, float]


def main(share: int = 1) -> Iterator[Table]:
    """One row per assignment with code, then the tables of the repairs. Training is left out."""
    warnings.simplefilter("ignore")
    with open_jail() as jail:
        yield _explanations(jail, share)
        yield from tables(jail, share)


def _explanations(jail: Jail, share: int) -> Table:
    rows, slow, busy = [], [], []
    for slug in files.slugs(ROOT):
        took = dict(_taken(jail, slug, _sources(slug, share)))
        if took:
            processor = Row(name=slug, samples=[each for _, each in took.values()])
            note = f"processor {processor.median:.1f}, p95 {processor.p95:.1f}, most {max(processor.samples):.1f}"
            rows.append(Row(name=slug, samples=[clock for clock, _ in took.values()], note=note))
        slow += [f"{name}: {clock:.0f} ms" for name, (clock, _) in took.items() if clock > GOAL]
        busy += [f"{name}: {processor:.0f} ms" for name, (_, processor) in took.items() if processor > GOAL]
    total = sum(len(row.samples) for row in rows)
    remarks = [
        f"{kind} above {GOAL:.0f} ms: {len(found)} of {total} files{': ' if found else ''}{'; '.join(found)}"
        for kind, found in (("clock", slow), ("processor time", busy))
    ]
    return Table(title="explaining a failed submission", rows=rows, remarks=remarks)


def _taken(jail: Jail, slug: str, sources: Iterable[tuple[str, Source]]) -> Iterator[tuple[str, Times]]:
    """(Name, times) of each file that is not right.

    The same file takes half as long again at another moment, so of what takes more than the goal the median of three
    is given. Each time is that of a first submission.
    """
    with _warm(jail, slug) as explain:
        first = [(name, source, times) for name, source in sources if (times := explain(source)) is not None]
    for name, source, times in first:
        several = [times]
        while times[1] > GOAL and len(several) < REPEATS:
            with _warm(jail, slug) as explain:
                several.append(explain(source) or times)
        yield name, (statistics.median(clock for clock, _ in several), statistics.median(used for _, used in several))


@contextmanager
def _warm(jail: Jail, slug: str) -> Iterator[Callable[[Source], Times | None]]:
    """`explain(source)` with known mistakes that have run before: the times, None for a file that is right."""
    judge = Judge(Catalogue(ROOT), jail)
    judge.warm(slug)
    for _ in judge.precompute(slug):
        pass
    spent: list[Times] = []
    original = Diagnostician.explain

    def timed(self: Diagnostician, *arguments: Any) -> Any:
        begin, begin_processor = time.perf_counter(), time.process_time()
        explained = original(self, *arguments)
        spent.append((1e3 * (time.perf_counter() - begin), 1e3 * (time.process_time() - begin_processor)))
        return explained

    def explain(source: Source) -> Times | None:
        spent.clear()
        report = judge.grade(slug, source, light_only=True)
        return spent[0] if report.verdict is not Verdict.ACCEPTED and spent else None

    # As in an evaluator's template process: what is known by now is left out of garbage collections.
    gc.collect()
    gc.freeze()
    Diagnostician.explain = timed  # type: ignore[method-assign]
    try:
        yield explain
    finally:
        Diagnostician.explain = original  # type: ignore[method-assign]
        gc.unfreeze()


def _sources(slug: str, share: int) -> Iterator[tuple[str, Source]]:
    """(Name, source) of the samples and of the files of `tests/truth/corpus/`."""
    for sample in samples(slug, ROOT):
        if is_drawn(f"{slug} {sample.label}", share):
            yield f"{slug}/{sample.path.name}", read_upload(sample.path.name, read_sample(sample.path)).source
    for file in wrong_files():
        name = f"{file.collection}/{file.name}"
        if file.slug == slug and is_drawn(name, share):
            yield name, file.source
