"""Keeps otter-grader's library warm: reads a submission's path per line, answers with the list of passed tests."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import zipfile
from pathlib import Path

from five import SET_UP, TESTS
from otter.api import grade_submission


def autograder(folder: Path) -> Path:
    """An autograder archive with one exception-style test file per test."""
    path = folder / "autograder.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"lang": "python", "show_hidden": True}))
        for name, statements in TESTS.items():
            case = {"code": doctest_of(statements), "hidden": False, "locked": False}
            suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
            test = {"name": name, "points": 1, "suites": [suite]}
            archive.writestr(f"tests/{name}.py", f"OK_FORMAT = True\ntest = {test!r}\n")
    return path


def doctest_of(statements: str) -> str:
    """The statements in doctest form."""
    return "\n".join(f">>> {line}" for line in (SET_UP + statements).strip().splitlines())


def main() -> None:
    """Answer on standard output, one JSON line per submission."""
    archive = autograder(Path(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        with contextlib.redirect_stdout(io.StringIO()):
            results = grade_submission(line.strip(), str(archive), quiet=True)
        print(json.dumps([results.get_score(name) == 1 for name in TESTS]), flush=True)


main()
