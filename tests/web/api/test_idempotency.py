"""The header Idempotency-Key of every POST."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from grader.store import idempotency
from grader.store.models import IdempotentRequest, Section, SubmissionComment, now
from tests.web.grading import visible_case
from web.api import submissions as routes
from web.api.openapi import OAUTH


def keyed(program, path, body, key="k1"):
    return program.post(path, json=body, headers={"Idempotency-Key": key})


def count(database, model) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(model))


def test_a_repetition_gets_the_first_answer_and_changes_nothing(lms, world, worker, database):
    submission_id = lms.hand_in(student="alice@example.edu").json["id"]
    worker.grade(submission_id, visible_case())
    path, body = f"/submissions/{submission_id}/comments", {"text": "Look at zero."}
    first, again = keyed(lms, path, body), keyed(lms, path, body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(database, SubmissionComment) == 1
    assert keyed(lms, path, body, "k2").json["id"] != first.json["id"]


def test_the_order_of_members_does_not_matter_but_their_values_and_the_address_do(lms, world, database):
    path = f"/courses/{world.networks}/sections"
    assert keyed(lms, path, {"name": "Monday"}).headers["Location"]
    spaced = lms.post(
        path, data='{ "name":  "Monday" }', content_type="application/json", headers={"Idempotency-Key": "k1"}
    )
    assert spaced.headers["Idempotency-Replayed"] == "true"
    assert keyed(lms, path, {"name": "Tuesday"}).status_code == 422
    assert keyed(lms, "/webhooks", {"name": "Monday"}).status_code == 422
    assert count(database, Section) == 1


def test_a_form_is_compared_by_its_fields_and_files(lms):
    def send(content: bytes):
        form = {"assignment": "relu_der", "student": "alice@example.edu", "file": (io.BytesIO(content), "mine.py")}
        return lms.post("/submissions", data=form, headers={"Idempotency-Key": "form"})

    first, again = send(b"x = 1\n"), send(b"x = 1\n")
    assert first.json["id"] == again.json["id"]
    assert again.headers["Location"] == first.headers["Location"]
    assert send(b"x = 2\n").status_code == 422


def test_a_refused_request_leaves_the_key_free(lms, world):
    path = f"/courses/{world.networks}/sections"
    assert keyed(lms, path, {"name": " "}).status_code == 422
    assert keyed(lms, path, {"name": "Monday"}).status_code == 201
    assert keyed(lms, path, {"name": "Monday"}, "k2").status_code == 409
    assert keyed(lms, path, {"name": "Friday"}, "k2").status_code == 201


def test_another_token_has_keys_of_its_own(lms, foreigner, world):
    assert keyed(lms, "/webhooks", {"url": "https://a.example.edu/"}).status_code == 201
    other = keyed(foreigner, "/webhooks", {"url": "https://b.example.edu/"})
    assert (other.status_code, "Idempotency-Replayed" in other.headers) == (201, False)


def test_an_answer_with_a_token_is_not_kept(lms, world, database):
    path = f"/courses/{world.networks}/tokens"
    made = keyed(lms, path, {"name": "Sync"})
    assert made.status_code == 201
    again = keyed(lms, path, {"name": "Sync"})
    assert again.status_code == 409
    assert "not kept" in again.json["detail"]
    with database.read() as db:
        (row,) = db.scalars(select(IdempotentRequest))
        assert (row.committed, row.status, row.body) == (True, None, None)


def reservation(database, **values):
    with database.write() as db:
        db.execute(update(IdempotentRequest).values(status=None, body=None, **values))


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"committed": True}, 409),
        ({"committed": False}, 409),
        ({"committed": False, "started_at": now() - timedelta(seconds=idempotency.LOCK_SECONDS + 5)}, 201),
    ],
)
def test_a_request_that_was_not_answered(lms, world, database, values, status):
    """What a process that dies leaves: a change, a request that may still run, or one that has changed nothing."""
    body = {"url": "https://lms.example.edu/"}
    keyed(lms, "/webhooks", body)
    reservation(database, **values)
    assert keyed(lms, "/webhooks", body).status_code == status


def test_a_submission_without_an_answer_is_found_by_its_key(lms, database):
    body = {"assignment": "relu_der", "source": "x = 1", "student": "alice@example.edu"}
    first = keyed(lms, "/submissions", body)
    reservation(database, committed=True)
    again = keyed(lms, "/submissions", body)
    assert (again.status_code, again.json["id"]) == (202, first.json["id"])


def test_an_error_of_ours_after_a_change_does_not_free_the_key(app, lms, database, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    body = {"name": "Monday"}

    def fail(*_args, **_values):
        raise RuntimeError("in the test")

    monkeypatch.setattr("web.api.sections.SectionOut", fail)
    path = "/courses/1/sections"
    assert keyed(lms, path, body).status_code == 500
    # The exception was raised within the transaction, so nothing was changed and the key is free.
    monkeypatch.undo()
    assert keyed(lms, path, body).status_code == 201
    monkeypatch.setattr(routes, "accepted", fail)
    sent = {"assignment": "relu_der", "source": "x = 1", "student": "alice@example.edu"}
    assert keyed(lms, "/submissions", sent, "k3").status_code == 500
    with database.read() as db:
        row = db.scalar(select(IdempotentRequest).where(IdempotentRequest.key == "k3"))
        assert (row.committed, row.status) == (True, None)


def test_old_keys_are_forgotten(lms, world, database):
    keyed(lms, "/webhooks", {"url": "https://a.example.edu/"})
    with database.write() as db:
        db.execute(update(IdempotentRequest).values(created_at=now() - timedelta(hours=25)))
    assert keyed(lms, "/webhooks", {"url": "https://b.example.edu/"}).status_code == 201
    assert count(database, IdempotentRequest) == 1


def test_every_post_takes_the_header(lms):
    """But those of OAuth: RFC 8628 has no such header, and each request for a code is to give a new one."""
    spec = json.loads(lms.get("/openapi.json").text)
    for path, methods in spec["paths"].items():
        if "post" in methods and path not in OAUTH:
            names = [each.get("$ref", "") for each in methods["post"]["parameters"]]
            assert "#/components/parameters/IdempotencyKey" in names, path
