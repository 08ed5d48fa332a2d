"""Tests of a group run in one process: pytest-xdist says nothing where it does not group them."""

import re
import subprocess
import sys

MODULE = """
import pytest

@pytest.mark.xdist_group("first")
@pytest.mark.parametrize("n", range(4))
def test_first(n): ...

@pytest.mark.xdist_group("second")
@pytest.mark.parametrize("n", range(4))
def test_second(n): ...
"""


def test_the_tests_of_a_group_run_in_one_process(tmp_path):
    (tmp_path / "test_groups.py").write_text(MODULE)
    command = [sys.executable, "-m", "pytest", "-v", "-n", "2", "--dist", "loadgroup", "-p", "no:schemathesis"]
    output = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    processes = {}
    for process, name in re.findall(r"^\[(gw\d)\].* PASSED \S+::test_(\w+)\[", output, re.MULTILINE):
        processes.setdefault(name, []).append(process)
    assert {name: len(found) for name, found in processes.items()} == {"first": 4, "second": 4}
    assert all(len(set(found)) == 1 for found in processes.values())
