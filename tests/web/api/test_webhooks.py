"""Webhooks by API: list, read, change, the log of deliveries, test, replay, rotate the secret."""

from __future__ import annotations

import pytest

from grader.store import deliveries, delivery_log
from grader.store.deliveries import Attempt
from grader.store.models import Delivery
from tests.web.grading import visible_case


@pytest.fixture
def hook(lms):
    answer = lms.post("/webhooks", json={"url": "https://lms.example.edu/graded"})
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/webhooks/{answer.json['id']}"
    assert answer.json["secret"].startswith("whsec_")
    return answer.json


def send(database, *, status: int) -> None:
    """What the worker records of every delivery that is due."""
    with database.write() as db:
        for delivery in deliveries.claim_due(db):
            attempt = Attempt(status=status, duration_ms=12.5)
            if status == 200:
                deliveries.succeeded(db, delivery.id, attempt)
            else:
                deliveries.failed(db, delivery, f"The receiver answered with status {status}.", attempt)


def test_it_is_listed_read_and_changed_without_its_secret(lms, hook):
    listed = lms.get("/webhooks")
    assert [each["id"] for each in listed.json["webhooks"]] == [hook["id"]]
    assert "secret" not in listed.json["webhooks"][0]
    path = f"/webhooks/{hook['id']}"
    body = lms.get(path).json
    assert (body["working"], body["unsent"], body["previous_secret_until"]) == (True, 0, None)
    changed = lms.client.patch(f"/api/v1{path}", json={"url": "https://lms.example.edu/new"}, headers=lms.headers)
    assert changed.json["url"] == "https://lms.example.edu/new"
    assert lms.get(path).json["url"] == "https://lms.example.edu/new"


def test_a_test_message_goes_through_the_outbox(lms, hook, database):
    answer = lms.post(f"/webhooks/{hook['id']}/test")
    assert answer.status_code == 202
    assert answer.json["payload"]["event"] == "webhook.test"
    assert (answer.json["state"], answer.json["attempts"]) == ("waiting", 0)
    send(database, status=200)
    told = lms.get(answer.headers["Location"].removeprefix("/api/v1")).json
    assert (told["state"], told["answer_status"], told["duration_ms"], told["attempts"]) == ("delivered", 200, 12.5, 1)
    assert told["sent_at"] is not None
    assert told["next_attempt_at"] is None


def test_the_log_names_the_answers_and_goes_on_by_cursor(lms, hook, database, worker):
    ids = [lms.hand_in(student="alice@example.edu").json["id"] for _ in range(3)]
    for submission_id in ids:
        worker.grade(submission_id, visible_case())
    path = f"/webhooks/{hook['id']}/deliveries"
    first = lms.get(f"{path}?per_page=2&cursor=")
    assert [each["submission"] for each in first.json["deliveries"]] == [ids[2], ids[1]]
    assert first.json["total"] == 3
    assert 'rel="next"' in first.headers["Link"]
    rest = lms.get(f"{path}?per_page=2&cursor={first.json['next_cursor']}").json
    assert [each["submission"] for each in rest["deliveries"]] == [ids[0]]
    assert rest["next_cursor"] is None
    send(database, status=500)
    waiting = lms.get(f"{path}?state=waiting").json["deliveries"]
    assert {each["answer_status"] for each in waiting} == {500}
    assert "status 500" in waiting[0]["error"]
    detail = lms.get(f"{path}/{waiting[0]['id']}").json
    assert detail["payload"]["student"] == "alice@example.edu"
    assert lms.get(f"/webhooks/{hook['id']}").json["working"] is False


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "%C3%A4", "WyJkZWxpdmVyaWVzIiwiMSJd", "W1tbW1tbW1tb" * 20])
def test_another_cursor_is_refused(lms, hook, cursor):
    answer = lms.get(f"/webhooks/{hook['id']}/deliveries?cursor={cursor}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "cursor"


def test_a_delivery_and_all_that_were_given_up_are_sent_again(lms, hook, database):
    path = f"/webhooks/{hook['id']}"
    sent = [lms.post(f"{path}/test").json["id"] for _ in range(2)]
    send(database, status=200)
    again = lms.post(f"{path}/deliveries/{sent[0]}/replay")
    assert again.status_code == 202
    assert (again.json["id"], again.json["state"]) == (sent[0], "waiting")
    with database.write() as db:
        assert [row.id for row in deliveries.claim_due(db)] == [sent[0]]
        given_up = db.get_one(Delivery, sent[1])
        given_up.delivered = False
    assert lms.get(f"{path}/deliveries?state=failed").json["total"] == 1
    assert lms.post(f"{path}/replay", json={"since": "2100-01-01T00:00:00Z"}).json == {"replayed": 0}
    assert lms.post(f"{path}/replay", json={}).json == {"replayed": 1}
    assert lms.get(f"{path}/deliveries?state=failed").json["total"] == 0
    assert lms.post(f"{path}/deliveries/9999/replay").status_code == 404


def test_a_rotated_secret_has_an_overlap(lms, hook, database, world):
    path = f"/webhooks/{hook['id']}"
    answer = lms.post(f"{path}/rotate-secret", json={"overlap_hours": 2})
    assert answer.status_code == 200
    assert answer.json["secret"] != hook["secret"]
    assert lms.get(path).json["previous_secret_until"] == answer.json["previous_secret_until"]
    with database.read() as db:
        stored = deliveries.get_webhook(db, world.networks, hook["id"])
        assert deliveries.signing_secrets(stored) == [answer.json["secret"], hook["secret"]]
    last = lms.post(f"{path}/rotate-secret", json={"overlap_hours": 0}).json
    assert last["previous_secret_until"] is None
    with database.read() as db:
        stored = deliveries.get_webhook(db, world.networks, hook["id"])
        assert deliveries.signing_secrets(stored) == [last["secret"]]


def test_another_course_sees_nothing_of_it(foreigner, tool, lms, hook, database):
    delivery = lms.post(f"/webhooks/{hook['id']}/test").json["id"]
    for path in ("", "/deliveries", f"/deliveries/{delivery}"):
        assert foreigner.get(f"/webhooks/{hook['id']}{path}").status_code == 404
        assert tool.get(f"/webhooks/{hook['id']}{path}").status_code == 403
    assert foreigner.get("/webhooks").json == {"webhooks": []}
    with database.read() as db:
        assert delivery_log.get(db, "another", delivery) is None
