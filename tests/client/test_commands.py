"""`grader submit` and `grader watch` against the real application in this process."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.client import Client
from grader.model import Verdict
from tests.web.grading import hidden_case, visible_case

URL = "http://grader.test"
WRONG = visible_case(Verdict.WRONG_ANSWER, message="Expected 1 in line 2, got 2.")


@pytest.fixture
def results():
    """What the worker finds in the next submission."""
    return [visible_case(), hidden_case(Verdict.ACCEPTED)]


@pytest.fixture
def run(app, world, worker, results, monkeypatch, tmp_path):
    """Runs a command as a program with an instructor's token; what is submitted is graded at once."""

    class GradedAtOnce(Client):
        def __init__(self, url, *, token):
            super().__init__(url, token=token, transport=httpx.WSGITransport(app=app))

        def submit(self, *arguments, **options):
            submission = super().submit(*arguments, **options)
            if results:
                worker.grade(submission.id, *results)
            return submission

    monkeypatch.setattr("grader.cli.remote.Client", GradedAtOnce)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "mine.py"
    file.write_text("def relu_der(dA, cache):\n    return dA\n")

    def call(command, *arguments, token=world.instructor_token):
        options = ["--server", URL, *arguments]
        what = ["relu_der", str(file), "--student", "alice@example.edu"] if command == "submit" else []
        return CliRunner().invoke(main, [command, *what, *options], env={"GRADER_TOKEN": token})

    return call


def submission_of(result):
    """The id that `grader submit` has printed."""
    return next(line.split()[1] for line in result.stderr.splitlines() if line.startswith("submission "))


def test_each_result_is_shown_and_full_marks_are_exit_status_0(run):
    result = run("submit")
    assert result.exit_code == 0, result.output
    for text in ("✓", "(hidden)", "accepted"):
        assert text in result.stdout


def test_a_failed_test_is_explained_and_is_exit_status_1(run, results):
    results[0] = WRONG
    result = run("submit")
    assert result.exit_code == 1
    assert "Expected 1 in line 2, got 2." in result.stdout
    again = run("watch", submission_of(result))
    assert (again.exit_code, again.stdout) == (1, result.stdout)


def test_the_formats_of_grade(run, results):
    results[0] = WRONG
    suite = fromstring(run("submit", "--format", "junit").stdout.encode()).find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    (line,) = run("submit", "--format", "problems").stdout.splitlines()
    assert ":2:1: error: " in line
    answer = json.loads(run("submit", "--format", "json").stdout)
    assert (answer["status"], len(answer["report"]["cases"])) == ("graded", 2)


def test_one_who_does_not_wait_can_watch_later(run, results, worker):
    found = list(results)
    results.clear()
    submission = run("submit", "--no-wait").stdout.strip()
    worker.grade(submission, *found)
    assert run("watch", submission).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "token", "told"),
    [
        (["submit"], "", "--token-file"),
        (["submit"], "nng_wrong", "unknown or revoked"),
        (["watch", "no-such-id"], None, "There is no such submission"),
        (["submit", "--server", "grader.test"], None, "is a URL such as"),
    ],
)
def test_what_is_refused_is_said_in_one_line(run, arguments, token, told):
    result = run(*arguments) if token is None else run(*arguments, token=token)
    assert result.exit_code == 2
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("grader: ")]
    assert told in line


def test_the_token_is_read_from_a_file(run, world, tmp_path):
    path = tmp_path / "token"
    path.write_text(f"{world.instructor_token}\n")
    assert run("submit", "--token-file", str(path), token="").exit_code == 0


def test_a_submission_that_is_not_graded_is_exit_status_2(run, results, browse, world, app):
    results.clear()
    submission = run("submit", "--no-wait").stdout.strip()
    with Client(URL, token=world.instructor_token, transport=httpx.WSGITransport(app=app)) as client:
        client.cancel(submission)
    result = run("watch", submission)
    assert result.exit_code == 2
    assert "not graded: " in result.stderr


def test_a_student_installs_no_more_than_click_and_httpx():
    """The libraries of the service are not imported, so an environment without them will do."""
    heavy = {"numpy", "sqlalchemy", "celery", "flask", "pydantic", "redis", "lark"}
    commands = ", ".join(f"grader.cli.{name}_command" for name in ("submit", "watch", "sign_in", "sign_out"))
    code = f"import sys, {commands}; print(sorted({heavy!r} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
