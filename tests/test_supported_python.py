"""The supported Python versions: one range, told alike by everything that names it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from grader.sandbox.doctor import NEWEST_PYTHON, OLDEST_PYTHON

PROJECT = Path(__file__).resolve().parents[1]
VERSIONS = [(OLDEST_PYTHON[0], minor) for minor in range(OLDEST_PYTHON[1], NEWEST_PYTHON[1] + 1)]


def test_the_package_and_the_readme_name_the_same_range():
    package = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    assert package["requires-python"] == f">=3.{OLDEST_PYTHON[1]},<3.{NEWEST_PYTHON[1] + 1}"
    (said,) = re.findall(r"Python (3\.\d+(?:, 3\.\d+)* or 3\.\d+)", (PROJECT / "README.md").read_text())
    assert re.findall(r"3\.\d+", said) == [f"{major}.{minor}" for major, minor in VERSIONS]


@pytest.mark.parametrize("minor", range(10, 16))
def test_make_takes_exactly_these_versions(minor, tmp_path):
    python = tmp_path / "python3"
    # The Makefile's own check, run by this interpreter under another version number.
    pretend = f"import sys; sys.version_info = (3, {minor}, 0); sys.version = '3.{minor}.0'"
    python.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exec python3 -c "{pretend}\n$2"\nexit 1\n')
    python.chmod(0o755)
    (tmp_path / "stamps").mkdir()
    (tmp_path / "stamps" / "system").touch()
    done = subprocess.run(
        ["make", "-f", PROJECT / "Makefile", f"PYTHON={python}", f"VENV={tmp_path}", f"{tmp_path}/stamps/venv"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    accepted = "creating" in done.stdout
    assert accepted is ((3, minor) in VERSIONS), done.stderr
    if not accepted:
        assert f"is 3.{minor}.0; set PYTHON=" in done.stderr
