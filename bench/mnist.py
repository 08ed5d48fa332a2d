"""Measures the overhead of the sandbox for a long training run, compared with the same training as a bare program."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.table import Row, Table, timed
from grader.assignments import public
from grader.datasets import mnist
from grader.model import Bundle, Limits
from grader.sandbox import open_jail
from grader.uploads import read_upload

PROJECT = Path(__file__).parent.parent
NOTEBOOK = PROJECT / "testcases" / "mlp_notebook" / "submissions" / "accepted" / "where_and_matmul.py"
DIMS = [784, 200, 10]
#: A fifth of the assignment's 500 iterations, so that the start-up time is negligible.
ITERATIONS = 100
BARE = """
import sys
import numpy as np
exec(compile(open(sys.argv[1]).read() + open(sys.argv[2]).read(), "bare", "exec"))
data = np.load(sys.argv[3])
X, Y = data["X"], data["Y"]
for line in sys.stdin:
    np.random.seed(1)
    multi_layer_network(X, Y, [784, 200, 10], num_iterations=int(line), learning_rate=0.1)
    print("done", flush=True)
"""


def main(rounds: int = 5) -> list[Table]:
    """Train in turn, in the jail and bare, each on one BLAS thread."""
    found = mnist.load()
    X = np.ascontiguousarray(found.train_images[:2000].reshape(2000, -1).T / 127.5 - 1.0)
    Y = found.train_labels[:2000].astype(np.int64).reshape(1, -1)
    assignment = public.load("mlp_notebook")
    source = read_upload(NOTEBOOK.name, NOTEBOOK.read_bytes()).source
    bundle = Bundle(
        source=source, support=assignment.support, entry_points=assignment.entry_points, provided=assignment.provided
    )
    with open_jail("warm") as jail, tempfile.TemporaryDirectory() as folder:
        support, data = Path(folder) / "support.py", Path(folder) / "data.npz"
        support.write_text(assignment.support)
        np.savez(data, X=X, Y=Y)
        bare = subprocess.Popen(
            [sys.executable, "-c", BARE, support, NOTEBOOK, data],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )
        assert bare.stdin
        assert bare.stdout
        asking, answering = bare.stdin, bare.stdout

        def train_bare() -> None:
            asking.write(f"{ITERATIONS}\n")
            asking.flush()
            while answering.readline().strip() != "done":
                pass

        def train_jailed() -> None:
            limits = Limits(wall_seconds=600.0)
            with jail.admit(bundle) as admitted, admitted.case(limits) as session:
                session.call("seed_numpy", (1,), {})
                session.call("multi_layer_network", (X, Y, DIMS), {"num_iterations": ITERATIONS, "learning_rate": 0.1})

        train_bare()
        pairs = [(timed(train_bare), timed(train_jailed)) for _ in range(rounds)]
        asking.close()
        bare.wait()
    return [
        Table(
            title=f"{ITERATIONS} iterations of the MNIST training on 2000 images",
            rows=[
                Row(name="bare, one thread", samples=[bare for bare, _ in pairs]),
                Row(name="in the jail, transfer of arrays included", samples=[two for _, two in pairs]),
            ],
        )
    ]
