"""The provenance of a result: versions of the tests and of the software. Stored with the result."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy


@cache
def _own_version() -> str:
    return version("nn-grader")


def receipt(*, suite_version: str, sha256: str, run: int, jail: str) -> dict[str, Any]:
    """The record of one run.

    `suite_version` is `files.Versions.version`, `sha256` the hash of the submitted file, `jail` the sandbox mode.
    """
    return {
        "suite": suite_version,
        "file": sha256,
        "run": run,
        "jail": jail,
        "grader": _own_version(),
        "numpy": numpy.__version__,
        "python": platform.python_version(),
    }
