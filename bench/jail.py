"""Measures the overhead of the sandbox, compared with bare forks of a process that has imported NumPy."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from time import monotonic

import numpy as np

from bench.table import Row, Table, side_by_side, timed
from grader.model import MIB, Bundle, Limits, Source
from grader.sandbox import WarmJail, open_jail
from grader.settings import Settings

CASES = 8
SUBMISSION = """\
import numpy as np


def relu_der(dA, cache):
    dZ = np.array(dA, copy=True)
    dZ[cache["Z"] <= 0] = 0
    return dZ


def same(x):
    return x
"""
FLOOR = (
    SUBMISSION
    + """
import os
import sys

dA = np.array([[0.0, 2.0], [1.0, 1.0]])
cache = {"Z": np.array([[-1.0, 2.0], [1.0, -2.0]])}
for line in sys.stdin:
    for _ in range(int(line)):
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(writing, relu_der(dA, cache).tobytes())
            os._exit(0)
        os.close(writing)
        assert len(os.read(reading, 4096)) == 32
        os.close(reading)
        os.waitpid(pid, 0)
    print(flush=True)
"""
)
BUNDLE = Bundle(
    source=Source(filename="relu_der.py", cells=(SUBMISSION,)), support="", entry_points=("relu_der", "same")
)
LIMITS = Limits(wall_seconds=60.0)
SMALL = (np.array([[0.0, 2.0], [1.0, 1.0]]), {"Z": np.array([[-1.0, 2.0], [1.0, -2.0]])})


class Floor:
    """A process with NumPy that forks on demand."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def forks(self) -> None:
        """Eight forks; each one makes the small call and writes the result to a pipe."""
        self._process.stdin.write(f"{CASES}\n")
        self._process.stdin.flush()
        self._process.stdout.readline()


@contextmanager
def floor() -> Iterator[Floor]:
    """The baseline without isolation, with one BLAS thread as in the jail."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", FLOOR]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield Floor(process)
        process.stdin.close()


def fork_rate(processes: int, seconds: float) -> float:
    """Bare forks per second of so many processes together, without isolation."""
    with ExitStack() as stack, ThreadPoolExecutor(processes) as pool:
        floors = [stack.enter_context(floor()) for _ in range(processes)]
        for bare in floors:
            bare.forks()
        end = monotonic() + seconds

        def fork(bare: Floor) -> int:
            count = 0
            while monotonic() < end:
                bare.forks()
                count += CASES
            return count

        return sum(pool.map(fork, floors)) / seconds


def submission(jail, cases: int) -> None:
    """A submission of `cases` test cases, with one small call each."""
    with jail.admit(BUNDLE) as admitted:
        for _ in range(cases):
            with admitted.case(LIMITS) as session:
                session.call("relu_der", SMALL, {})


def submissions(warm: WarmJail, rounds: int) -> Table:
    """Eight cases with and without a sandbox."""
    with floor() as bare:
        table = side_by_side(
            f"{CASES} cases of one submission, a small call each",
            {
                f"{CASES} bare warm forks, no isolation": bare.forks,
                f"{CASES} cases in the warm jail": lambda: submission(warm, CASES),
            },
            rounds=rounds,
            warm_up=5,
        )
    ratio = table.rows[1].median / table.rows[0].median
    remarks = [f"warm jail / bare forks: {ratio:.2f} (bar: 1.6)", processor_time(warm, rounds)]
    return Table(title=table.title, rows=table.rows, remarks=remarks)


def processor_time(warm: WarmJail, rounds: int) -> str:
    """CPU time of a submission, inside the jail and in the worker."""

    def spent() -> float:
        own = resource.getrusage(resource.RUSAGE_SELF)
        return own.ru_utime + own.ru_stime

    inside, outside = warm.health().processor_seconds, spent()
    for _ in range(rounds):
        submission(warm, CASES)
    # The last init process is counted once the zygote has reaped it, with the next submission.
    inside, outside = warm.health().processor_seconds - inside, spent() - outside
    return (
        f"processor time of such a submission: {1e3 * inside / rounds:.1f} ms inside, "
        f"{1e3 * outside / rounds:.1f} ms in the worker"
    )


def starts(warm: WarmJail, rounds: int) -> Table:
    """One case, warm and cold."""
    cold = open_jail("cold")
    return side_by_side(
        "one case from admission to the end",
        {"warm jail": lambda: submission(warm, 1), "cold jail": lambda: submission(cold, 1)},
        rounds=rounds,
    )


def crossings(warm: WarmJail, rounds: int) -> Table:
    """Calls into an open test case."""
    big = np.random.default_rng(0).random((784, 2000))
    with warm.admit(BUNDLE) as admitted, admitted.case(Limits(wall_seconds=600.0, frame_bytes=64 * MIB)) as session:
        for _ in range(50):
            session.call("relu_der", SMALL, {})
        small = [timed(lambda: session.call("relu_der", SMALL, {})) for _ in range(20 * rounds)]
        large = [timed(lambda: session.call("same", (big,), {})) for _ in range(rounds)]
    rows = [
        Row(name="call of a small function", samples=small, note="bar: 0.25 ms"),
        Row(name="12.5 MB there and back", samples=large),
    ]
    return Table(title="crossing the sandbox boundary", rows=rows)


def main(rounds: int = 60) -> list[Table]:
    """The three tables."""
    with open_jail("warm", tuning=Settings.from_env().memory_tuning) as warm:
        assert isinstance(warm, WarmJail)
        return [submissions(warm, rounds), starts(warm, max(5, rounds // 6)), crossings(warm, rounds)]
