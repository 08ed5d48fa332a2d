"""Memory of a worker process with its jail and its evaluators, as PSS: shared pages count in equal parts.

    python -m bench memory

Each lane's worker loads all its assignments, runs their known mistakes and grades the starter code of each. More than
MOST_MIB raises RuntimeError.
"""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.assignments import files, public
from grader.evaluator.launch import DataSets
from grader.evaluator.pool import Pool
from grader.evaluator.supervision import Supervisor, Task
from grader.model import Lane, Source
from grader.sandbox import open_jail
from grader.settings import Settings
from grader.worker.grading.worker_jail import WorkerJail

#: MiB that one worker process may use, with all below it.
MOST_MIB = 768


@dataclass(frozen=True, kw_only=True)
class Memory:
    """The table of one lane."""

    lane: Lane
    #: (stage, number of evaluator processes, MiB of the worker, of the evaluators, of the jail)
    rows: list[tuple[str, int, float, float, float]]

    def __str__(self) -> str:
        head = f"{'':44}{'processes':>10}{'worker':>9}{'evaluators':>12}{'jail':>8}{'all':>9}  MiB"
        lines = [f"## One worker process of the {self.lane.value} lane (PSS)", head]
        for stage, processes, worker, evaluators, jail in self.rows:
            total = worker + evaluators + jail
            lines.append(f"{stage:44}{processes:10}{worker:9.0f}{evaluators:12.0f}{jail:8.0f}{total:9.0f}")
        return "\n".join([*lines, ""])


def main() -> Iterator[Memory]:
    """Measure each lane's worker in a process of its own. Raises RuntimeError above MOST_MIB."""
    settings = Settings.from_env()
    for lane in Lane:
        with multiprocessing.get_context("spawn").Pool(1) as process:
            memory = process.apply(_measure, (settings, lane))
        yield memory
        most = max(sum(row[2:]) for row in memory.rows)
        if most > MOST_MIB:
            raise RuntimeError(f"A worker process uses {most:.0f} MiB; the limit is {MOST_MIB}.")


def _measure(settings: Settings, lane: Lane) -> Memory:
    jail = WorkerJail(open_jail, settings.jail_mode, settings.isolation)
    jail.open()
    of_jail = _below(os.getpid())
    data = DataSets(mnist=settings.mnist_dir or settings.data_dir / "mnist")
    pool = Pool(settings.root, data, memory_bytes=settings.evaluator_bytes)
    slugs = [slug for slug in files.slugs(settings.root) if public.load(slug, settings.root).lane is lane]
    rows = []

    def row(stage: str) -> None:
        evaluators = _below(os.getpid()) - of_jail
        rows.append((stage, len(evaluators), *(_pss(pids) for pids in ({os.getpid()}, evaluators, of_jail))))

    try:
        pool.open()
        row("started")
        for number, slug in enumerate(slugs, 1):
            pool.evaluator(slug)
            row(f"{number} loaded: {slug}")
        for _ in pool.warm_up():
            pass
        row("known mistakes were run")
        supervisor = Supervisor(pool, jail)
        for slug in slugs:
            pool.recycle(slug)
            _grade(supervisor, settings.root, slug)
        row("a submission to each was graded")
    finally:
        pool.close()
        jail.drop()
    return Memory(lane=lane, rows=rows)


def _grade(supervisor: Supervisor, root: Path, slug: str) -> None:
    assignment = public.load(slug, root)
    cell = '{"answers": {}}' if assignment.questions else assignment.starter
    source = Source(filename="answers.json" if assignment.questions else "starter.py", cells=(cell,))
    task = Task(slug=slug, source=source, visible_only=False, question_attempts=None, on_event=lambda _: None)
    supervisor.grade(task)
    supervisor.prepare(slug)


def _below(pid: int) -> set[int]:
    """The descendants of a process."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        try:
            children = Path(f"/proc/{waiting[0]}/task/{waiting.pop(0)}/children").read_text().split()
        except OSError:
            continue
        found |= {int(child) for child in children}
        waiting += [int(child) for child in children]
    return found


def _pss(pids: set[int]) -> float:
    """Proportional set size in MiB. A process that has ended counts as 0."""
    total = 0
    for pid in pids:
        try:
            found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        except OSError:
            continue
        total += int(found[1]) if found else 0
    return total / 1024
