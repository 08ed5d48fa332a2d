"""`grader password`: who forgot the password gets in again, and nobody with the old one does."""

import re
import shutil

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.store import Database, accounts


@pytest.fixture
def database(tmp_path, monkeypatch, database_template):
    shutil.copyfile(database_template, tmp_path / "grader.db")
    url = f"sqlite:///{tmp_path}/grader.db"
    monkeypatch.setenv("GRADER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GRADER_DATABASE_URL", url)
    CliRunner().invoke(main, ["course", "Deep Learning", "--instructor", "ina@example.edu"])
    opened = Database(url)
    yield opened
    opened.close()


def test_the_new_password_works_and_all_browsers_are_signed_out(database):
    with database.write() as session:
        person = accounts.by_email(session, "ina@example.edu")
        accounts.set_password(session, person.id, accounts.hash_password("the old password"))
        key = accounts.open_session(session, person.id, days=1)
    answer = CliRunner().invoke(main, ["password", "Ina@example.edu"])
    assert answer.exit_code == 0, answer.output
    password = re.search(r"password (\S+)", answer.output).group(1)
    with database.read() as session:
        assert accounts.verify_password(session, "ina@example.edu", password) is not None
        assert accounts.verify_password(session, "ina@example.edu", "the old password") is None
        assert accounts.find_session(session, key) is None


def test_of_somebody_unknown_it_says_so(database):
    answer = CliRunner().invoke(main, ["password", "otto@example.edu"])
    assert answer.exit_code == 2
    assert "no account has the email otto@example.edu" in answer.output
