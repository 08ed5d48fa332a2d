"""Compares states of the code through the whole service, interleaved.

    python -m bench states --base FOLDER [--base FOLDER]

Each FOLDER is a checkout of another state (`git worktree add FOLDER COMMIT`). Each state runs its service with two
workers, all at the same time, and they take turns: right submissions to `relu_der` from a class of 40 students, a few
after one another, then 80 at once, and at the end wrong ones, a few after one another. The throughput is also given as
a share of the bare-fork limit: what two processes reach that do nothing but fork once for each test case, measured
before and after each round. Run by name only, on an otherwise idle machine, with 1 GB of memory for each state; it
takes about two minutes and one and a half more for each state.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from bench.jail import fork_rate
from bench.service_client import without_settings
from grader.settings import PROJECT

#: Turns of each state: with submissions one after another, and with many at once.
TURNS, CROWDS = 30, 10
#: Test cases of `relu_der`.
CASES = 9
#: Seconds for known mistakes to be run in idle time, before anything is measured.
SETTLE_SECONDS = 15.0
#: What is measured, with the unit.
MEASURED = (
    "submit to 202, ms",
    "submit to the first result, ms",
    "submit to the verdict, ms",
    "throughput, per second",
    "submit to the verdict of a wrong one, ms",
)
#: Runs in each checkout, with its own modules; its clients of other times know one student only.
PROGRAM = """
import itertools, json, sys
from types import SimpleNamespace
from bench import service_client
from bench.service import RIGHT, WRONG, rate

numbers = itertools.count()

def dumps(body):
    return json.dumps({**body, "student": f"student {next(numbers) % 40}"})

with service_client.service(workers=2) as running:
    service_client.json = SimpleNamespace(dumps=dumps, loads=json.loads)
    client = running.client()
    for _ in range(16):
        client.watch("relu_der", RIGHT)
    print("ready", flush=True)
    for order in sys.stdin:
        if order == "crowd\\n":
            answer = rate(running, 80)
        else:
            # The first one after a pause is left out.
            source = WRONG if order == "wrong\\n" else RIGHT
            watched = [client.watch("relu_der", source) for _ in range(6)][1:]
            answer = [[each.accepted, each.first_result, each.verdict] for each in watched]
        print(json.dumps(answer), flush=True)
"""


class State:
    """The service of one checkout."""

    def __init__(self, checkout: Path) -> None:
        environment = without_settings() | {"PYTHONPATH": str(checkout)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=checkout,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()
        self._watched: dict[str, list[list[float]]] = {"right": [], "wrong": []}
        self._rates: list[float] = []

    def submit_in_turn(self, kind: str) -> None:
        """Submit "right" or "wrong" ones a few times, each after the verdict of the one before."""
        self._watched[kind] += json.loads(self._order(kind))

    def submit_at_once(self) -> None:
        """Submit many at once."""
        self._rates.append(float(self._order("crowd")))

    def medians(self) -> list[float]:
        """The median of each quantity of MEASURED."""
        right, wrong = (list(map(statistics.median, zip(*each, strict=True))) for each in self._watched.values())
        return [*right, statistics.median(self._rates), wrong[-1]]

    def share(self, limits: Sequence[float]) -> float:
        """The median share of the throughput in the limit of the same round."""
        return statistics.median(rate / limit for rate, limit in zip(self._rates, limits, strict=True))

    def close(self) -> None:
        """Stop the service."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def _order(self, order: str) -> str:
        assert self._process.stdin
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("A service has ended; its output is above.")
        return line


class States:
    """The table: medians of each state, and this state's ratios to the others."""

    def __init__(self, medians: dict[str, list[float]], shares: list[float], limits: list[float]) -> None:
        self._medians = medians
        self._shares = shares
        self._limits = sorted(limits)

    def __str__(self) -> str:
        *others, now = self._medians
        titles = ["", *self._medians, *(f"{now} / {other}" for other in others)]
        lines = ["## States of the code", "; ".join(titles)]
        for number, title in enumerate(MEASURED):
            values = [medians[number] for medians in self._medians.values()]
            ratios = [f"{values[-1] / value:.2f}" for value in values[:-1]]
            lines.append("; ".join([title, *(f"{value:.1f}" for value in values), *ratios]))
        limit = f"{self._limits[0]:.0f} to {self._limits[-1]:.0f} per second"
        lines.append("; ".join([f"share of the bare-fork limit, {limit}", *(f"{share:.2f}" for share in self._shares)]))
        return "\n".join([*lines, ""])


def main(bases: Sequence[Path] = (), turns: int = TURNS, crowds: int = CROWDS) -> list[States]:
    """Measure each base and this checkout in turn. Raises RuntimeError if a service does not grade."""
    checkouts = {**{base.name: base.resolve() for base in bases}, "this checkout": PROJECT}
    around: list[float] = []
    with ExitStack() as stack:
        states = {name: State(checkout) for name, checkout in checkouts.items()}
        for state in states.values():
            stack.callback(state.close)
        time.sleep(SETTLE_SECONDS)
        for number in range(turns):
            for state in _rotated(states, number):
                state.submit_in_turn("right")
        for number in range(crowds):
            around.append(_limit())
            for state in _rotated(states, number):
                state.submit_at_once()
        around.append(_limit())
        for number in range(turns):
            for state in _rotated(states, number):
                state.submit_in_turn("wrong")
        limits = [statistics.mean(pair) for pair in pairwise(around)]
        shares = [state.share(limits) for state in states.values()]
        return [States({name: state.medians() for name, state in states.items()}, shares, limits)]


def _limit() -> float:
    """Submissions per second if a test case took a bare fork and nothing else."""
    return fork_rate(processes=2, seconds=3) / CASES


def _rotated(states: dict[str, State], number: int) -> list[State]:
    """The states, so that each comes first in turn."""
    first = number % len(states)
    return [*states.values()][first:] + [*states.values()][:first]
