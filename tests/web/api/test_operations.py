"""The operations of the service and the audit log in the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.store import audit, service_tokens
from grader.store.models import Person, ServiceToken, now
from tests.web.clients import Program
from tests.web.test_operations import fail, root

__all__ = ["root"]


@pytest.fixture
def operator(root, app, database, world):
    """A program with a token of an administrator."""
    with database.write() as db:
        secret = service_tokens.create(db, person_id=world.people["root"], name="monitor", days=1)[1]
    return Program(app.test_client(), secret)


def call(program, method, path, body=None):
    return program.client.open(f"/api/v1{path}", method=method, json=body, headers=program.headers)


def test_a_program_operates_the_service(operator, database, hand_in):
    made = call(operator, "POST", "/operations/pauses", {"lane": "interactive", "reason": "Upgrade"})
    assert (made.status_code, made.json["author"]) == (201, "token monitor")
    assert call(operator, "POST", "/operations/pauses", {"lane": "interactive"}).status_code == 409
    assert call(operator, "POST", "/operations/pauses", {}).status_code == 422
    submission_id = hand_in("alice")
    state = call(operator, "GET", "/operations").json
    lane = next(each for each in state["lanes"] if each["lane"] == "interactive")
    assert (lane["paused"], lane["waiting"], lane["running"]) == (True, 1, 0)
    assert state["pauses"][0]["reason"] == "Upgrade"
    assert set(state["versions"]) >= {"service", "NumPy", "Python", "schema"}
    assert call(operator, "DELETE", f"/operations/pauses/{made.json['id']}").status_code == 204
    fail(database, submission_id)
    failed = call(operator, "GET", "/operations/failures").json
    assert (failed["total"], failed["failures"][0]["submission"]) == (1, submission_id)
    assert call(operator, "POST", "/operations/failures/retry", {"submissions": ["x"]}).json == {"retried": 0}
    assert call(operator, "POST", "/operations/failures/retry", {"assignment": "relu_der"}).json == {"retried": 1}
    wanted = {"host": "x", "queue": "interactive", "request": "end"}
    assert call(operator, "POST", "/operations/workers", wanted).status_code == 404
    first = call(operator, "GET", "/operations/audit?per_page=1&person=monitor").json
    assert first["entries"][0]["action"] == "submission.retried"
    second = call(operator, "GET", f"/operations/audit?per_page=1&person=monitor&cursor={first['next_cursor']}").json
    assert second["entries"][0]["changes"] == [{"name": "paused", "old": True, "new": False}]


def test_a_token_of_an_administrator_opens_nothing_else_and_ends_with_the_rights(operator, database, world):
    assert call(operator, "GET", f"/courses/{world.networks}").status_code == 403
    assert call(operator, "GET", "/operations").status_code == 200
    with database.write() as db:
        db.get_one(Person, world.people["root"]).administrator = False
    assert call(operator, "GET", "/operations").status_code == 401


def test_a_token_of_an_administrator_expires_and_is_revoked(operator, database):
    with database.write() as db:
        db.query(ServiceToken).one().expires_at = now() - timedelta(seconds=1)
    assert call(operator, "GET", "/operations").status_code == 401
    with database.write() as db:
        token = db.query(ServiceToken).one()
        token.expires_at = None
        token_id = token.id
    assert call(operator, "GET", "/operations").status_code == 200
    with database.write() as db:
        service_tokens.revoke(db, token_id)
    assert call(operator, "GET", "/operations").status_code == 401


def test_programs_of_a_course_read_its_log(lms, tool, foreigner, world, database):
    with database.write() as db:
        audit.record(db, actor="ina", action="course.changed", course_id=world.networks, details={"name": ["A", "B"]})
        audit.record(db, actor="otto", action="course.changed", course_id=world.history)
    path = f"/courses/{world.networks}/audit"
    (entry,) = call(lms, "GET", path).json["entries"]
    assert (entry["actor"], entry["changes"]) == ("ina", [{"name": "name", "old": "A", "new": "B"}])
    assert call(lms, "GET", f"{path}?until=2000-01-01T00:00:00Z").json["entries"] == []
    assert call(lms, "GET", f"{path}?cursor=x").status_code == 422
    assert {call(program, "GET", path).status_code for program in (tool, foreigner)} == {404}
    assert call(lms, "GET", "/operations/audit").status_code == 404
