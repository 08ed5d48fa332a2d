"""Measures repair search: all wrong samples, and mutants of accepted samples whose changed line is known."""

from __future__ import annotations

import ast
import random
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.table import Row, Table
from grader.assignments import files
from grader.assignments.sample_merging import based_on
from grader.assignments.samples import read_sample, samples
from grader.assignments.secret import Catalogue
from grader.judge import Judge
from grader.model import Repairs, Source, Verdict
from grader.repair.program import Program
from grader.repair.repairing import Order, Repairer
from grader.store.repairs import MENDABLE
from grader.uploads import read_upload
from grader.verify.mutants import text_mutants

ROOT = Path(__file__).resolve().parents[1]
#: Seconds of a search: the goal.
SECONDS = 2.0
#: Mutants of each assignment, drawn with a fixed seed, that a test rejects.
MUTANTS = 12


@dataclass
class Tally:
    """What was found for the files of one assignment."""

    files: int = 0
    #: Files of which every failed function was repaired, and of which some function was.
    repaired: int = 0
    located: int = 0
    #: Mutants with a change in the statement that was mutated.
    same_line: int = 0
    #: Milliseconds of one core that each search took, as its budget counts them.
    spent: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, found: Repairs, name: str, line: int | None = None) -> None:
        """Count one file; `line` is that of the mutant's change."""
        self.files += 1
        self.spent.append(1e3 * found.seconds)
        self.repaired += bool(found.functions) and len(found.repairs) == len(found.functions)
        self.located += bool(found.repairs)
        lines = {change.line for repair in found.repairs for change in repair.changes}
        self.same_line += line in lines
        if not found.repairs:
            self.missed.append(name)


def is_drawn(name: str, share: int) -> bool:
    """Whether the file of this name is among one of `share`, the same in every run."""
    return zlib.crc32(name.encode()) % share == 0


def tables(jail, share: int = 1) -> Iterator[Table]:
    """Two tables, a row for each assignment with code, each as soon as it is measured."""
    benches = {slug: bench for slug in files.slugs(ROOT) if (bench := _bench_of(jail, slug)) is not None}
    of_samples = {slug: Tally() for slug in benches}
    for slug, bench in benches.items():
        for sample in samples(slug, ROOT):
            if sample.verdict in MENDABLE and is_drawn(f"{slug} {sample.label}", share):
                source = read_upload(sample.path.name, read_sample(sample.path)).source
                base = based_on(sample.path.read_text(encoding="utf-8", errors="replace"))
                bench.repair(source, of_samples[slug], sample.label, without=base)
    yield _table("searching for a repair: wrong samples", of_samples)
    of_mutants = {slug: Tally() for slug in benches}
    for slug, bench in benches.items():
        for label, mutant, source in bench.mutants(max(1, MUTANTS // share)):
            bench.repair(source, of_mutants[slug], f"{label} {mutant.key}", without=label, line=mutant.line)
    yield _table("searching for a repair: mutants of accepted samples", of_mutants, with_lines=True)


def _bench_of(jail, slug: str) -> _Bench | None:
    """The bench of an assignment with code."""
    catalogue = Catalogue(ROOT)
    judge = Judge(catalogue, jail)
    if not catalogue.load(slug).suite.cases:
        return None
    judge.warm(slug)
    return _Bench(catalogue, judge, jail, slug)


class _Bench:
    """Repairs submissions to one assignment."""

    def __init__(self, catalogue, judge, jail, slug) -> None:
        self._judge = judge
        self._jail = jail
        self._slug = slug
        self._assignment = catalogue.load(slug).assignment
        self._reference = [file.text for file in catalogue.load(slug).reference.solution.values()]
        self._accepted = {
            sample.label: read_sample(sample.path).decode()
            for sample in samples(slug, ROOT)
            if sample.verdict is Verdict.ACCEPTED and sample.path.suffix == ".py"
        }

    def repair(self, source: Source, tally: Tally, name: str, *, without: str | None, line: int | None = None) -> None:
        """Search and count. Expressions of the accepted sample `without`, which the file was made of, are not used."""
        solutions = [*self._reference, *(text for label, text in self._accepted.items() if label != without)]
        support = Source(filename="support.py", cells=(self._assignment.support,))
        repairer = Repairer(
            self._judge.reference_runner(self._slug),
            lambda: solutions,
            unary=lambda: Program(support).unary,
            clock=time.perf_counter,
            processor=time.process_time,
        )
        with self._jail.variants() as variants:
            found = repairer.repair(Order(source=source, seconds=SECONDS), variants.variant)
        if found.functions:
            tally.add(found, name, line)

    def mutants(self, count: int):
        """(label of the accepted sample, mutant, submission) of so many mutants that a test rejects."""
        names = [name for name in self._assignment.entry_points if name not in self._assignment.provided]
        drawn = []
        for label, text in self._accepted.items():
            # Some accepted samples are no Python before the loader has mended them.
            with suppress(SyntaxError):
                drawn += [(label, mutant) for mutant in text_mutants(ast.unparse(ast.parse(text)), names)]
        random.Random(0).shuffle(drawn)
        kept = 0
        for label, mutant in drawn:
            source = Source(filename="mutant.py", cells=(mutant.source,))
            report = self._judge.grade(self._slug, source, light_only=True, explain=False)
            if report.verdict in MENDABLE:
                yield label, mutant, source
                kept += 1
            if kept >= count:
                return


def _table(title: str, tallies: dict[str, Tally], *, with_lines: bool = False) -> Table:
    rows = [
        Row(name=slug, samples=tally.spent, note=_note(tally, with_lines))
        for slug, tally in tallies.items()
        if tally.spent
    ]
    total = Tally()
    for tally in tallies.values():
        total.files += tally.files
        total.repaired += tally.repaired
        total.located += tally.located
        total.same_line += tally.same_line
        total.spent += tally.spent
    rows.append(Row(name="all", samples=total.spent, note=_note(total, with_lines)))
    missed = [f"{slug}: {', '.join(tally.missed)}" for slug, tally in tallies.items() if tally.missed]
    return Table(title=title, rows=rows, remarks=[f"not repaired: {'; '.join(missed)}"] if missed else [])


def _note(tally: Tally, with_lines: bool) -> str:
    note = f"{tally.repaired} of {tally.files} repaired, {tally.located} located"
    return f"{note}, {tally.same_line} in the line of the mutation" if with_lines else note
