"""results.json by Gradescope's documentation, and the autograder zip, unpacked and run as Gradescope does."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.model import CaseResult, Report, Verdict

pytestmark = pytest.mark.usefixtures("shared_jail")
ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "testcases/relu_der/submissions"
RIGHT = next(iter(sorted((SAMPLES / "accepted").glob("*.py"))))
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
VISIBILITY = {"enum": ["visible", "hidden", "after_due_date", "after_published"]}
NUMBER, TEXT = {"type": "number"}, {"type": "string"}
#: "Autograder Specifications" of Gradescope: every field that it lists, and no other.
TEST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "name"],
    "properties": {
        "score": NUMBER,
        "max_score": NUMBER,
        "status": {"enum": ["passed", "failed"]},
        "name": TEXT,
        "name_format": FORMAT,
        "number": TEXT,
        "output": TEXT,
        "output_format": FORMAT,
        "tags": {"type": "array", "items": TEXT},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "tests"],
    "properties": {
        "score": NUMBER,
        "execution_time": NUMBER,
        "output": TEXT,
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST, "minItems": 1},
        "leaderboard": {"type": "array"},
    },
}


def checked(text):
    """The results, which are as documented."""
    results = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    jsonschema.validate(results, RESULTS)
    assert results["score"] == pytest.approx(sum(test["score"] for test in results["tests"]))
    assert all(0 <= test["score"] <= test["max_score"] for test in results["tests"])
    assert results.get("stdout_visibility", "hidden") == "hidden"
    return results


def grade(path, *more):
    return CliRunner().invoke(main, ["grade", "relu_der", str(path), "--format", "gradescope", *more])


def test_a_right_answer():
    done = grade(RIGHT)
    results = checked(done.stdout)
    assert done.exit_code == 0
    assert results["score"] == pytest.approx(sum(test["max_score"] for test in results["tests"]))
    assert {test["status"] for test in results["tests"]} == {"passed"}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.py", b"", "The file is empty"),
        ("a.txt", b"x = 1", "Submit a .py file"),
        ("a.py", b"PK\x03\x04", "This is a ZIP archive"),
        ("a.ipynb", b"{", "its JSON is broken"),
        ("a.py", b"\xff\xfex", "encoded as UTF-16"),
        ("a.py", b"#" * 1_100_000, "the most that is accepted is 1 MiB"),
    ],
)
def test_a_refused_file_has_results_that_say_so(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    done = grade(tmp_path / name)
    results = checked(done.stdout)
    assert (done.exit_code, results["score"]) == (0, 0)
    assert told in results["output"]
    assert told in results["tests"][0]["output"]
    assert results["tests"][0]["max_score"] > 0


@pytest.mark.parametrize("code", ["def relu_der(:\n", "raise RuntimeError('no')\n", "x = 1\n"])
def test_a_file_that_does_not_load_has_results_that_say_so(tmp_path, code):
    (tmp_path / "a.py").write_text(code)
    done = grade(tmp_path / "a.py")
    results = checked(done.stdout)
    assert (done.exit_code, results["score"]) == (0, 0)
    assert results["output"].startswith("Your file did not load, so no tests ran.")
    assert {test["status"] for test in results["tests"]} == {"failed"}


def test_a_fault_of_the_grader_has_no_results(monkeypatch):
    from grader.cli.grading import OpenJudge

    case = CaseResult(
        name="a",
        title="A",
        row="r",
        verdict=Verdict.JUDGE_ERROR,
        score=0,
        max_score=1,
        visible=True,
        message="",
        log="why",
    )
    report = Report(
        assignment="relu_der", verdict=Verdict.JUDGE_ERROR, score=0, max_score=1, duration_ms=1, cases=(case,)
    )
    monkeypatch.setattr(OpenJudge, "grade", lambda self, source, on_event: report)
    done = grade(RIGHT)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "why" in done.stderr


def upload(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_py", ".py").replace("_txt", ".txt")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    return folder


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "There is no .py file"),
        ({"notes_txt": "x"}, "There is no .py file"),
        ({"a_py": "x = 1", "b_py": "x = 2"}, "several files that could be graded: a.py, b.py"),
        ({f"f{n}_py": "x = 1" for n in range(20)}, "and 12 more"),
        ({"solution_py": "x = 1", "main_py": "x = 1"}, "several files"),
    ],
)
def test_a_folder_without_one_file_to_grade_has_results_that_say_so(tmp_path, files, told):
    done = grade(upload(tmp_path / "submission", **files))
    assert (done.exit_code, told in checked(done.stdout)["output"]) == (0, True)


@pytest.mark.parametrize(
    "files",
    [("any_py",), ("deep__any_py",), ("relu_der_py", "helper_py"), ("solution_py", "tests_py", "deep__more_py")],
)
def test_the_file_to_grade_is_found_in_a_folder(tmp_path, files):
    first, *others = files
    folder = upload(tmp_path / "submission", **{first: RIGHT.read_text()}, **dict.fromkeys(others, "x = 1"))
    os.mkfifo(folder / ".hidden.py")
    done = grade(folder)
    assert (done.exit_code, checked(done.stdout)["score"] > 0) == (0, True)


class Autograder:
    """The zip laid out as Gradescope does, with a folder in place of /autograder."""

    def __init__(self, root, archive):
        self.root = root
        (root / "results").mkdir(parents=True)
        with zipfile.ZipFile(archive) as z:
            z.extractall(root / "source")
            self.modes = {info.filename: info.external_attr >> 16 & 0o777 for info in z.infolist()}
        script = (root / "source/run_autograder").read_text().replace("/autograder", str(root))
        (root / "run_autograder").write_text(script)
        (root / "run_autograder").chmod(0o755)

    def run(self, *files, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}"):
        """(exit status, what it printed, results or None)."""
        submission, results = self.root / "submission", self.root / "results/results.json"
        shutil.rmtree(submission, ignore_errors=True)
        submission.mkdir()
        results.unlink(missing_ok=True)
        for file in files:
            shutil.copy(file, submission)
        done = subprocess.run(
            [self.root / "run_autograder"], capture_output=True, text=True, env={"PATH": path, "HOME": str(self.root)}
        )
        return done.returncode, done.stdout, checked(results.read_text()) if results.exists() else None


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("gradescope") / "relu_der.zip"
    done = CliRunner().invoke(main, ["export", "gradescope", "relu_der", str(path)])
    assert done.exit_code == 0, done.output
    assert "hidden tests" in done.output
    return path


@pytest.fixture(scope="module")
def autograder(archive, tmp_path_factory):
    return Autograder(tmp_path_factory.mktemp("autograder") / "root", archive)


def test_the_zip_holds_what_it_needs_and_no_more(archive, autograder):
    names = set(autograder.modes)
    assert {"setup.sh", "run_autograder", "requirements.txt", "testcases/relu_der/cases.py"} <= names
    assert autograder.modes["setup.sh"] == autograder.modes["run_autograder"] == 0o755
    assert not [name for name in names if "submissions/" in name or "__pycache__" in name or "attacks/" in name]
    assert {name.split("/")[1] for name in names if name.startswith("testcases/")} == {"relu_der"}
    lock = (autograder.root / "source/requirements.txt").read_text()
    assert "numpy==" in lock
    assert "flask" not in lock
    assert lock.count("==") <= lock.count("--hash=")
    assert archive.stat().st_size < 5_000_000


def test_the_same_files_make_the_same_zip(archive, tmp_path):
    again = tmp_path / "again.zip"
    CliRunner().invoke(main, ["export", "gradescope", "relu_der", str(again)])
    assert again.read_bytes() == archive.read_bytes()


def test_the_scripts_are_valid_bash():
    for name in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", ROOT / "grader/cli/autograder" / name], check=True)


def test_the_zip_grades_a_right_and_a_wrong_submission_and_a_refused_one(autograder, tmp_path):
    status, _, results = autograder.run(RIGHT)
    assert status == 0
    assert results["score"] == pytest.approx(sum(test["max_score"] for test in results["tests"]))
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def relu_der(dA, cache):\n    print('</script>')\n    return dA\n")
    status, printed, results = autograder.run(wrong)
    assert (status, printed, results["tests"][0]["status"]) == (0, "", "failed")
    hidden = [case for case in results["extra_data"]["report"]["cases"] if not case["visible"]]
    assert hidden
    assert all(case["expected"] is None for case in hidden)
    status, _, results = autograder.run()
    assert (status, results["score"]) == (0, 0)


def test_without_isolation_nothing_is_graded_and_that_is_said(autograder, tmp_path):
    for name in ("bash", "env", "mv", "cat", "rm"):
        (tmp_path / name).symlink_to(shutil.which(name))
    (tmp_path / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (tmp_path / "python3").chmod(0o755)
    status, printed, results = autograder.run(RIGHT, path=str(tmp_path))
    assert (status, results) == (1, None)
    assert "NOT graded" in printed
    assert "bubblewrap" in printed


@pytest.mark.parametrize(
    ("words", "told"),
    [(("relu",), "no such assignment: relu; did you mean relu_der?"), (("relu_der", "nowhere/a.zip"), "nowhere")],
)
def test_wrong_usage_of_the_export_is_one_line(tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    slug, *target = words
    done = CliRunner().invoke(main, ["export", "gradescope", slug, *(target or ["a.zip"])])
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
