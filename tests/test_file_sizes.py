"""No file that people read grows beyond what can be read at once."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES = 300
#: Locks and pictures are made by programs; catalogues of translations are kept by `web.i18n`, an entry for each text.
GENERATED = (
    "requirements/*.txt",
    "web/i18n/*.po",
    "web/frontend/package-lock.json",
    "docs/screenshots/*",
    "docs/pictures/*",
)


@pytest.fixture(scope="module")
def long_files():
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout, so nothing says which files belong to the project")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]
    assert len(paths) > 500
    read = [path for path in paths if not any(path.match(pattern) for pattern in GENERATED)]
    return {str(path) for path in read if (ROOT / path).read_bytes().count(b"\n") > LINES}


def test_no_file_is_too_long(long_files):
    assert not long_files
