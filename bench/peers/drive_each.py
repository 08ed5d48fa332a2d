"""Starts pytest, or gradescope-utils, in a new process per submission, as their users do; same line protocol."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from textwrap import indent

from five import SET_UP, TESTS, indented

GRADESCOPE_MAIN = """
if __name__ == "__main__":
    import sys
    from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
    with open("results.json", "w") as stream:
        JSONTestRunner(stream=stream).run(unittest.defaultTestLoader.loadTestsFromTestCase(Five))
"""


def write_pytest(folder: Path) -> None:
    """One test function per test."""
    tests = "\n".join(f"def test_{name}():\n{indented(text)}" for name, text in TESTS.items())
    (folder / "test_five.py").write_text(f"from submission import relu_der\n{SET_UP}\n{tests}")


def write_gradescope(folder: Path) -> None:
    """One weighted unittest method per test."""
    methods = [f"@weight(1)\ndef test_{name}(self):\n{indented(text)}" for name, text in TESTS.items()]
    tests = indent("\n".join(methods), "    ")
    head = "import unittest\nfrom gradescope_utils.autograder_utils.decorators import weight\n"
    (folder / "run_tests.py").write_text(
        f"{head}from submission import relu_der\n{SET_UP}\nclass Five(unittest.TestCase):\n{tests}{GRADESCOPE_MAIN}"
    )


def run_pytest(folder: Path) -> list[bool]:
    """pytest with its machine-readable report."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=results.xml", "test_five.py"]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    cases = {case.get("name"): case for case in ElementTree.parse(folder / "results.xml").iter("testcase")}
    return [cases[f"test_{name}"].find("failure") is None for name in TESTS]


def run_gradescope(folder: Path) -> list[bool]:
    """The test runner that writes Gradescope's results.json."""
    subprocess.run([sys.executable, "run_tests.py"], cwd=folder, stderr=subprocess.DEVNULL, check=True)
    tests = {test["name"].split()[0]: test for test in json.loads((folder / "results.json").read_text())["tests"]}
    return [tests[f"test_{name}"]["score"] == 1 for name in TESTS]


PEERS = {"pytest": (write_pytest, run_pytest), "gradescope": (write_gradescope, run_gradescope)}


def main() -> None:
    """Answer on standard output, one JSON line per submission."""
    write, run = PEERS[sys.argv[2]]
    print("ready", flush=True)
    for line in sys.stdin:
        with tempfile.TemporaryDirectory(dir=sys.argv[1]) as name:
            folder = Path(name)
            write(folder)
            shutil.copy(line.strip(), folder / "submission.py")
            print(json.dumps(run(folder)), flush=True)


main()
