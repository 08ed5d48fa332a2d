"""The autograder zip in a harness that lays it out, builds and runs it as Gradescope's documentation says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from tests.cli.test_gradescope import RIGHT, SAMPLES

WRONG = next(iter(sorted((SAMPLES / "wrong_answer").glob("*.py"))))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("gradescope") / "relu_der.zip"
    assert CliRunner().invoke(main, ["export", "gradescope", "relu_der", str(path)]).exit_code == 0
    return path


@pytest.fixture
def run(lms, archive):
    def run(submission, *options):
        words = [sys.executable, lms / "gradescope_end/run.py", archive, submission, *options]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)

    return run


#: Leaves the packages out that setup.sh would install; its own run is one test.
READY = ("--no-setup", "--path", str(Path(sys.executable).parent))


def test_it_is_built_and_grades_a_right_submission(run):
    status, told = run(RIGHT)
    assert told["setup"]["status"] == 0, told
    assert (status, told["results"]["errors"]) == (0, [])
    assert told["results"]["score"] == pytest.approx(told["results"]["maximum"])
    assert told["results"]["student_sees_total"] is True
    assert told["results"]["warnings"] == []


@pytest.mark.parametrize("root", ["auto", "rewrite"])
def test_a_wrong_submission_has_valid_results(run, root):
    status, told = run(WRONG, *READY, "--root", root)
    assert (status, told["results"]["errors"], told["results"]["warnings"]) == (0, [], [])
    assert told["results"]["score"] < told["results"]["maximum"]
    assert told["stdout"] == ""


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"def relu_der(:\n", b"print('</x>'); raise SystemExit(0)"])
def test_what_cannot_be_graded_has_valid_results(run, tmp_path, content):
    path = tmp_path / "mine.py"
    path.write_bytes(content)
    status, told = run(path, *READY)
    assert (status, told["results"]["errors"], told["results"]["score"]) == (0, [], 0)
    assert told["results"]["maximum"] == pytest.approx(15)
