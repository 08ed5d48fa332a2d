"""JUnit XML, and problems as compilers write them."""

import json
import re
import shlex
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner

from grader.cli import junit, main
from grader.model import CaseResult, Diagnosis, Report, Source, Verdict
from tests.docs.documents import read, section

FILE = Path("work/mine.py")
CODE = Source(filename="mine.py", cells=("import numpy as np\n\n\ndef relu_der(dA, cache):\n    return 1 / 0\n",))


def case(name, verdict, **fields):
    score = 1.0 if verdict is Verdict.ACCEPTED else 0.0
    told = {"title": name.title(), "row": "gradient", "max_score": 1.5, "visible": True, "message": "", **fields}
    return CaseResult(name=name, verdict=verdict, score=score, **told)


@pytest.fixture
def report():
    cases = (
        case("right", Verdict.ACCEPTED, duration_ms=12.0),
        case("raises", Verdict.RUNTIME_ERROR, message="ZeroDivisionError in line 5 of your file", log="a\x1b[2J\x00b"),
        case(
            "named",
            Verdict.WRONG_ANSWER,
            message="Expected 1,\ngot 2.",
            hint="Look at the mask.",
            diagnosis=Diagnosis(name="mask", title="The mask is missing", explanation="All entries pass <&> through."),
        ),
        case("left", Verdict.SKIPPED, message="Not run."),
        case("ours", Verdict.JUDGE_ERROR, message="The grader failed."),
    )
    return Report(
        assignment="relu_der",
        verdict=Verdict.PARTIALLY_ACCEPTED,
        score=1.0,
        max_score=7.5,
        duration_ms=40.0,
        cases=cases,
        notes=("A note \x07.",),
    )


def test_each_test_is_a_testcase_that_ends_as_it_did(report):
    suite = fromstring(junit.junit(report, FILE)).find("testsuite")
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped", "time")}
    assert counts == {"tests": "5", "failures": "2", "errors": "1", "skipped": "1", "time": "0.040"}
    ends = {
        element.get("name"): [child.tag for child in element if child.tag != "system-out"]
        for element in suite.iter("testcase")
    }
    assert ends == {"Right": [], "Raises": ["failure"], "Named": ["failure"], "Left": ["skipped"], "Ours": ["error"]}
    properties = {element.get("name"): element.get("value") for element in suite.iter("property")}
    assert properties == {"verdict": "partially_accepted", "score": "1", "max_score": "7.5"}


def test_a_failure_says_what_is_wrong_and_where(report):
    found = {element.get("name"): element for element in fromstring(junit.junit(report, FILE)).iter("testcase")}
    raises, named = found["Raises"], found["Named"]
    assert (raises.get("file"), raises.get("line"), raises.get("classname")) == (str(FILE), "5", "relu_der.gradient")
    failure = named.find("failure")
    assert failure.get("message") == "The mask is missing. All entries pass <&> through."
    for text in ("Expected 1,\ngot 2.", "Look at the mask.", "0 of 1.5 points"):
        assert text in failure.text


def test_what_the_code_printed_breaks_no_xml(report):
    found = {element.get("name"): element for element in fromstring(junit.junit(report, FILE)).iter("testcase")}
    assert found["Raises"].findtext("system-out") == "a‹U+001B›[2J‹U+0000›b"


def test_problems_have_file_line_and_message(report):
    assert list(junit.problems(report, FILE, CODE, ("relu_der",))) == [
        f"{FILE}:5:1: error: Raises: ZeroDivisionError in line 5 of your file",
        f"{FILE}:4:1: error: Named: The mask is missing. All entries pass <&> through.",
        f"{FILE}:4:1: error: Ours: The grader failed.",
    ]


def test_no_output_of_a_submission_is_a_problem_of_its_own(report):
    hostile = case("hostile", Verdict.WRONG_ANSWER, message="x\nother.py:1:1: error: forged\x1b[2J")
    lines = list(junit.problems(Report(**{**_fields(report), "cases": (hostile,)}), FILE, CODE, ("nothing",)))
    assert lines == [f"{FILE}:1:1: error: Hostile: x other.py:1:1: error: forged<U+001B>[2J"]


def _fields(report):
    return {name: getattr(report, name) for name in ("assignment", "verdict", "score", "max_score", "duration_ms")}


def test_a_file_is_graded_with_both_formats(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(CODE.cells[0])
    graded = CliRunner().invoke(main, ["grade", "relu_der", str(file), "--format", "junit"])
    suite = fromstring(graded.stdout.encode()).find("testsuite")
    assert (graded.exit_code, suite.get("name")) == (1, "relu_der")
    assert int(suite.get("failures")) == int(suite.get("tests")) == len(suite.findall("testcase")) > 0
    lines = CliRunner().invoke(main, ["grade", "relu_der", str(file), "--format", "problems"]).stdout.splitlines()
    assert len(lines) == len(suite.findall("testcase"))
    assert all(line.startswith(f"{file}:5:1: error: ") for line in lines)


def test_a_file_that_cannot_be_read_is_a_failed_test(tmp_path):
    file = tmp_path / "mine.txt"
    file.write_text("text")
    graded = CliRunner().invoke(main, ["grade", "relu_der", str(file), "--format", "junit"])
    (failure,) = fromstring(graded.stdout.encode()).iter("failure")
    assert (graded.exit_code, failure.get("type")) == (1, "unreadable")
    assert ".py" in failure.text


def run(command, folder, monkeypatch):
    """Run a documented command of `grader` in a folder with a file to grade; gives the result."""
    monkeypatch.chdir(folder)
    (folder / "solutions").mkdir()
    (folder / "solutions/relu_der.py").write_text(CODE.cells[0])
    program, *arguments = shlex.split(command)
    assert Path(program).name == "grader"
    return CliRunner().invoke(main, arguments)


def test_the_documented_task_of_vs_code_finds_file_line_and_message(tmp_path, monkeypatch):
    (task,) = json.loads(re.search(r"```json\n(.*?)```", section("docs/github.md", "Editors"), re.DOTALL)[1])["tasks"]
    file = "solutions/relu_der.py"
    graded = run(task["command"].replace("${relativeFile}", file), tmp_path, monkeypatch)
    assert graded.exit_code == 1
    pattern = task["problemMatcher"]["pattern"]
    found = [re.fullmatch(pattern["regexp"], line) for line in graded.stdout.splitlines()]
    assert len(found) > 0
    assert {(each[pattern["file"]], each[pattern["severity"]]) for each in found} == {(file, "error")}
    # A test whose message names no line is shown where the function is defined.
    lines = [each[pattern["line"]] for each in found]
    assert lines == ["5" if "Line 5" in each[pattern["message"]] else "4" for each in found]
    assert set(lines) == {"4", "5"}


def test_the_documented_step_without_a_server(tmp_path, monkeypatch):
    (command,) = re.findall(r"- run: (\S*grader grade .*) > results\.xml", read("docs/github.md"))
    graded = run(command, tmp_path, monkeypatch)
    assert graded.exit_code == 1
    assert fromstring(graded.stdout.encode()).find("testsuite").get("name") == "relu_der"
