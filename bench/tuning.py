"""Measures the effect of each memory tuning technique through the whole service, interleaved.

    python -m bench tuning            run by name only; about twenty minutes on an idle machine
    python -m bench.tuning 3          another number of rounds
    python -m bench.tuning 15 "all on" "only warm_up"     some variants only

A round starts the service once for each variant (all techniques, all but one, only those that do not depend on the
internals of CPython and glibc, none), so that disturbances of the
machine meet all variants alike, and each round has memory layouts of its own. Run it on an otherwise idle machine.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.service import RIGHT, check, drained
from bench.service_client import service
from bench.table import Row, Table
from grader.model import MEMORY_TECHNIQUES

ROUNDS = 7
#: Submissions per round and variant: watched one at a time, and graded out of a full queue.
WATCHED, QUEUED = 20, 100
#: Submissions before the measurement, until the caches of the service are filled.
WARM_UP = 6


@dataclass(kw_only=True)
class Variant:
    """One value of GRADER_MEMORY_TUNING, and what was measured with it."""

    name: str
    setting: str
    #: Milliseconds from hand-in to verdict.
    latencies: list[float] = field(default_factory=list)
    #: Submissions per second of one worker on a core of its own, one number per round.
    rates: list[float] = field(default_factory=list)

    def measure(self) -> None:
        """Start a service, measure, and stop it. Raises RuntimeError when a submission gets the wrong verdict."""
        with service(workers=1, settings={"GRADER_MEMORY_TUNING": self.setting}) as running:
            client = running.client()
            for number in range(WARM_UP + WATCHED):
                watched = client.watch("relu_der", RIGHT)
                check(watched.report, RIGHT)
                if number >= WARM_UP:
                    self.latencies.append(watched.verdict)
            self.rates.append(drained(running, QUEUED))


#: Does not depend on the internals of an interpreter or a C library.
PORTABLE = "warm_up"


def variants() -> list[Variant]:
    """All techniques on, each one off, the portable one alone, all off."""
    without = [
        Variant(name=f"without {name}", setting=",".join(other for other in MEMORY_TECHNIQUES if other != name))
        for name in MEMORY_TECHNIQUES
    ]
    portable = Variant(name=f"only {PORTABLE}", setting=PORTABLE)
    return [Variant(name="all on", setting="on"), *without, portable, Variant(name="all off", setting="off")]


class Throughput:
    """The table of throughputs: medians, with the ratio to the first row."""

    def __init__(self, rows: list[Variant]) -> None:
        self._rows = rows

    def __str__(self) -> str:
        width = max(len(row.name) for row in self._rows)
        base = statistics.median(self._rows[0].rates)
        lines = [
            f"{row.name:{width}}  {median:10.1f}  {median / base:8.3f}  {min(row.rates):8.1f}  {max(row.rates):8.1f}"
            for row in self._rows
            for median in [statistics.median(row.rates)]
        ]
        head = f"{'':{width}}  {'median 1/s':>10}  {'x first':>8}  {'least':>8}  {'most':>8}"
        title = f"## Throughput of one worker on a core of its own, {len(self._rows[0].rates)} rounds of {QUEUED}"
        return "\n".join([title, head, *lines, ""])


def main(rounds: int = ROUNDS, names: Sequence[str] = ()) -> Iterator[Table | Throughput]:
    """Measure the variants in turn, `rounds` times; those of `names` only, if there are any."""
    rows = [variant for variant in variants() if not names or variant.name in names]
    for number in range(rounds):
        # Every other round in reverse, so that no variant always comes first.
        for variant in reversed(rows) if number % 2 else rows:
            variant.measure()
    yield Throughput(rows)
    yield Table(
        title="Latency of relu_der through the whole service, hand-in to verdict, one at a time",
        rows=[Row(name=row.name, samples=row.latencies) for row in rows],
    )


if __name__ == "__main__":
    for table in main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS, sys.argv[2:]):
        print(table)
