"""Viewing a course as a student: what is seen, that nothing can be changed, and that no other course shows."""

from __future__ import annotations

import pytest

from grader.store import audit, comments, courses, submissions
from grader.store.comments import Author
from grader.store.models import Role
from tests.web.grading import visible_case


@pytest.fixture
def ina(browse):
    return browse("ina")


def view(browser, world, name):
    path = f"/teach/{world.networks}/members/{world.people[name]}/student-view"
    return browser.post(path, page="/account")


def test_the_page_is_the_students_and_says_so(ina, world, hand_in, worker):
    submission = hand_in("alice")
    worker.grade(submission, visible_case())
    assert view(ina, world, "alice").status_code == 303
    home = ina.get("/").text
    assert "Viewing as Alice Example" in home
    assert "You teach this course" not in home
    assert ina.get(f"/submissions/{submission}").status_code == 200
    assert "Regrade</button>" not in ina.get(f"/submissions/{submission}").text
    answer = ina.post("/teach/student-view/leave", page="/account")
    assert answer.location.endswith(f"/members/{world.people['alice']}")
    assert "Viewing as" not in ina.get("/").text


def test_nothing_can_be_changed_and_nothing_counts_as_seen(ina, world, hand_in, worker, database, browse):
    submission = hand_in("alice")
    worker.grade(submission, visible_case())
    with database.write() as db:
        comments.add(db, submission, text="Look.", line=None, author=Author(person_id=None, name="Ina"))
    view(ina, world, "alice")
    work = f"/courses/{world.networks}/relu_der"
    refused = ina.post(f"{work}/submissions", {"source": "x = 1\n"}, page="/account")
    assert refused.status_code == 403
    assert ina.post(f"/submissions/{submission}/cancel", page="/account").status_code == 403
    ina.get(f"/submissions/{submission}")
    with database.read() as db:
        assert len(submissions.history(db, world.networks, "alice@example.edu")) == 1
        assert [row.seen_at for row in comments.of(db, submission)] == [None]
        assert "student.viewed" in [entry.action for entry in audit.entries(db, world.networks)]


def test_other_courses_of_the_student_stay_hidden(ina, world, hand_in, database, browse):
    with database.write() as db:
        courses.enrol(db, world.history, world.people["alice"], Role.STUDENT)
    alice = browse("alice")
    alice.post(f"/courses/{world.history}/relu_der/submissions", {"source": "x = 1\n"}, page="/account")
    with database.read() as db:
        (elsewhere,) = submissions.history(db, world.history, "alice@example.edu")
    view(ina, world, "alice")
    assert "History" not in ina.get("/").text
    assert ina.get(f"/courses/{world.history}/relu_der").status_code == 404
    assert ina.get(f"/submissions/{elsewhere.id}").status_code == 404
    assert ina.get(f"/submissions/{elsewhere.id}/file").status_code == 404
    # The account stays one's own.
    assert "ina@example.edu" in ina.get("/account").text


def test_as_any_student_hidden_assignments_are_gone(ina, world, database):
    with database.write() as db:
        courses.course_assignment(db, world.networks, "relu_der").visible = False
    work = f"/courses/{world.networks}/relu_der"
    assert ina.get(work).status_code == 200
    ina.post(f"/teach/{world.networks}/student-view", page="/account")
    assert "Viewing as a student" in ina.get("/").text
    assert ina.get(work).status_code == 404
    assert ina.get(f"/teach/{world.networks}").status_code == 200


def test_the_view_ends_with_the_right(ina, world, database, browse):
    view(ina, world, "alice")
    with database.write() as db:
        courses.enrol(db, world.networks, world.people["ina"], Role.STUDENT)
    assert "Viewing as" not in ina.get("/").text
    for name in ("bob", "otto"):
        assert view(browse(name), world, "alice").status_code == 404
    assert view(ina, world, "bob").status_code == 404
