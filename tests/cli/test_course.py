"""`grader course`: an empty service gets its first course, and the instructor can sign in."""

import re
import shutil

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from grader.cli import main
from grader.store import Database, accounts, courses
from grader.store.models import Course, CourseAssignment, Enrolment, Person, Role


@pytest.fixture
def database_url(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/grader.db"
    monkeypatch.setenv("GRADER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GRADER_DATABASE_URL", url)
    return url


@pytest.fixture
def tables(database_url, tmp_path, database_template):
    """The database has its tables already: to make them takes most of a second."""
    shutil.copyfile(database_template, tmp_path / "grader.db")


def run(*arguments):
    return CliRunner().invoke(main, ["course", *arguments])


def test_the_instructor_can_sign_in_and_teaches_every_assignment(database_url):
    answer = run("Deep Learning", "--instructor", "ina@example.edu")
    assert answer.exit_code == 0, answer.output
    password = re.search(r"password (\S+)", answer.output).group(1)
    code = re.search(r"join code +(\S+)", answer.output).group(1)
    database = Database(database_url)
    with database.read() as session:
        course = courses.by_join_code(session, code)
        person = accounts.verify_password(session, "ina@example.edu", password)
        assert course.name == "Deep Learning"
        assert courses.enrolment(session, course.id, person.id).role == Role.INSTRUCTOR
        assert "relu_der" in {given.slug for given in courses.course_assignments(session, course.id)}
    database.close()


def test_a_second_course_keeps_the_instructors_password(database_url, tables):
    run("One", "--instructor", "ina@example.edu")
    answer = run("Two", "--instructor", "ina@example.edu", "--assignment", "relu_der")
    assert answer.exit_code == 0, answer.output
    assert "password (as before)" in answer.output


def test_an_unknown_assignment_makes_nothing(database_url, tmp_path):
    answer = run("One", "--instructor", "ina@example.edu", "--assignment", "relu_dre")
    assert answer.exit_code == 2
    assert "no such assignment: relu_dre" in answer.output
    assert not (tmp_path / "grader.db").exists()


def everything(database_url):
    """All courses, people and given assignments, to see whether anything was added."""
    database = Database(database_url)
    with database.read() as session:
        found = [session.scalars(select(model.id)).all() for model in (Course, Person, CourseAssignment, Enrolment)]
    database.close()
    return found


@pytest.mark.parametrize(
    ("name", "email", "told"),
    [
        ("", "ina@example.edu", "the course has no name"),
        ("  ", "ina@example.edu", "the course has no name"),
        ("x" * 201, "ina@example.edu", "at most 200 printable characters"),
        ("Two\nlines", "ina@example.edu", "one line"),
        ("One", "ina", "'ina' is not an email address; write --instructor name@example.edu"),
        ("One", "", "'' is not an email address"),
        ("One", "ina@", "'ina@' is not an email address"),
        ("One", "ina ina@example.edu", "is not an email address"),
    ],
)
def test_an_invalid_name_or_email_is_refused_before_anything_is_made(database_url, tmp_path, name, email, told):
    answer = run(name, "--instructor", email)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert told in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "grader.db").exists()


@pytest.mark.parametrize("name", ["Deep Learning", " deep learning "])
def test_a_second_course_of_the_same_name_is_refused_and_changes_nothing(database_url, tables, name):
    code = re.search(r"join code +(\S+)", run("Deep Learning", "--instructor", "ina@example.edu").output).group(1)
    before = everything(database_url)
    answer = run(name, "--instructor", "other@example.edu")
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert f"there is a course 'Deep Learning' already, with the join code {code}" in answer.stderr
    assert "choose another name" in answer.stderr
    assert everything(database_url) == before
