"""Starts the evaluator zygote in bubblewrap: its file system and its seccomp filters."""

from __future__ import annotations

import os
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.sandbox import launch, policy

#: An empty, read-only /tmp, and the capability that a template needs to hide the other assignments.
_SCRATCH = ("--dir", "/tmp", "--cap-add", "CAP_SYS_ADMIN")
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True)
class DataSets:
    """Folders with data sets that cases may load."""

    #: Folder of the MNIST files, or None.
    mnist: Path | None


def start(root: Path, data: DataSets, control: socket.socket, output: int) -> subprocess.Popen[bytes]:
    """Start the zygote for the assignments below `root`; `control` is its end of the control socket.

    It ends with the thread that calls this. Raises SandboxUnavailable when bubblewrap is not installed.
    """
    filters = (launch.filter_file(policy.EVALUATOR_ZYGOTE_FILTER), launch.filter_file(policy.EVALUATOR_FILTER))
    try:
        program = "import sys; sys.path[:0] = ['/engine', '/site']; from grader.evaluator.inside.zygote import main; "
        program += f"main({control.fileno()}, {filters[1]})"
        return subprocess.Popen(
            [
                *launch.bubblewrap((*_files(root, data), *_SCRATCH)),
                *("--seccomp", str(filters[0])),
                *(launch.PYTHON, "-s", "-S", "-P", "-B", "-c", program),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={},
            pass_fds=(*filters, control.fileno()),
        )
    finally:
        for descriptor in filters:
            os.close(descriptor)


def _files(root: Path, data: DataSets) -> list[str]:
    """bubblewrap's arguments for the files beside the interpreter, all read-only."""
    command = ["--ro-bind", str(_PACKAGE), "/engine/grader", "--ro-bind", str(Path(np.__file__).parents[1]), "/site"]
    for name in ("testcases", "reference"):
        command += ["--ro-bind", str(root / name), f"/all/{name}"]
    command += ["--dir", "/srv", "--dir", "/data", "--setenv", "GRADER_ROOT", "/srv"]
    command += ["--setenv", "GRADER_DATA_DIR", "/data", "--setenv", "GRADER_MNIST_DOWNLOAD", "false"]
    if data.mnist is not None and data.mnist.is_dir():
        command += ["--ro-bind", str(data.mnist), "/data/mnist"]
    return command
