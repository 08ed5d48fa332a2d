"""Compares this grader with others: the same five tests of `relu_der`, interleaved in one run.

The others are installed with pip into an environment of their own, `bench/.env` (about 400 MB). A grader's time
counts only while its five verdicts on a right and a wrong submission are the expected ones.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.peers.five import EXPECTED, RIGHT, WRONG
from bench.peers.ours import our_graders
from bench.table import Table, side_by_side

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
ENVIRONMENT = PROJECT / "bench" / ".env"
PEERS = {
    "gradescope-utils, a process each": ["drive_each.py", "gradescope"],
    "pytest, a process each": ["drive_each.py", "pytest"],
    "nbgrader, its API kept warm": ["drive_nbgrader.py"],
    "otter-grader, its library kept warm": ["drive_otter.py"],
}

Grade = Callable[[str], list[bool]]


def install() -> None:
    """Create the virtual environment of the other graders, once."""
    stamp = ENVIRONMENT / "installed"
    lock = PROJECT / "requirements" / "bench.txt"
    if stamp.exists() and stamp.read_text() == lock.read_text():
        return
    print("installing the other graders into bench/.env ...", file=sys.stderr)
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    command = [ENVIRONMENT / "bin" / "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", lock]
    subprocess.run(command, check=True)
    stamp.write_text(lock.read_text())


@contextmanager
def peer(arguments: list[str], folder: Path) -> Iterator[Grade]:
    """A driver that reads a path per line and answers with five verdicts."""
    script, *rest = arguments
    folder.mkdir()
    binaries = ENVIRONMENT / "bin"
    process = subprocess.Popen(
        [binaries / "python", HERE / script, folder, *rest],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # nbgrader starts alembic by its bare name. All graders use one BLAS thread.
        env=os.environ | {"PATH": f"{binaries}:{os.environ['PATH']}", "OPENBLAS_NUM_THREADS": "1"},
    )
    assert process.stdin
    assert process.stdout
    answers, questions = process.stdout, process.stdin

    def grade(path: str) -> list[bool]:
        questions.write(path + "\n")
        questions.flush()
        for line in answers:
            if line.startswith("["):
                return list(json.loads(line))
        raise RuntimeError(f"{script} ended")

    for line in answers:
        if line.strip() == "ready":
            break
    try:
        yield grade
    finally:
        questions.close()
        process.wait()


def main(rounds: int = 9) -> list[Table]:
    """Grade a right and a wrong submission per round with each grader."""
    install()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        paths = {"right": folder / "right.py", "wrong": folder / "wrong.py"}
        paths["right"].write_text(RIGHT)
        paths["wrong"].write_text(WRONG)
        graders: dict[str, Grade] = dict(stack.enter_context(our_graders(folder)))
        for name, arguments in PEERS.items():
            graders[name] = stack.enter_context(peer(arguments, folder / name.split(",")[0]))

        def both(name: str) -> Callable[[], None]:
            def run() -> None:
                for kind, path in paths.items():
                    if (found := graders[name](str(path))) != EXPECTED[kind]:
                        raise RuntimeError(f"{name} found {found} on the {kind} submission")

            return run

        table = side_by_side(
            "Five tests of relu_der, a right and a wrong submission (two gradings per sample)",
            {name: both(name) for name in graders},
            rounds=rounds,
        )
    return [table]
