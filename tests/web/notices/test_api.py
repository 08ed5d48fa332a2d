"""The API of notices: a person's own, with what the page shows of them."""

from __future__ import annotations

import pytest

from grader.store import comments, courses, notices, overrides, tokens
from grader.store.comments import Author
from grader.store.models import NoticeKind, Person
from tests.web.clients import Program
from tests.web.grading import visible_case

INA = Author(person_id=None, name="Ina Example")
TEXT = "Look at **zero**.\n\n" + "And at the shapes. " * 20


@pytest.fixture
def told(world, database, hand_in, worker):
    """Alice has a message and a comment; the submission that the comment is on."""
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case())
    message = notices.NewNotice(kind=NoticeKind.MESSAGE, course_id=world.networks, title="Lab", text=TEXT)
    with database.write() as db:
        notices.tell(db, [world.people["alice"]], message)
        comments.add(db, submission_id, text="Well done.", line=None, author=INA)
    return submission_id


@pytest.fixture
def send(app, world, database):
    """Sends a request with a person's own token."""

    def call(method, path, name="alice"):
        with database.write() as db:
            person = db.get_one(Person, world.people[name])
            secret = tokens.create_for_person(db, person, name="terminal", scopes=tokens.LEAST_SCOPES)[1]
        client = app.test_client()
        return client.open(f"/api/v1{path}", method=method, headers=Program(client, secret).headers)

    return call


def test_a_signed_in_person_lists_and_reads_notices(told, browse, world):
    alice = browse("alice")
    body = alice.get("/api/v1/notices").json
    assert (body["total"], body["unread"]) == (2, 2)
    comment, message = body["notices"]
    assert (comment["headline"], comment["submission"]) == ("Ina Example commented", told)
    assert (message["headline"], message["text"].endswith("…")) == ("Lab", True)
    assert alice.get(f"/api/v1/notices/{message['id']}").json["text"] == TEXT
    page = alice.get("/api/v1/notices?per_page=1&page=2")
    assert [each["id"] for each in page.json["notices"]] == [message["id"]]
    assert 'rel="prev"' in page.headers["Link"]
    assert alice.get(f"/api/v1/notices?course={world.history}").json["notices"] == []
    assert alice.get("/api/v1/notices?course=0").status_code == 422
    assert alice.client.post("/api/v1/notices/read").status_code == 401


def test_notices_are_marked_as_read(told, send, browse):
    first, second = send("GET", "/notices").json["notices"]
    assert send("POST", f"/notices/{first['id']}/read").status_code == 204
    listed = send("GET", "/notices?unread=true").json
    assert ([each["id"] for each in listed["notices"]], listed["unread"], listed["total"]) == ([second["id"]], 1, 1)
    assert send("GET", f"/notices/{first['id']}").json["read_at"]
    assert "1 unread" in browse("alice").get("/notices").text
    assert send("POST", "/notices/read").status_code == 204
    assert send("GET", "/notices").json["unread"] == 0
    assert "You have read everything." in browse("alice").get("/notices").text


def test_nobody_reaches_the_notices_of_others(told, send, lms, tool):
    notice = send("GET", "/notices").json["notices"][0]["id"]
    for name in ("bob", "ina", "otto"):
        assert send("GET", "/notices", name).json["notices"] == []
        assert send("GET", f"/notices/{notice}", name).status_code == 404
        assert send("POST", f"/notices/{notice}/read", name).status_code == 404
        assert send("POST", "/notices/read", name).status_code == 204
    assert send("GET", "/notices").json["unread"] == 2


def test_the_token_of_a_course_has_no_notices(told, lms, tool):
    for program in (lms, tool):
        for answer in (program.get("/notices"), program.get("/notices/1"), program.post("/notices/read")):
            assert (answer.status_code, "Notices belong to people." in answer.text) == (403, True)


def test_points_that_are_not_released_are_not_told(told, send, world, database):
    with database.write() as db:
        overrides.set_points(db, told, row=None, score=1.0, reason="A quarter is right.", author=INA)
    listed = send("GET", "/notices").json["notices"][0]
    assert (listed["kind"], listed["text"]) == ("override", "A quarter is right.")
    with database.write() as db:
        given = courses.course_assignment(db, world.networks, "relu_der")
        given.manual_release = True
    for notice in (send("GET", "/notices").json["notices"][0], send("GET", f"/notices/{listed['id']}").json):
        assert (notice["text"], notice["points"]) == ("", "")
