"""`grader lti`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from grader.cli.lti_command import command
from grader.store import Database, courses
from tests.databases import copy_into

URLS = [f"--{name}-url=https://lms.example.edu/{name}" for name in ("login", "token", "jwks")]
CLIENT = ["--issuer=https://lms.example.edu", "--client-id=client-1"]


@pytest.fixture
def course(tmp_path, monkeypatch, database_template):
    monkeypatch.setenv("GRADER_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("GRADER_DATABASE_URL", raising=False)
    database = Database(f"sqlite:///{tmp_path / 'grader.sqlite3'}")
    copy_into(database, database_template)
    with database.write() as session:
        found = courses.create_course(session, name="Networks").id
    database.close()
    return found


def run(*arguments):
    return CliRunner().invoke(command, list(arguments))


def test_add_list_remove(course):
    added = run("add", f"--course={course}", *CLIENT, "--deployment-id=1", *URLS)
    assert added.exit_code == 0, added.output
    assert "/lti/jwks" in added.output
    more = run("add", f"--course={course}", *CLIENT, "--deployment-id=2", *URLS)
    assert more.exit_code == 0
    listed = run("list").output
    assert "https://lms.example.edu   client client-1" in listed
    assert "deployments 1, 2   last launch never" in listed
    number = listed.split()[0]
    assert run("remove", number).output == "removed lms.example.edu\n"
    assert run("list").output == ""
    assert run("remove", number).exit_code == 2


def test_keys_are_rotated(course):
    assert "published: 1" in run("rotate-keys").output
    assert "published: 2" in run("rotate-keys").output


@pytest.mark.parametrize(
    "changed",
    [
        ["--course=999"],
        ["--jwks-url=http://lms.example.edu/jwks"],
        ["--login-url=lms.example.edu"],
        ["--frame-origin=nonsense"],
    ],
    ids=str,
)
def test_wrong_usage_is_told(course, changed):
    answer = run("add", f"--course={course}", *CLIENT, *URLS, *changed)
    assert answer.exit_code == 2
    assert run("list").output == ""
