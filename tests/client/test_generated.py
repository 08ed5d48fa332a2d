"""A client that `openapi-python-client` makes from the OpenAPI document submits and reads the result."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

import httpx
import pytest

from tests.web.grading import hidden_case, visible_case

NAME = "generated_grader"
#: What the generator cannot express, which it leaves out of a function.
LEFT_OUT = "Unsupported content_type application/zip"


@pytest.fixture
def spec(app, world):
    return app.test_client().get("/api/v1/openapi.json").json


@pytest.fixture
def generated(spec, tmp_path, monkeypatch):
    """The folder of the generated package, importable under NAME, and what the generator has said."""
    (tmp_path / "openapi.json").write_text(json.dumps(spec))
    # Only the formatting is left out.
    (tmp_path / "config.json").write_text(json.dumps({"post_hooks": []}))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    files = ["--path", "openapi.json", "--config", "config.json", "--output-path", NAME]
    made = subprocess.run([*command, *files], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path / NAME, made.stdout + made.stderr
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


@pytest.mark.slow
def test_a_generated_client_submits(app, spec, world, worker, generated):
    folder, told = generated
    assert told.count("WARNING") == told.count(LEFT_OUT) == 1
    operations = {each["operationId"] for methods in spec["paths"].values() for each in methods.values()}
    names = {path.stem for path in (folder / "api/grader").glob("*.py")} - {"__init__"}
    assert names == operations
    calls = {name: importlib.import_module(f"{NAME}.api.grader.{name}") for name in names}

    package, models = importlib.import_module(NAME), importlib.import_module(f"{NAME}.models")
    transport = {"transport": httpx.WSGITransport(app=app)}
    client = package.AuthenticatedClient("http://grader.test", world.instructor_token, httpx_args=transport)
    source = "def relu_der(dA, cache):\n    return dA\n"
    body = models.SubmissionIn(assignment="relu_der", source=source, student="alice@example.edu")
    stored = calls["create_submission"].sync(client=client, body=body)
    assert isinstance(stored, models.SubmissionAccepted)
    worker.grade(stored.id, visible_case(), hidden_case())
    read = calls["read_submission"].sync(stored.id, client=client)
    assert isinstance(read, models.SubmissionOut)
    assert (read.status, read.student) == ("graded", "alice@example.edu")
    assert [case.name for case in read.report.cases] == [visible_case().name, hidden_case().name]
    wrong = models.SubmissionIn(assignment="none", source=source)
    refused = calls["create_submission"].sync(client=client, body=wrong)
    assert isinstance(refused, models.ProblemOut)
    assert refused.status == 404


@pytest.mark.slow
def test_a_generated_client_runs_a_course(app, world, worker, hand_in, generated):
    worker.grade(submission := hand_in("alice"), visible_case(), hidden_case())
    package, models = importlib.import_module(NAME), importlib.import_module(f"{NAME}.models")
    transport = {"transport": httpx.WSGITransport(app=app)}
    client = package.AuthenticatedClient("http://grader.test", world.instructor_token, httpx_args=transport)

    def call(name, *path, **given):
        return importlib.import_module(f"{NAME}.api.grader.{name}").sync(*path, client=client, **given)

    course, slug = world.networks, "relu_der"
    section = call("create_section", course, body=models.SectionIn(name="Monday"))
    roster = models.RosterIn(csv="email,section\ndora@example.edu,Monday\n")
    assert call("import_members", course, body=roster).added == 1
    assert "dora@example.edu" in {each.email for each in call("list_members", course).members}
    assert [each.name for each in call("list_sections", course).sections] == [section.name]
    due = models.SettingsChange.from_dict({"due_at": "2030-12-01T23:59:00+01:00", "attempts": 5})
    assert call("change_assignment_settings", course, slug, body=due).attempts == 5
    more = models.ExtensionIn(students=["alice@example.edu"], attempts=1, reason="Illness")
    assert len(call("create_extensions", course, slug, body=more).extensions) == 1
    points = models.OverrideIn(score=12.0, reason="It is right.")
    assert call("create_override", submission, body=points).score == 12.0
    assert call("create_comment", submission, body=models.CommentIn(text="Well done.")).text == "Well done."
    rows = {row.student: row for row in call("read_gradebook", course).students}
    assert rows["alice@example.edu"].total == 12.0
    assert call("read_statistics", course).students == 3
    regrade = call("create_regrade", course, body=models.RegradeIn(assignment=slug))
    assert (regrade.status, regrade.of) == ("running", 1)
    assert call("list_members", world.history).status == 404
