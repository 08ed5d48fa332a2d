"""Each act tells its students, in its own transaction, once; nobody else, and no former member."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from grader.model import Verdict
from grader.store import (
    assignment_settings,
    comments,
    courses,
    extensions,
    members,
    notices,
    overrides,
    regrade_requests,
)
from grader.store.comments import Author
from grader.store.extensions import NewExtension
from grader.store.models import CourseAssignment, Notice
from tests.web.grading import hidden_case, visible_case

DUE = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def attempt(hand_in, worker):
    sent = hand_in("alice")
    worker.grade(sent, visible_case(Verdict.WRONG_ANSWER), hidden_case())
    return sent


@pytest.fixture
def ina(world):
    return Author(person_id=world.people["ina"], name="Ina Example")


def given(db, world) -> CourseAssignment:
    return courses.course_assignment(db, world.networks, "relu_der")


def comment(db, world, attempt, ina):
    comments.add(db, attempt, text="Look at zero.", line=2, author=ina)


def answer(db, world, attempt, ina):
    request = regrade_requests.open_request(db, attempt, row="gradient", reason="Why?")
    regrade_requests.answer(db, request.id, text="You are right.", by=ina)


def override(db, world, attempt, ina):
    overrides.set_points(db, attempt, row=None, score=9.0, reason="A slip.", author=ina)


def extend(db, world, attempt, ina):
    new = NewExtension(due_at=DUE, attempts=2, reason="Illness")
    extensions.create(db, given(db, world), ["alice@example.edu", "nobody@example.edu"], new, actor="ina@example.edu")


def release(db, world, attempt, ina):
    given(db, world).manual_release = True
    assignment_settings.release(db, given(db, world), released=True, actor="ina@example.edu")


ACTS = {
    comment: "Ina Example commented on line 2",
    answer: "Ina Example answered your request for a regrade",
    override: "Ina Example changed your points",
    extend: "Deadline extended to 4 May 2031, 12:00 UTC, 2 more attempts",
    release: "Your points are released",
}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_act_tells_its_student_alone(act, database, world, attempt, ina, browse):
    with database.write() as db:
        act(db, world, attempt, ina)
    alice = browse("alice")
    page = alice.get("/notices").text
    assert ACTS[act] in page
    assert 'aria-label="Notices, 1 unread"' in page
    opened = alice.get(f"/notices/{first(database, world).id}")
    assert opened.status_code == 302
    assert alice.get(opened.location).status_code == 200
    assert 'aria-label="Notices"' in alice.get("/").text
    for name in ("bob", "charlie", "ina"):
        assert ACTS[act] not in browse(name).get("/notices").text


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_former_members_are_told_nothing(act, database, world, attempt, ina):
    with database.write() as db:
        members.remove(db, courses.enrolment(db, world.networks, world.people["alice"]), actor="ina")
    with database.write() as db:
        act(db, world, attempt, ina)
        assert db.query(Notice).count() == 0


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_act_that_is_rolled_back_tells_nobody(act, database, world, attempt, ina):
    with database.write() as db:
        act(db, world, attempt, ina)
        assert db.query(Notice).count() == 1
        db.rollback()
    with database.read() as db:
        assert db.query(Notice).count() == 0


def test_what_was_told_before_leaving_is_hidden_until_the_return(database, world, attempt, ina, browse):
    with database.write() as db:
        comment(db, world, attempt, ina)
        enrolment = courses.enrolment(db, world.networks, world.people["alice"])
        members.remove(db, enrolment, actor="ina")
    alice = browse("alice")
    assert "Ina Example commented" not in alice.get("/notices").text
    assert alice.get(f"/notices/{first(database, world).id}").status_code == 404
    with database.write() as db:
        members.approve(db, courses.enrolment(db, world.networks, world.people["alice"]), actor="ina")
    assert "Ina Example commented" in alice.get("/notices").text


def test_what_no_longer_holds_is_withdrawn(database, world, attempt, ina, browse):
    with database.write() as db:
        made = comments.add(db, attempt, text="Oops", line=None, author=ina)
        override(db, world, attempt, ina)
        extend(db, world, attempt, ina)
    with database.write() as db:
        comments.remove(db, attempt, made.id, author=ina)
        overrides.take_back(db, attempt, row=None)
        extension = extensions.of_student(db, given(db, world).id, "alice@example.edu")
        new = NewExtension(due_at=DUE, attempts=0, reason="Longer illness")
        extensions.change(db, given(db, world), extension.id, new, actor="ina@example.edu")
    page = browse("alice").get("/notices").text
    assert "commented" not in page
    assert "changed your points" not in page
    assert "The points that your code earned count again" in page
    assert "Extension changed: due 4 May 2031, 12:00 UTC" in page
    assert "Deadline extended" not in page
    with database.write() as db:
        extension = extensions.of_student(db, given(db, world).id, "alice@example.edu")
        extensions.revoke(db, given(db, world), extension.id, actor="ina@example.edu")
    page = browse("alice").get("/notices").text
    assert "Your extension was revoked" in page
    assert "Extension changed" not in page


def test_points_that_are_not_released_are_not_told(database, world, attempt, ina, browse):
    with database.write() as db:
        given(db, world).manual_release = True
        override(db, world, attempt, ina)
    assert "changed your points" not in browse("alice").get("/notices").text


def test_a_reason_is_not_told_while_points_are_hidden_until_the_deadline(database, world, attempt, ina, browse):
    with database.write() as db:
        row = given(db, world)
        row.policy, row.due_at = {"hidden_before": "nothing"}, DUE
        override(db, world, attempt, ina)
    page = browse("alice").get("/notices").text
    assert "Ina Example changed your points" in page
    assert "A slip." not in page


def test_marking_as_read(database, world, attempt, ina, browse):
    with database.write() as db:
        for act in (comment, override, extend):
            act(db, world, attempt, ina)
    alice = browse("alice")
    notice = first(database, world)
    assert alice.post(f"/notices/{notice.id}/read", page="/notices").status_code == 303
    assert 'aria-label="Notices, 2 unread"' in alice.get("/").text
    assert browse("bob").post(f"/notices/{notice.id}/read", page="/account").status_code == 404
    assert alice.post("/notices/read", page="/notices").status_code == 303
    page = alice.get("/notices").text
    assert "You have read everything." in page
    assert "Mark as read" not in page
    assert "Deadline extended" in page


def test_who_views_a_course_as_a_student_reads_nothing_for_them(database, world, attempt, ina, browse):
    with database.write() as db:
        comment(db, world, attempt, ina)
    viewer = browse("ina")
    member = f"/teach/{world.networks}/members/{world.people['alice']}"
    assert viewer.post(f"{member}/student-view", page=member).location == "/"
    assert viewer.get(f"/submissions/{attempt}").status_code == 200
    assert 'aria-label="Notices, 1 unread"' in browse("alice").get("/").text


def test_the_list_is_paged_and_limited_to_a_course(database, world, attempt, ina, browse):
    with database.write() as db:
        told = notices.NewNotice(kind="message", course_id=world.networks, title="Hello", text="...")
        for _ in range(notices.PAGE_SIZE + 1):
            notices.tell(db, [world.people["alice"]], told)
    alice = browse("alice")
    assert alice.get("/notices").text.count('class="unread"') == notices.PAGE_SIZE
    assert alice.get("/notices?page=2").text.count('class="unread"') == 1
    assert alice.get(f"/notices?course={world.history}").text.count('class="unread"') == 0


def first(database, world) -> Notice:
    with database.read() as db:
        return db.query(Notice).filter_by(person_id=world.people["alice"]).order_by(Notice.id).first()
