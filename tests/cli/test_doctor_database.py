"""`grader doctor` reports the state and the clock of the database."""

import pytest
from sqlalchemy.exc import OperationalError

from grader.cli import doctor_command
from grader.sandbox.doctor import State
from grader.settings import Settings

POSTGRES = "postgresql://grader@db.example.org/grader"


@pytest.fixture
def settings(monkeypatch, tmp_path):
    class NoDatabase:
        def __init__(self, url):
            assert url == POSTGRES

        def read(self):
            return self

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def close(self):
            pass

    monkeypatch.setattr(doctor_command, "Database", NoDatabase)
    return Settings(data_dir=tmp_path, database_url=POSTGRES)


@pytest.mark.parametrize(
    ("skew", "state", "words"),
    [(0.3, State.GOOD, "0.3 s ahead"), (300.0, State.FAIR, "300.0 s ahead"), (-61.0, State.FAIR, "61.0 s behind")],
)
def test_the_difference_between_the_clocks_is_shown(settings, monkeypatch, skew, state, words):
    monkeypatch.setattr(doctor_command, "clock_skew", lambda _session: skew)
    check = doctor_command._database(settings)
    assert (check.state, words in check.found, bool(check.remedy)) == (state, True, state is not State.GOOD)


def test_a_database_that_does_not_answer_is_missing(settings, monkeypatch):
    def fail(_session):
        raise OperationalError("SELECT", {}, Exception("refused"))

    monkeypatch.setattr(doctor_command, "clock_skew", fail)
    check = doctor_command._database(settings)
    assert (check.state, "GRADER_DATABASE_URL" in check.remedy) == (State.BAD, True)


def test_sqlite_is_not_opened(tmp_path):
    check = doctor_command._database(Settings(data_dir=tmp_path))
    assert (check.state, list(tmp_path.iterdir())) == (State.GOOD, [])
