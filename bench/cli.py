"""Measures one `grader grade` from the shell, interleaved with another checkout of the project.

    python -m bench cli [--base FOLDER]

`FOLDER` is another checkout, for example a worktree of the release before. Its own .venv is used if it has one.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.service_client import without_settings
from bench.table import Table, side_by_side
from grader.settings import PROJECT

#: What is graded: an accepted sample, as its path below each checkout.
SLUG, SUBMISSION = "relu_der", "testcases/relu_der/submissions/accepted/boolean_index.py"
ROUNDS = 21
#: The goal on an idle machine, in milliseconds.
GOAL = 400.0


def main(base: Path | None = None, rounds: int = ROUNDS) -> list[Table]:
    """One row for this checkout, and one for `base`."""
    actions = {"this checkout": grade(PROJECT)}
    if base is not None:
        actions = {f"base: {base}": grade(base.resolve()), **actions}
    table = side_by_side(f"grader grade {SLUG} FILE, from start to exit", actions, rounds=rounds)
    best = min(table.rows[-1].samples)
    remarks = [f"minimum of this checkout: {best:.0f} ms (goal: a median of {GOAL:.0f} ms on an idle machine)"]
    return [Table(title=table.title, rows=table.rows, remarks=remarks)]


def grade(checkout: Path) -> Callable[[], None]:
    """Grade the sample with the code of `checkout`, in a process of its own. Raises CalledProcessError."""
    python = checkout / ".venv/bin/python"
    command = [str(python) if python.exists() else sys.executable, "-m", "grader.cli", "grade", SLUG, SUBMISSION]
    environment = without_settings()
    # Compile all modules, as after a first start.
    subprocess.run([command[0], "-m", "compileall", "-q", "grader"], cwd=checkout, capture_output=True, check=False)

    def run() -> None:
        subprocess.run(command, cwd=checkout, env=environment, stdout=subprocess.DEVNULL, check=True)

    return run
