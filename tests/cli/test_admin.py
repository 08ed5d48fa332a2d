"""`grader admin`: makes an administrator, with an account if there is none, and takes it back."""

import re

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.store import Database, accounts
from tests.databases import copy_into


@pytest.fixture
def database(tmp_path, monkeypatch, database_template):
    url = f"sqlite:///{tmp_path}/grader.db"
    monkeypatch.setenv("GRADER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GRADER_DATABASE_URL", url)
    opened = Database(url)
    copy_into(opened, database_template)
    yield opened
    opened.close()


def administrator(database, email):
    with database.read() as session:
        return accounts.by_email(session, email).administrator


def test_a_new_account_gets_a_password_that_works(database):
    answer = CliRunner().invoke(main, ["admin", "Root@example.edu"])
    assert answer.exit_code == 0, answer.output
    password = re.search(r"password\s+(\S+)", answer.output).group(1)
    with database.read() as session:
        assert accounts.verify_password(session, "root@example.edu", password).administrator


def test_an_account_keeps_its_password_and_the_right_can_be_revoked(database):
    with database.write() as session:
        accounts.create_person(session, email="ina@example.edu", name="Ina", password_hash="kept")
    answer = CliRunner().invoke(main, ["admin", "ina@example.edu"])
    assert "password" not in answer.output
    assert administrator(database, "ina@example.edu")
    assert CliRunner().invoke(main, ["admin", "ina@example.edu", "--revoke"]).exit_code == 0
    assert not administrator(database, "ina@example.edu")


@pytest.mark.parametrize("arguments", [["nonsense"], ["nobody@example.edu", "--revoke"]])
def test_what_is_no_account_says_so(database, arguments):
    assert CliRunner().invoke(main, ["admin", *arguments]).exit_code == 2
