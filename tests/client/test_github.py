"""The workflow in docs/github.md runs as it is written there: its commands, in a shell, in an empty environment."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree.ElementTree import parse

import pytest
import yaml
from sqlalchemy import select

from grader.model import Verdict
from grader.store import accounts, tokens
from grader.store.models import Submission
from tests.client.wheels import build, repack
from tests.docs.documents import section
from tests.web.grading import hidden_case

pytestmark = pytest.mark.slow
#: What GitHub does itself; the file is there, and the interpreter is that of the test.
ACTIONS = ["actions/checkout", "actions/setup-python", "actions/upload-artifact"]
SERVER = "https://grader.example.edu"
SECRET = re.compile(r"\$\{\{ secrets\.GRADER_TOKEN \}\}")


@pytest.fixture(scope="module")
def steps():
    """The steps of the workflow."""
    text = section("docs/github.md", "GitHub Actions and GitHub Classroom")
    (job,) = yaml.safe_load(re.search(r"```yaml\n(on: .*?)```", text, flags=re.DOTALL)[1])["jobs"].values()
    return job["steps"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The folder from which the workflow gets the wheel of this project, and where pip finds everything else."""
    folder = tmp_path_factory.mktemp("files")
    build(tmp_path_factory.mktemp("build")).rename(folder / "nn_grader-0.1.0-py3-none-any.whl")
    repack(["click", "httpx"], folder)
    return folder


@pytest.fixture(scope="module")
def runner(steps, files, tmp_path_factory):
    """Runs the commands of a step as a runner of GitHub does, in a fresh Python environment."""
    home = tmp_path_factory.mktemp("home")
    subprocess.run([sys.executable, "-m", "venv", home / "python"], check=True)
    environment = {
        "PATH": f"{home / 'python/bin'}:/usr/bin:/bin",
        "HOME": str(home),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(files),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }

    def run(step, folder, **replaced):
        command = step["run"].replace(f"{SERVER}/files", files.as_uri())
        given = {name: replaced.get(name, value) for name, value in step.get("env", {}).items()}
        assert not any(SERVER in text or SECRET.search(text) for text in [command, *given.values()])
        return subprocess.run(
            ["bash", "-e", "-c", command],
            cwd=folder,
            env={**environment, **given},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    install = next(step for step in steps if step.get("run", "").startswith("pip install"))
    done = run(install, home)
    assert done.returncode == 0, done.stdout + done.stderr
    return run


@pytest.fixture
def student_token(service, database):
    with database.write() as db:
        person = accounts.by_email(db, "student01@demo.example")
        return tokens.create_for_person(db, person, name="workflow", scopes=tokens.LEAST_SCOPES)[1]


def test_the_other_steps_are_actions_of_github(steps):
    others = [step["uses"].partition("@")[0] for step in steps if "uses" in step]
    assert others == ACTIONS
    assert len(steps) == len(ACTIONS) + 2


@pytest.fixture
def submit(steps):
    """The step that submits."""
    (found,) = [step for step in steps if "grader submit" in step.get("run", "")]
    return found


@pytest.mark.parametrize(("verdict", "status"), [(Verdict.ACCEPTED, 0), (Verdict.WRONG_ANSWER, 1)])
def test_a_push_is_graded(runner, submit, service, results, student_token, database, tmp_path, verdict, status):
    results[1] = hidden_case(verdict)
    done = runner(submit, tmp_path, GRADER_SERVER=service, GRADER_TOKEN=student_token)
    assert done.returncode == status, done.stderr
    suite = parse(tmp_path / "results.xml").find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("2", str(status))
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert float(properties["score"]) == (15 if status == 0 else 5)
    with database.read() as db:
        assert db.scalars(select(Submission.student)).all() == ["student01@demo.example"]


def test_a_refused_token_fails_the_job(runner, submit, service, tmp_path):
    done = runner(submit, tmp_path, GRADER_SERVER=service, GRADER_TOKEN="nng_wrong")
    assert done.returncode == 2
    assert "unknown or revoked" in done.stderr
