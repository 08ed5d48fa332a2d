"""Compares states of the code through the whole service, interleaved.

    python -m bench states --base FOLDER [--base FOLDER]

Each FOLDER is a checkout of another state (`git worktree add FOLDER COMMIT`). In turn, each state starts its service
with two workers and grades right submissions to `relu_der`: one after another, and 80 at once. The throughput is also
given as a share of the bare-fork limit: what two processes reach that do nothing but fork once for each test case,
measured in the same rounds. Run by name only, on an otherwise idle machine; a state takes about 20 s a round.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.jail import fork_rate
from bench.service_client import without_settings
from grader.settings import PROJECT

ROUNDS = 3
#: Test cases of `relu_der`.
CASES = 9
#: What is measured, with the unit.
MEASURED = (
    "submit to 202, ms",
    "submit to the first result, ms",
    "submit to the verdict, ms",
    "throughput, per second",
)
#: Runs in each checkout, with its own modules.
PROGRAM = """
import json, statistics, time
from bench.service import RIGHT, rate
from bench.service_client import service

with service(workers=2) as running:
    client = running.client()
    for _ in range(16):
        client.watch("relu_der", RIGHT)
    time.sleep(6)
    watched = [client.watch("relu_der", RIGHT) for _ in range(50)]
    names = ("accepted", "first_result", "verdict")
    times = [statistics.median(getattr(each, name) for each in watched) for name in names]
    print(json.dumps([*times, max(rate(running, 80) for _ in range(2))]))
"""


class States:
    """The table: medians of the rounds of each state, and this state's ratios to the others."""

    def __init__(self, measured: dict[str, list[list[float]]], limits: list[float]) -> None:
        self._limit = statistics.median(limits)
        self._medians = {name: list(map(statistics.median, zip(*rows, strict=True))) for name, rows in measured.items()}
        self._rounds = len(next(iter(measured.values())))

    def __str__(self) -> str:
        *others, now = self._medians
        titles = ["", *self._medians, *(f"{now} / {other}" for other in others)]
        lines = [f"## States of the code, {self._rounds} rounds", "; ".join(titles)]
        for number, title in enumerate(MEASURED):
            values = [medians[number] for medians in self._medians.values()]
            ratios = [f"{values[-1] / value:.2f}" for value in values[:-1]]
            lines.append("; ".join([title, *(f"{value:.1f}" for value in values), *ratios]))
        shares = [f"{values[-1] / self._limit:.2f}" for values in self._medians.values()]
        lines.append("; ".join([f"share of the bare-fork limit, {self._limit:.0f} per second", *shares]))
        return "\n".join([*lines, ""])


def main(bases: Sequence[Path] = (), rounds: int = ROUNDS) -> list[States]:
    """Measure each base and this checkout in turn. Raises CalledProcessError if a service does not grade."""
    states = {**{base.name: base.resolve() for base in bases}, "this checkout": PROJECT}
    measured: dict[str, list[list[float]]] = {name: [] for name in states}
    limits = []
    for number in range(rounds):
        limits.append(fork_rate(processes=2, seconds=3) / CASES)
        # Every other round in reverse, so that no state always comes first.
        for name in reversed(states) if number % 2 else states:
            measured[name].append(_measure(states[name]))
    return [States(measured, limits)]


def _measure(checkout: Path) -> list[float]:
    environment = without_settings() | {"PYTHONPATH": str(checkout)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=checkout, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return [float(value) for value in json.loads(done.stdout.splitlines()[-1])]
