"""Where the tests find the canonical MNIST files: GRADER_MNIST_DIR, else a folder beside the project, else nowhere."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.datasets import mnist
from grader.settings import PROJECT

BESIDE = PROJECT.parent / "shared" / "mnist"


def find(env: Mapping[str, str], beside: Path = BESIDE) -> Path | None:
    """The folder to test with; None if the stand-in has to do."""
    if configured := env.get("GRADER_MNIST_DIR"):
        return Path(configured)
    return beside if beside.is_dir() else None


def is_complete(folder: Path | None) -> bool:
    """Whether all four files are in the folder."""
    return folder is not None and all((folder / name).is_file() for name in mnist.FILES)


FOLDER = find(os.environ)
#: For tests that compare with the canonical files themselves.
needs_canonical_files = pytest.mark.skipif(
    not is_complete(FOLDER), reason="the canonical MNIST files are not here: set GRADER_MNIST_DIR to their folder"
)
