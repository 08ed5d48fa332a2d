"""Tables of benchmark results: medians, 95th percentiles, and ratios to the first row."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measured quantity."""

    name: str
    #: Duration of each round, in milliseconds.
    samples: Sequence[float]
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        ordered = sorted(self.samples)
        return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows measured in the same rounds; ratios are to the first row's median."""

    title: str
    rows: Sequence[Row]
    #: Further observations, printed below the table.
    remarks: Sequence[str] = field(default=())

    def __str__(self) -> str:
        width = max(len(row.name) for row in self.rows)
        head = f"{'':{width}}  {'median ms':>10}  {'p95 ms':>9}  {'x first':>8}  rounds"
        base = self.rows[0].median
        lines = [
            f"{row.name:{width}}  {row.median:10.2f}  {row.p95:9.2f}  {row.median / base:8.2f}"
            f"  {len(row.samples):6d}  {row.note}".rstrip()
            for row in self.rows
        ]
        return "\n".join([f"## {self.title}", head, *lines, *self.remarks, ""])


def timed(action: Callable[[], object]) -> float:
    """Duration of `action`, in milliseconds."""
    start = perf_counter()
    action()
    return (perf_counter() - start) * 1e3


def side_by_side(title: str, actions: dict[str, Callable[[], object]], *, rounds: int, warm_up: int = 2) -> Table:
    """Time each action once per round, interleaved, so that disturbances of the machine affect all of them alike."""
    for _ in range(warm_up):
        for action in actions.values():
            action()
    samples: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            samples[name].append(timed(action))
    return Table(title=title, rows=[Row(name=name, samples=values) for name, values in samples.items()])
