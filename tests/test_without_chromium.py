"""Without Chromium the browser tests are skipped, with the reason, and keep nobody from the other tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("configured", [None, "/nowhere/chromium"], ids=["not installed", "not where it should be"])
def test_browser_tests_are_skipped_with_the_reason(tmp_path, configured):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment.pop("GRADER_CHROMIUM", None)
    if configured is not None:
        environment["GRADER_CHROMIUM"] = configured
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/browser"]
    done = subprocess.run(
        command, cwd=ROOT, env={**environment, "PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NO BROWSER, PAGES NOT TESTED: install the package chromium" in done.stdout
    last = done.stdout.strip().splitlines()[-1]
    assert "skipped" in last
    assert "passed" not in last
