"""What `make test-fast` leaves out."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULE = """
import subprocess, sys
import pytest

START = [sys.executable, "-c", ""]

@pytest.fixture(scope="session")
def started():
    subprocess.run(START)

@pytest.mark.slow
def test_that_is_marked(): ...

@pytest.mark.parametrize("n", range(2))
def test_of_a_fixture_that_starts_a_program(started, n): ...

def test_that_starts_a_program():
    subprocess.run(START)

def test_that_starts_none(): ...
"""


def test_what_is_marked_or_starts_a_program_is_left_out(tmp_path):
    (tmp_path / "test_programs.py").write_text(MODULE)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.fast",
        "-p",
        "no:schemathesis",
        "-v",
        f"--rootdir={tmp_path}",
    ]
    done = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True)
    outcomes = dict(re.findall(r"::(\S+) (PASSED|SKIPPED)", done.stdout))
    assert outcomes == {
        "test_of_a_fixture_that_starts_a_program[0]": "SKIPPED",
        "test_of_a_fixture_that_starts_a_program[1]": "SKIPPED",
        "test_that_starts_a_program": "SKIPPED",
        "test_that_starts_none": "PASSED",
    }
