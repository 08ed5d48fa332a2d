"""The commands as a user calls them: exit status, output, one line of trouble on stderr."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.cli.gradescope import gradescope
from grader.model import AuthorText, CaseResult, Diagnosis, HiddenText, Report, Template, Verdict

pytestmark = pytest.mark.usefixtures("shared_jail")
ROOT = Path(__file__).resolve().parents[2]


def run(*words, env=None):
    return CliRunner().invoke(main, [str(word) for word in words], env=env)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project folder made by `grader new`."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "testcases").mkdir()
    made = run("new", "small", "--title", "A small task", env={"GRADER_ROOT": str(folder)})
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def grader(project):
    return lambda *words: run(*words, env={"GRADER_ROOT": str(project)})


def sample(project, label):
    return project / "testcases/small/submissions" / label


def test_the_group_lists_its_commands_without_loading_them():
    out = subprocess.run(
        [sys.executable, "-c", "import sys, grader.cli; print('celery' in sys.modules, 'numpy' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout
    assert out.strip() == "False False"
    shown = run("--help").output
    for name in ("grade", "verify", "show", "list", "new", "doctor", "serve", "web", "worker"):
        assert f"\n  {name}" in shown


def test_full_marks_end_with_0(grader, project):
    done = grader("grade", "small", sample(project, "accepted/loops.py"))
    assert done.exit_code == 0
    assert "small: accepted, 10 of 10 points" in done.output


def test_anything_less_ends_with_1_and_says_why(grader, project):
    done = grader("grade", "small", sample(project, "partially_accepted/factor_2_forgotten.py"))
    assert done.exit_code == 1
    assert "The factor 2 is missing. Your gradient is half the right one." in done.output
    assert "mse_gradient(A, Y) with" in done.output
    assert "small: partially accepted, 4" in done.output


def test_the_report_as_json(grader, project):
    done = grader("grade", "small", sample(project, "partially_accepted/writes_into_A.py"), "--json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert set(report) == {"assignment", "verdict", "score", "max_score", "duration_ms", "cases", "notes"}
    assert {
        "name",
        "title",
        "verdict",
        "score",
        "max_score",
        "visible",
        "message",
        "hint",
        "diagnosis",
        "expected",
        "actual",
        "log",
        "duration_ms",
    } <= set(report["cases"][0])
    assert Report.from_json(report).verdict is Verdict.PARTIALLY_ACCEPTED
    named = {case["diagnosis"]["name"] for case in report["cases"] if case["diagnosis"]}
    assert named == {"argument_overwritten"}


def test_a_student_sees_no_hidden_value(grader, project):
    path = sample(project, "wrong_answer/mean_of_everything.py")
    everything = json.loads(grader("grade", "small", path, "--json").stdout)
    student = json.loads(grader("grade", "small", path, "--json", "--student").stdout)
    hidden = [case for case in student["cases"] if not case["visible"]]
    assert hidden
    assert all(case["expected"] is None and not case["artifacts"] for case in hidden)
    assert any(case["expected"] is not None for case in everything["cases"] if not case["visible"])


def test_only_the_visible_tests(grader, project):
    done = grader("grade", "small", sample(project, "accepted/loops.py"), "--json", "--visible")
    assert all(case["visible"] for case in json.loads(done.stdout)["cases"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("grade", "nothing", "FILE"), "there is no assignment 'nothing'; there are: small"),
        (("show", "nothing"), "there is no assignment 'nothing'"),
        (("grade", "x" * 300, "FILE"), "there is no assignment 'xxx"),
        (("grade", "../small", "FILE"), "there is no assignment '../small'"),
        (("grade", "", "FILE"), "there is no assignment ''"),
        (("new", "small"), "already exists"),
        (("new", "Not a slug"), "lower-case letters"),
    ],
)
def test_trouble_is_one_line_on_stderr_and_ends_with_2(grader, project, words, told):
    words = [str(sample(project, "accepted/loops.py")) if word == "FILE" else word for word in words]
    done = grader(*words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ZeroDivisionError("by\nzero"), "ZeroDivisionError: by zero"),
        (PermissionError(13, "Denied", "x"), "Denied: 'x'"),
    ],
)
def test_a_fault_of_the_grader_is_never_taken_for_a_mistake_of_the_student(grader, project, monkeypatch, error, told):
    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("grader.judge.Judge.grade", fail)
    words = ("grade", "small", sample(project, "accepted/loops.py"), "--json")
    done = grader(*words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    monkeypatch.setenv("GRADER_LOG_LEVEL", "DEBUG")
    assert grader(*words).exception is error


def test_what_is_no_submission_ends_with_2(grader, tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"")
    assert grader("grade", "small", path).exit_code == 2
    assert grader("grade", "small", tmp_path / "nowhere.py").exit_code == 2
    assert grader("grade").exit_code == 2


def test_a_broken_assignment_is_told_by_file_and_line(project, tmp_path):
    folder = tmp_path / "broken"
    shutil.copytree(project, folder)
    cases = folder / "testcases/small/cases.py"
    cases.write_text(cases.read_text().replace('row="value"', 'row="vlue"'))
    done = run("grade", "small", sample(folder, "accepted/loops.py"), env={"GRADER_ROOT": str(folder)})
    assert done.exit_code == 2
    assert "cases.py: case 'small_value' names row 'vlue'" in done.stderr


def test_gradescope(grader, project):
    done = grader(
        "grade", "small", sample(project, "partially_accepted/factor_2_forgotten.py"), "--format", "gradescope"
    )
    results = json.loads(done.stdout)
    assert results["score"] == 4.0
    assert [test["status"] for test in results["tests"]].count("failed") == 4
    assert sum(test["max_score"] for test in results["tests"]) == pytest.approx(10.0)
    assert results["tests"][3]["output"].startswith("3 of 4 entries differ")


def test_gradescope_shows_no_value_of_a_hidden_test():
    case = CaseResult(
        name="a",
        title="A",
        row="r",
        verdict=Verdict.WRONG_ANSWER,
        score=0,
        max_score=1,
        visible=False,
        message="expected 4.25",
        summary=HiddenText.of(Template.DECLARED, AuthorText("It differs.")),
        diagnosis=Diagnosis(name="n", title="T", explanation="E."),
        hint="H.",
    )
    report = Report(
        assignment="s", verdict=Verdict.WRONG_ANSWER, score=0, max_score=1, duration_ms=1500.0, cases=(case,)
    )
    results = gradescope(report)
    assert results["execution_time"] == 1.5
    assert results["tests"][0]["output"] == "It differs.\n\nT. E.\n\nH."


def test_show_tells_hidden_tests_only_when_asked(grader):
    shown = grader("show", "small").output
    assert "A small task" in shown
    assert "gradient: its derivative by the outputs  6 points" in shown
    assert "and 3 hidden tests" in shown
    assert "A gradient, and the arguments after the call" not in shown
    secret = grader("show", "small", "--secret").output
    assert "A gradient, and the arguments after the call" in secret
    assert "mean_over_outputs" in secret


def test_list_names_every_assignment(grader):
    assert "small" in grader("list").output
    assert "relu_der" in run("list").output


def test_a_sample_that_is_based_on_another_is_completed(project, tmp_path):
    folder = tmp_path / "based"
    shutil.copytree(project, folder)
    text = "# based on: accepted/loops.py\n\n\ndef mse(A, Y):\n    return 0.0\n"
    based = folder / "testcases/small/submissions/partially_accepted/zero.py"
    elsewhere = tmp_path / "zero.py"
    for path in (based, elsewhere):
        path.write_text(text)
    done = run("grade", "small", str(based), "--json", env={"GRADER_ROOT": str(folder)})
    assert json.loads(done.stdout)["score"] == 6.0
    done = run("grade", "small", str(elsewhere), "--json", env={"GRADER_ROOT": str(folder)})
    assert json.loads(done.stdout)["score"] == 0.0


def test_an_assignment_that_cannot_be_loaded_is_listed_with_the_reason(project, tmp_path):
    folder = tmp_path / "broken"
    shutil.copytree(project, folder)
    (folder / "testcases/small/prompt.md").unlink()
    done = run("list", env={"GRADER_ROOT": str(folder)})
    told = "cannot be loaded: testcases/small/prompt.md: this file is missing"
    assert done.exit_code == 0
    assert re.match(f"small +{told}", done.output)
    verified = run("verify", env={"GRADER_ROOT": str(folder)})
    assert verified.exit_code == 1
    assert told in verified.output


def test_a_new_assignment_verifies_as_it_is(grader):
    done = grader("verify", "small")
    assert done.exit_code == 0, done.output
    assert "10/10" in done.output
    assert "100.0% of" in done.output


def test_verify_ends_with_1_when_a_promise_is_broken(project, tmp_path):
    folder = tmp_path / "weak"
    shutil.copytree(project, folder)
    cases = folder / "testcases/small/cases.py"
    cases.write_text(cases.read_text().replace("expect(A_after", "# expect(A_after"))
    done = run("verify", "small", "--quick", env={"GRADER_ROOT": str(folder)})
    assert done.exit_code == 1
    assert "misconception argument_overwritten loses no marks" in done.output
    assert "partially_accepted/writes_into_A.py promised partially_accepted, got accepted" in done.output


def test_wrong_usage_is_told_in_one_line():
    answer = CliRunner().invoke(main, ["grade", "relu_der", "/no/such/file.py"])
    assert answer.exit_code == 2
    assert answer.stderr.count("\n") == 1
    assert "does not exist" in answer.stderr


def test_grading_one_right_submission_imports_no_more_than_it_needs(project):
    code = (
        "import sys; from grader.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*{'lark', 'pydantic', 'sqlalchemy', 'celery', 'jinja2', 'flask', 'redis',"
        " 'grader.engine.diagnosis.explain', 'grader.formulas.parse'} & sys.modules.keys(), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "grade", "small", sample(project, "accepted/loops.py")]
    # The first call caches the parsed assignment.
    for _ in range(2):
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "GRADER_ROOT": project}
        )
    assert done.stderr.strip() == ""
