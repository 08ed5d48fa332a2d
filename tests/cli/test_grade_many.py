"""`grader grade` for several files and folders: rows, formats, exit status."""

import csv
import io
import json
import os
import shutil

import click
import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.judge import Judge
from grader.model import Report, Verdict
from grader.sandbox import launch

pytestmark = pytest.mark.usefixtures("shared_jail")
ACCEPTED = "accepted/loops.py"
NAMED = "partially_accepted/factor_2_forgotten.py"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project folder made by `grader new`."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "testcases").mkdir()
    made = CliRunner().invoke(main, ["new", "small"], env={"GRADER_ROOT": str(folder)})
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def grade(project):
    def run(*words):
        return CliRunner().invoke(main, ["grade", "small", *map(str, words)], env={"GRADER_ROOT": str(project)})

    return run


@pytest.fixture
def samples(project):
    return project / "testcases/small/submissions"


@pytest.fixture
def folder(samples, tmp_path):
    """Right and wrong submissions, some below others, with files that are no submissions."""
    here = tmp_path / "handed_in"
    (here / "late").mkdir(parents=True)
    shutil.copy(samples / ACCEPTED, here / "late/ada.py")
    shutil.copy(samples / NAMED, here / "bob.PY")
    (here / "empty.py").touch()
    (here / "notes.txt").write_text("not a submission")
    (here / ".ipynb_checkpoints").mkdir()
    (here / ".ipynb_checkpoints/old.py").write_text("x = 1")
    (here / ".hidden.py").write_text("x = 1")
    return here


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_table_names_verdict_score_seconds_and_mistake(grade, samples):
    done = grade(samples / ACCEPTED, samples / NAMED)
    assert done.exit_code == 1
    head, first, second, _, end = done.stdout.splitlines()
    assert head.split() == ["file", "verdict", "score", "seconds", "first", "named", "mistake"]
    assert first.split()[1:3] == ["accepted", "10/10"]
    assert second.split()[1:4] == ["partially", "accepted", "4/10"]
    assert second.endswith("The factor 2 is missing")
    assert float(first.split()[3]) < 60
    assert end == "2 files: 1 with full marks."
    assert done.stderr == ""


def test_all_with_full_marks_end_with_0(grade, samples):
    assert grade(samples / ACCEPTED, samples / "accepted/norm.py").exit_code == 0
    assert grade(samples / "accepted").exit_code == 0


def test_one_jail_grades_all(grade, samples, monkeypatch):
    monkeypatch.undo()
    opened = []
    real = launch.start
    monkeypatch.setattr("grader.sandbox.launch.start", lambda *a: opened.append(a[0]) or real(*a))
    grade(samples / ACCEPTED, samples / NAMED, samples / "accepted/norm.py")
    assert opened == ["zygote"]


def test_a_folder_stands_for_the_submissions_below_it_sorted(grade, folder):
    found = [line["file"] for line in lines(grade(folder, "--json-lines"))]
    assert found == [str(folder / name) for name in ("bob.PY", "empty.py", "late/ada.py")]


def test_a_file_named_twice_is_graded_once(grade, folder):
    assert len(lines(grade(folder / "bob.PY", folder, folder / "bob.PY", "--json-lines"))) == 3


def test_what_is_no_submission_is_a_row_and_does_not_stop_the_rest(grade, folder):
    os.mkfifo(folder / "pipe.py")
    (folder / "picture.ipynb").write_bytes(b"\x89PNG")
    done = grade(folder)
    assert done.exit_code == 1
    rows = {line.split()[0].rpartition("/")[2]: line for line in done.stdout.splitlines()[1:] if "handed_in" in line}
    assert set(rows) == {"bob.PY", "empty.py", "ada.py", "pipe.py", "picture.ipynb"}
    assert "unreadable" in rows["empty.py"]
    assert "The file is empty." in rows["empty.py"]
    assert "is not a regular file" in rows["pipe.py"]
    assert "This is a picture, not code." in rows["picture.ipynb"]
    assert "5 files: 1 with full marks, 3 not readable." in done.stdout


def test_json_lines_hold_the_report_or_why_there_is_none(grade, folder):
    done = grade(folder, "--json-lines")
    assert done.exit_code == 1
    bob, empty, ada = lines(done)
    assert Report.from_json(bob["report"]).verdict is Verdict.PARTIALLY_ACCEPTED
    assert bob["error"] is None
    assert empty["report"] is None
    assert empty["error"].startswith("The file is empty.")
    assert Report.from_json(ada["report"]).score == 10


def test_csv_for_programs(grade, folder, samples):
    shutil.copy(samples / NAMED, folder / "=cmd.py")
    done = grade(folder, "--csv")
    assert done.exit_code == 1
    rows = {row["file"].rpartition("/")[2]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert rows["bob.PY"]["verdict"] == "partially_accepted"
    assert (rows["bob.PY"]["score"], rows["bob.PY"]["max_score"]) == ("4", "10")
    assert rows["bob.PY"]["mistake"] == "factor_two_missing"
    assert rows["empty.py"]["verdict"] == "unreadable"
    assert rows["empty.py"]["error"].startswith("The file is empty.")
    assert rows["ada.py"]["verdict"] == "accepted"


def test_csv_holds_no_formula(grade, samples, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(samples / ACCEPTED, "=cmd.py")
    done = grade("=cmd.py", "--csv")
    assert done.exit_code == 0
    assert next(csv.DictReader(io.StringIO(done.stdout)))["file"] == "'=cmd.py"


def test_a_name_commands_no_terminal(grade, samples, tmp_path):
    shutil.copy(samples / ACCEPTED, tmp_path / "a\x1b[31m\nb.py")
    shown = grade(samples / ACCEPTED, tmp_path).stdout
    assert "\x1b" not in shown
    assert "a<U+001B>[31m<U+000A>b.py" in shown


def test_one_file_with_json_lines_is_one_line(grade, samples):
    assert len(lines(grade(samples / ACCEPTED, "--json-lines"))) == 1


def test_a_student_sees_no_hidden_value_in_any_row(grade, samples):
    (line,) = lines(grade(samples / "wrong_answer/mean_of_everything.py", "--json-lines", "--student"))
    hidden = [case for case in line["report"]["cases"] if not case["visible"]]
    assert hidden
    assert all(case["expected"] is None and not case["artifacts"] for case in hidden)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("FOLDER", "--json"), "--json and --format are for one file; use --json-lines or --csv instead"),
        (("FILE", "FILE", "--format", "gradescope"), "--json and --format are for one file"),
        (("FILE", "--csv", "--format", "gradescope"), "--json and --format are for one file"),
        (("FILE", "--csv", "--json-lines"), "--csv and --json-lines exclude each other"),
        (("EMPTY",), "there is no .ipynb, .json, .py file in"),
        (("FILE", "nowhere.py"), "'nowhere.py' does not exist"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(grade, samples, folder, tmp_path, words, told):
    (tmp_path / "nothing").mkdir()
    paths = {"FOLDER": folder, "FILE": samples / ACCEPTED, "EMPTY": tmp_path / "nothing"}
    done = grade(*(paths.get(word, word) for word in words))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("form", ["--csv", "--json-lines"])
def test_a_fault_of_the_grader_ends_with_2_after_all_rows(grade, samples, monkeypatch, form):
    real = Judge.grade

    def fail_once(judge, slug, source, **options):
        if source.filename == "loops.py":
            raise ZeroDivisionError("by zero")
        return real(judge, slug, source, **options)

    monkeypatch.setattr("grader.judge.Judge.grade", fail_once)
    done = grade(samples / ACCEPTED, samples / "accepted/norm.py", form)
    assert done.exit_code == 2
    assert len(done.stdout.splitlines()) == (3 if form == "--csv" else 2)
    assert "the grader itself failed at 1 of 2 files" in done.stderr
    assert "ZeroDivisionError: by zero" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_bar_is_shown_on_a_terminal_only(grade, samples, monkeypatch):
    asked = []
    real = click.progressbar
    monkeypatch.setattr("click.progressbar", lambda *a, **k: asked.append((k["hidden"], k["length"])) or real(*a, **k))
    assert grade(samples / ACCEPTED, samples / NAMED).stderr == ""
    monkeypatch.setattr("grader.cli.grade_many.stderr_is_terminal", lambda: True)
    shown = grade(samples / ACCEPTED, samples / NAMED)
    grade(samples / ACCEPTED, samples / NAMED, "--csv")
    assert asked == [(True, 2), (False, 2), (False, 2)]
    assert "Grading" in shown.stderr
    assert "Grading" not in shown.stdout
