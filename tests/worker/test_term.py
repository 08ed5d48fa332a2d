"""A term, played through the REST API with real grading: from the roster to the files for other systems.

GRADER_TEST_STUDENTS=500 plays it with 500 students and about 1,700 submissions.
"""

import csv
import io
import os
import shutil

import pytest

from grader.store import courses, tokens
from grader.store.models import Role
from grader.store.regrade_runs import dispatch, settle
from tests.worker.term import SLUGS, ZONE, Term, caller
from web.app import create_app

STUDENTS = int(os.environ.get("GRADER_TEST_STUDENTS", "12"))
#: The fourth test of the first assignment passes a second argument, of which the task says nothing.
BAD, MENDED = "expect(student.double(4.5, True)).close_to(9.0)", "same(student, reference, 4.5)"


@pytest.fixture
def cases(settings):
    """The tests of the first assignment, one of which is wrong. There is a second, right one."""
    for folder in ("testcases", "reference"):
        shutil.copytree(settings.root / folder / SLUGS[0], settings.root / folder / SLUGS[1])
    again = settings.root / f"testcases/{SLUGS[1]}/assignment.toml"
    again.write_text(again.read_text().replace('"Doubling"', '"Doubling again"'))
    reference = settings.root / f"reference/{SLUGS[0]}/solution.py"
    reference.write_text(reference.read_text().replace("double(x)", "double(x, exact=True)"))
    path = settings.root / f"testcases/{SLUGS[0]}/cases.py"
    path.write_text(path.read_text().replace(MENDED, BAD))
    return path


@pytest.fixture
def client(settings, database):
    app = create_app(settings)
    yield app.test_client()
    app.extensions["services"].close()


@pytest.fixture
def token(database):
    """An instructor's token of some course."""
    with database.write() as session:
        course = courses.create_course(session, name="Office")
        return tokens.create_token(session, course_id=course.id, role=Role.INSTRUCTOR, name="script")[1]


def regrade(database, grader):
    """What queue and sweeper do, without them."""
    while True:
        with database.write() as session:
            entries = dispatch(session, resend_seconds=30, lost=True, at_once=True)
            settle(session)
        if not entries:
            return
        for entry in entries:
            grader.regrade(entry.result_id)


def cells(text, columns):
    """By the first of `columns`: the others, of a CSV file."""
    key, *others = columns
    return {row[key]: [row[name] for name in others] for row in csv.DictReader(io.StringIO(text)) if row[key]}


def as_text(points):
    return "" if points is None else f"{points:.2f}".rstrip("0").rstrip(".")


@pytest.mark.timeout(300 + 10 * STUDENTS)
def test_a_term(client, token, database, cases, grader):
    made = caller(client, token)("post", "/courses", name="Arithmetic", time_zone=ZONE)
    term = Term(call=caller(client, made["token"]), students=STUDENTS)
    course = f"/courses/{made['id']}"
    term.set_up(course)
    for submission in term.hand_in():
        grader.grade(submission)
    assert term.gradebook() == term.expected(mended=False)

    assert term.find_the_bad_test() == "number_4"
    term.override()
    cases.write_text(cases.read_text().replace(BAD, MENDED))
    started = term.call("post", f"{course}/regrades", assignment=SLUGS[0])
    regrade(database, grader)
    found = term.call("get", f"{course}/regrades/{started['id']}?show=gains")
    assert (found["status"], found["gains"], found["losses"]) == ("ready", term.gains(), 0)
    assert term.gradebook() == term.expected(mended=False)

    term.call("post", f"{course}/regrades/{started['id']}/apply", which="all", explanation="Test 4 was wrong.")
    regrade(database, grader)
    assert term.call("get", f"{course}/regrades/{started['id']}")["status"] == "applied"
    expected = term.expected(mended=True)
    assert term.gradebook() == expected
    for slug in SLUGS:
        released = term.call("patch", f"{course}/assignments/{slug}/settings", released=True)
        assert released["released_at"]

    table = term.call("get", f"{course}/gradebook?format=table")
    assert cells(table, ("email", *SLUGS)) == {key: [as_text(each) for each in row] for key, row in expected.items()}
    canvas = term.call("get", f"{course}/gradebook?format=canvas&missing=zero")
    rows = list(csv.reader(io.StringIO(canvas)))
    assert {row[3]: row[5:] for row in rows[2:]} == {
        key: [as_text(each or 0.0) for each in row] for key, row in expected.items()
    }
    assert {row[3]: row[1] for row in rows[2:]} == {each.email: str(9000 + each.number) for each in term.people}
    attempts = term.call("get", f"{course}/gradebook?format=attempts")
    assert attempts.count("\n") == 1 + sum(len(each.files(slug)) for each in term.people for slug in SLUGS)
