"""The sign-in of programs by RFC 8628: codes, the token, and what a person's token may do."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from grader.store import audit, courses
from grader.store.audit import Wanted
from grader.store.models import ApiToken, DeviceSignIn, Role, Submission
from tests.web.clients import Program
from tests.web.grading import hidden_case, visible_case
from web.api.device import PER_ADDRESS
from web.api.device_schemas import GRANT


def begin(app, **fields):
    return app.test_client().post("/api/v1/device", data={"client_id": "grader", **fields})


@pytest.fixture
def ask(app, database):
    """Asks for the token of a device code, as if the interval were over."""

    def poll(code, **fields):
        with database.write() as db:
            db.execute(update(DeviceSignIn).values(polled_at=None))
        data = {"grant_type": GRANT, "device_code": code, "client_id": "grader", **fields}
        return app.test_client().post("/api/v1/device/token", data=data)

    return poll


@pytest.fixture
def sign_in(app, browse, ask):
    """The token with which a program acts as somebody, got by the whole way."""

    def get(name, **fields):
        begun = begin(app, **fields).json
        page = f"/device?code={begun['user_code']}"
        answer = browse(name).post("/device", {"code": begun["user_code"], "answer": "allow"}, page=page)
        assert answer.status_code == 303
        return ask(begun["device_code"]).json["access_token"]

    return get


@pytest.fixture
def alice(app, sign_in):
    return Program(app.test_client(), sign_in("alice", device_name="laptop"))


def test_a_program_gets_codes_and_waits(app, world, ask):
    answer = begin(app)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    begun = answer.json
    assert begun["verification_uri"] == "http://localhost/device"
    assert begun["verification_uri_complete"].endswith(f"/device?code={begun['user_code']}")
    assert (begun["expires_in"], begun["interval"]) == (600, 5)
    refused = ask(begun["device_code"])
    assert (refused.status_code, refused.mimetype) == (400, "application/json")
    assert refused.json["error"] == "authorization_pending"
    assert refused.json["error_description"]


def test_the_token_is_a_bearer_token_of_the_person(app, world, browse, ask, database):
    begun = begin(app, device_name="laptop").json
    browse("alice").post(
        "/device", {"code": begun["user_code"], "answer": "allow"}, page=f"/device?code={begun['user_code']}"
    )
    given = ask(begun["device_code"]).json
    assert given["token_type"] == "Bearer"
    assert given["scope"] == "assignments:read submissions:read submissions:write"
    assert 179 * 86400 < given["expires_in"] <= 180 * 86400
    assert ask(begun["device_code"]).json["error"] == "invalid_grant"
    own = Program(app.test_client(), given["access_token"]).get("/token").json
    assert (own["course"], own["person"], own["name"]) == (None, "alice@example.edu", "grader (laptop)")
    with database.read() as db:
        told = [(each.action, each.subject, each.actor) for each in audit.page(db, Wanted(), before=None, limit=9)]
    who = ("token grader (laptop)", "alice@example.edu")
    assert [each for each in told if each[1] == who[0]] == [("token.created", *who), ("device.allowed", *who)]


def test_refusals_have_the_codes_of_the_rfc(app, world, browse, ask, database):
    begun = begin(app).json
    code, page = begun["device_code"], f"/device?code={begun['user_code']}"
    poll = {"grant_type": GRANT, "device_code": code}
    assert app.test_client().post("/api/v1/device/token", data=poll).json["error"] == "authorization_pending"
    assert app.test_client().post("/api/v1/device/token", data=poll).json["error"] == "slow_down"
    assert ask(code, grant_type="password").json["error"] == "unsupported_grant_type"
    browse("alice").post("/device", {"code": begun["user_code"], "answer": "deny"}, page=page)
    assert ask(code).json["error"] == "access_denied"
    with database.write() as db:
        db.execute(update(DeviceSignIn).values(expires_at=DeviceSignIn.created_at))
    assert ask(code).json["error"] == "expired_token"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"client_id": ""}, "invalid_request"),
        ({"client_id": "x" * 101}, "invalid_request"),
        ({"client_id": ["a", "b"]}, "invalid_request"),
        ({"client_id": "a\nb"}, "invalid_request"),
        ({"device_name": "a\0b"}, "invalid_request"),
        ({"scope": "course:write"}, "invalid_scope"),
    ],
)
def test_requests_that_are_refused(app, world, fields, error):
    answer = begin(app, **fields)
    assert (answer.status_code, answer.json["error"]) == (400, error)
    assert answer.json["error_description"]


def test_requests_are_forms(app, world):
    for path in ("/api/v1/device", "/api/v1/device/token"):
        answer = app.test_client().post(path, json={"client_id": "grader"})
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_beginning_is_limited_for_an_address(app, world, monkeypatch):
    assert PER_ADDRESS.endswith("per hour")
    monkeypatch.setattr("web.api.device.PER_ADDRESS", "2 per hour")
    assert [begin(app).status_code for _ in range(3)] == [200, 200, 429]


def test_a_person_submits_watches_and_reads(alice, worker, database, world):
    answer = alice.hand_in()
    assert answer.status_code == 202
    worker.grade(answer.json["id"], visible_case(), hidden_case())
    read = alice.get(f"/submissions/{answer.json['id']}").json
    assert (read["status"], read["student"]) == ("graded", "alice@example.edu")
    hidden = read["report"]["cases"][1]
    assert hidden["visible"] is False
    events = alice.get(f"/submissions/{answer.json['id']}/events", headers={"Accept": "application/json"})
    assert events.json["finished"]
    with database.read() as db:
        row = db.get_one(Submission, answer.json["id"])
    assert row.person_id == world.people["alice"]
    assert row.api_token_id is not None


def test_a_person_reads_what_was_submitted_on_the_page_and_of_nobody_else(alice, hand_in):
    assert alice.get(f"/submissions/{hand_in('alice')}").status_code == 200
    for path in ("", "/events", "/repairs", "/comments"):
        assert alice.get(f"/submissions/{hand_in('bob')}{path}").status_code == 404


def test_a_person_submits_for_nobody_else(alice):
    assert alice.hand_in(student="ALICE@example.edu").status_code == 202
    refused = alice.hand_in(student="bob@example.edu")
    assert refused.status_code == 403
    assert "own submissions only" in refused.json["detail"]
    assert alice.hand_in(student="new", enrol=True).status_code == 403


def test_an_instructors_token_has_no_rights_of_an_instructor(app, sign_in, world, hand_in):
    ina = Program(app.test_client(), sign_in("ina"))
    hand_in("alice")
    assert ina.get("/submissions").json["submissions"] == []
    assert ina.get(f"/submissions/{hand_in('alice')}").status_code == 404
    assert ina.get(f"/courses/{world.networks}/members").status_code == 403
    assert ina.get("/courses").json["courses"] == []
    assert ina.hand_in().status_code == 202


def test_the_course_is_found_by_the_assignment(alice, database, world):
    assert alice.hand_in(course=world.history).status_code == 404
    with database.write() as db:
        courses.enrol(db, world.history, world.people["alice"], Role.STUDENT)
    listed = alice.get("/assignments").json["assignments"]
    assert {each["course_id"] for each in listed} == {world.networks, world.history}
    several = alice.hand_in()
    assert several.status_code == 422
    assert f"{world.history} (History), {world.networks} (Neural networks)" in several.json["detail"]
    made = alice.hand_in(course=world.history).json["id"]
    with database.write() as db:
        assert db.get_one(Submission, made).course_id == world.history
        courses.course_assignment(db, world.history, "relu_der").visible = False
    assert alice.hand_in().status_code == 202
    assert alice.hand_in(assignment="none").status_code == 404
    assert [each["course_id"] for each in alice.get("/assignments").json["assignments"]] == [world.networks]
    assert alice.get(f"/assignments/relu_der?course={world.history}").status_code == 404
    assert alice.get("/assignments/relu_der").json["course_id"] == world.networks


def test_a_removed_member_submits_nothing(alice, database, world):
    with database.write() as db:
        courses.enrolment(db, world.networks, world.people["alice"]).approved = False
    assert alice.hand_in().status_code == 404
    assert alice.get("/assignments").json["assignments"] == []


def test_the_students_limit_holds(alice, app, monkeypatch):
    def refuse(scope, key, allowed):
        raise AssertionError((scope, key))

    monkeypatch.setattr(app.extensions["services"].rate_limits, "spend", refuse)
    with pytest.raises(AssertionError, match="submit"):
        alice.hand_in()


def test_acts_are_those_of_the_person(alice, database, hand_in):
    assert alice.post(f"/submissions/{hand_in('alice')}/cancel").status_code == 202
    with database.read() as db:
        entry = audit.page(db, Wanted(action="submission.cancelled"), before=None, limit=1)[0]
    assert entry.actor == "alice@example.edu"


def test_a_program_signs_itself_out(alice, tool, database):
    assert alice.delete("/token").status_code == 204
    assert alice.get("/token").status_code == 401
    assert tool.delete("/token").status_code == 403
    assert tool.get("/token").status_code == 200
    with database.read() as db:
        assert db.scalar(select(ApiToken.revoked_at).where(ApiToken.person_id.is_not(None))) is not None


def test_fewer_scopes_can_be_asked_for(app, sign_in):
    reader = Program(app.test_client(), sign_in("alice", scope="submissions:read"))
    assert reader.hand_in().status_code == 403
    assert reader.get("/assignments").status_code == 403
