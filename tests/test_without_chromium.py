"""Without Chromium the browser tests are skipped, with the reason, and keep nobody from the other tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


#: The reason is found once for the folder, so one file of it is enough the second time.
FIRST = min(ROOT.glob("tests/browser/test_*.py"))


@pytest.mark.parametrize(
    ("configured", "tests"),
    [
        pytest.param(None, ROOT / "tests/browser", id="not installed"),
        pytest.param("/nowhere/chromium", FIRST, id="not where it should be"),
    ],
)
def test_browser_tests_are_skipped_with_the_reason(tmp_path, configured, tests):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment.pop("GRADER_CHROMIUM", None)
    if configured is not None:
        environment["GRADER_CHROMIUM"] = configured
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests)]
    done = subprocess.run(
        command, cwd=ROOT, env={**environment, "PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NO BROWSER, PAGES NOT TESTED: install the package chromium" in done.stdout
    last = done.stdout.strip().splitlines()[-1]
    assert "skipped" in last
    assert "passed" not in last
