"""Messages to students and announcements, on the pages and through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.model import Verdict
from grader.store import courses
from grader.store.models import Email, EmailKind, Notice, now
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def teach(browse, world):
    ina = browse("ina")
    base = f"/teach/{world.networks}"

    def post(path, **fields):
        page = f"{base}/messages/new" if path.startswith("/messages") else f"{base}/announcements"
        return ina.post(base + path, fields, page=page)

    post.browser, post.base = ina, base
    return post


def test_a_message_is_previewed_then_sent_to_each_alone(teach, browse, database):
    fields = {"subject": "Zero", "text": "Look at **zero**.", "student": ["alice@example.edu", "bob@example.edu"]}
    preview = teach("/messages", act="preview", assignment="relu_der", **fields).text
    assert "Look at <strong>zero</strong>." in preview
    assert "Message these 2 students" in preview
    with database.read() as db:
        assert db.query(Notice).count() == 0
    assert teach("/messages", act="send", assignment="relu_der", **fields).status_code == 303
    for name, other in (("alice", "bob"), ("bob", "alice")):
        browser = browse(name)
        assert "Zero" in browser.get("/notices").text
        with database.read() as db:
            notice = next(row for row in db.query(Notice) if row.title == "Zero" and row.read_at is None)
        page = browser.get(f"/notices/{notice.id}").text
        assert "Look at <strong>zero</strong>." in page
        assert "Ina Example" in page
        assert other.title() not in page
    assert '<td class="num">2</td><td class="num">2</td>' in teach.browser.get(f"{teach.base}/messages").text
    with database.read() as db:
        assert [email.kind for email in db.query(Email)] == [EmailKind.NOTICES] * 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"subject": "", "text": "x"}, "Write a subject."),
        ({"subject": "x", "text": " "}, "Write a message."),
        ({"subject": "a" * 201, "text": "x"}, "at most 200"),
        ({"subject": "x", "text": "x", "student": "charlie@example.edu"}, "Choose at least one student"),
        ({"subject": "x", "text": "x", "student": []}, "Choose at least one student"),
    ],
)
def test_what_cannot_be_sent_is_said(teach, database, fields, message):
    answer = teach("/messages", act="send", **{"student": "alice@example.edu", **fields})
    assert answer.status_code == 422
    assert message in answer.text
    with database.read() as db:
        assert db.query(Notice).count() == 0


def test_the_overview_leads_to_a_message_to_its_lists(teach, database, world, hand_in, worker, lms):
    with database.write() as db:
        courses.course_assignment(db, world.networks, "relu_der").due_at = now() + timedelta(days=1)
    for _ in range(6):
        worker.grade(hand_in("alice"), visible_case(Verdict.WRONG_ANSWER), hidden_case())
    overview = teach.browser.get(teach.base).text
    groups = {"to=stuck": "alice", "to=missing": "bob", "to=mistake": "alice"}
    for wanted, name in groups.items():
        address = next(part.partition('"')[0] for part in overview.split('href="') if wanted in part.partition('"')[0])
        page = teach.browser.get(address.replace("&amp;", "&")).text
        assert "Message this student" in page
        assert f'value="{name}@example.edu" checked' in page
        mistake = {"mistake": "gradient_at_zero"} if wanted == "to=mistake" else {}
        body = {"subject": "Hi", "text": "Hello", "assignment": "relu_der", "to": wanted[3:], **mistake}
        found = lms.post(f"/courses/{world.networks}/messages/preview", json=body).json
        assert found == {"students": [f"{name}@example.edu"], "recipients": 1}


def test_messages_through_the_api(lms, world, browse, database):
    base = f"/courses/{world.networks}/messages"
    body = {"subject": "Lab\r\nBcc: all@example.edu", "text": "Come.", "students": ["alice@example.edu"]}
    sent = lms.post(base, json=body)
    assert sent.status_code == 201
    assert (sent.json["recipients"], sent.json["read"]) == (1, 0)
    # A subject is one line.
    assert sent.json["subject"] == "Lab Bcc: all@example.edu"
    assert lms.get(base).json["messages"][0]["author"] == "token LMS"
    assert lms.post(base, json={**body, "students": ["charlie@example.edu"]}).status_code == 422
    assert lms.post(base, json={**body, "assignment": "unknown"}).status_code == 404
    assert lms.post(base, json={**body, "to": "stuck"}).status_code == 404
    assert "Lab" not in browse("bob").get("/notices").text


def test_an_announcement_from_writing_to_restoring(teach, browse, world, database):
    until = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    made = teach("/announcements", title="Lab", text="The lab is **open**.", pinned_until=until)
    assert made.status_code == 303
    alice = browse("alice")
    for path in ("/", f"/courses/{world.networks}/relu_der", f"/courses/{world.networks}/announcements"):
        assert "The lab is <strong>open</strong>." in alice.get(path).text
    assert "The lab is <strong>open</strong>." in teach.browser.get(teach.base).text
    assert "Lab" in alice.get("/notices").text
    assert browse("ina").get("/notices").text.count("Lab") == 0
    assert browse("charlie").get(f"/courses/{world.networks}/announcements").status_code == 404
    with database.read() as db:
        told = db.query(Notice).filter_by(person_id=world.people["alice"]).one()
    opened = alice.get(f"/notices/{told.id}").location
    assert opened == f"/courses/{world.networks}/announcements#announcement-{told.source_id}"

    address = f"/announcements/{told.source_id}"
    assert f'value="{until}"' in teach.browser.get(teach.base + address).text
    assert teach(address, title="Lab 2", text="Closed.", pinned_until="").status_code == 303
    assert "Closed." not in alice.get("/").text
    assert "Lab 2" in alice.get("/notices").text
    assert teach(address, title="", text="Closed.").status_code == 422
    assert teach("/announcements", title="x", text="y", pinned_until="soon").status_code == 422

    assert teach(f"{address}/delete").status_code == 303
    assert "Lab 2" not in alice.get("/notices").text
    assert "Lab 2" not in alice.get(f"/courses/{world.networks}/announcements").text
    assert teach(f"{address}/restore").status_code == 303
    assert "Lab 2" in alice.get("/notices").text


def test_announcements_through_the_api(lms, world, browse, database):
    base = f"/courses/{world.networks}/announcements"
    made = lms.post(base, json={"title": "Lab", "text": "Open.", "pinned_until": "2031-01-01T00:00:00+01:00"})
    assert made.status_code == 201
    here = made.headers["Location"].removeprefix("/api/v1")
    assert lms.get(here).json["pinned_until"] == "2030-12-31T23:00:00Z"
    changed = lms.client.patch(f"/api/v1{here}", headers=lms.headers, json={"pinned_until": None})
    assert (changed.json["title"], changed.json["pinned_until"]) == ("Lab", None)
    assert lms.post(base, json={"title": "Lab", "text": "Open.", "pinned_until": "2031-01-01"}).status_code == 422
    assert lms.delete(here).status_code == 204
    assert lms.get(base).json["announcements"] == []
    assert [row["title"] for row in lms.get(f"{base}?deleted=true").json["announcements"]] == ["Lab"]
    assert lms.post(f"{here}/restore").json["deleted_at"] is None
    with database.write() as db:
        courses.get_course(db, world.networks).archived_at = now()
    assert lms.post(base, json={"title": "Lab", "text": "Open."}).status_code == 409
