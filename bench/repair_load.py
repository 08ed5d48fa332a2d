"""Measures what searches for repairs cost those who hand in meanwhile, with services in turn on one machine.

    python -m bench repair_load [--base FOLDER]

One service searches for no repairs, one does, and one, if it is given, runs the code of another checkout.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from bench.service import RIGHT, WRONG, check
from bench.service_client import Client, Service, service
from bench.table import Row, Table

#: Turns of each service, submissions in a turn, and seconds of rest after it, in which the last search ends.
TURNS, IN_A_TURN, REST = 20, 8, 1.5
#: Who hands in what, over and over, without a pause.
PATTERNS = {
    "one student, wrong and right code in turn": (("ann", WRONG), ("ann", RIGHT)),
    "two students in turn, both with wrong code": (("ann", WRONG), ("ben", WRONG)),
}


@dataclass(kw_only=True)
class Variant:
    """A running service, and the milliseconds from hand-in to verdict."""

    running: Service
    client: Client
    #: By pattern and code.
    spent: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def turn(self, pattern: str) -> None:
        """Hand in, one after the other."""
        for student, source in islice(cycle(PATTERNS[pattern]), IN_A_TURN):
            watched = self.client.watch("relu_der", source, student)
            check(watched.report, source)
            self.spent.setdefault((pattern, source), []).append(watched.verdict)
        time.sleep(REST)


def main(base: Path | None = None, turns: int = TURNS) -> Iterator[Table]:
    """A table for each pattern."""
    settings = {"no search": {"GRADER_REPAIR_SECONDS": "0"}, "search": {}}
    if base is not None:
        settings["search, base"] = {"PYTHONPATH": str(base.resolve())}
    with ExitStack() as stack:
        variants = {name: _start(stack, extra) for name, extra in settings.items()}
        for pattern in PATTERNS:
            # The first turn fills the caches.
            for variant in variants.values():
                variant.turn(pattern)
                variant.spent.clear()
            for number in range(turns):
                for variant in reversed(variants.values()) if number % 2 else variants.values():
                    variant.turn(pattern)
            yield from _tables(pattern, variants)


def _start(stack: ExitStack, settings: dict[str, str]) -> Variant:
    running = stack.enter_context(service(workers=1, settings=settings))
    return Variant(running=running, client=running.client())


def _tables(pattern: str, variants: dict[str, Variant]) -> Iterator[Table]:
    for source, kind in ((RIGHT, "right"), (WRONG, "wrong")):
        rows = [
            Row(name=name, samples=variant.spent[pattern, source])
            for name, variant in variants.items()
            if (pattern, source) in variant.spent
        ]
        if rows:
            yield Table(title=f"{pattern}: hand-in to verdict, {kind} code", rows=rows)
