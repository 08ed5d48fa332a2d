"""Tokens by API: scopes, expiry, listing and revoking."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.store import audit, tokens
from grader.store.models import Role, Scope, now
from tests.web.clients import Program
from web.api.scopes import scope_of


@pytest.fixture
def make(app, world, database):
    """`make(role, scopes)` is a program with a token of its own."""

    def store(role=Role.INSTRUCTOR, scopes=None, **values):
        with database.write() as db:
            return Program(
                app.test_client(),
                tokens.create_token(db, course_id=world.networks, role=role, name="own", scopes=scopes, **values)[1],
            )

    return store


def test_what_is_left_out_is_the_least(lms, world, app):
    answer = lms.post(f"/courses/{world.networks}/tokens", json={"name": "Front end"})
    assert answer.status_code == 201
    made = answer.json
    assert made["role"] == "student"
    assert made["scopes"] == ["assignments:read", "submissions:read", "submissions:write"]
    assert made["created_by"] == "token LMS"
    assert lms.get(answer.headers["Location"].removeprefix("/api/v1")).json["id"] == made["id"]
    program = Program(app.test_client(), made["token"])
    assert program.get("/token").json["name"] == "Front end"
    assert program.hand_in().status_code == 202
    assert program.get("/assignments").status_code == 200
    refused = program.get(f"/courses/{world.networks}/members")
    assert (refused.status_code, refused.json["scope"]) == (403, "course:read")
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]


def test_the_list_shows_no_secret_and_a_revoked_token_stops(lms, world, app):
    path = f"/courses/{world.networks}/tokens"
    made = lms.post(path, json={"name": "Sync", "days": None, "scopes": ["grades:read"], "role": "assistant"}).json
    program = Program(app.test_client(), made["token"])
    assert made["expires_at"] is None
    assert program.get("/assignments/relu_der/grades").status_code == 200
    listed = lms.get(path)
    assert [token["name"] for token in listed.json["tokens"]] == ["Sync", "page", "LMS"]
    assert "nng_" not in listed.text
    assert lms.delete(f"{path}/{made['id']}").status_code == 204
    assert program.get("/token").status_code == 401
    assert lms.delete(f"{path}/{made['id']}").status_code == 404


def test_an_expired_token_is_told_so(make):
    program = make(expires_at=now() - timedelta(seconds=2))
    answer = program.get("/token")
    assert (answer.status_code, answer.json["detail"]) == (401, "This token has expired.")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert make(expires_at=now() + timedelta(hours=1)).get("/token").status_code == 200


def test_a_token_gives_no_more_than_it_has(make, world):
    soon = now() + timedelta(days=3)
    program = make(scopes={Scope.TOKENS_WRITE, Scope.COURSE_WRITE, Scope.GRADES_READ}, expires_at=soon)
    path = f"/courses/{world.networks}/tokens"
    refused = program.post(path, json={"name": "More"})
    assert (refused.status_code, "assignments:read" in refused.json["detail"]) == (403, True)
    made = program.post(path, json={"name": "Less", "scopes": ["grades:read"], "days": 30})
    assert made.status_code == 201
    assert made.json["expires_at"].startswith(soon.isoformat()[:19])
    course = program.post("/courses", json={"name": "Networks 2"})
    assert course.status_code == 201
    created = Program(program.client, course.json["token"])
    assert created.get("/token").json["scopes"] == ["grades:read", "course:write", "tokens:write"]


def test_only_instructors_tokens_manage_tokens(make, world, tool, foreigner):
    path = f"/courses/{world.networks}/tokens"
    assert make(Role.ASSISTANT).get(path).status_code == 403
    assert tool.get(path).status_code == 404
    assert foreigner.get(path).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{}, {"name": ""}, {"name": "x", "scopes": []}, {"name": "x", "scopes": ["all"]}, {"name": "x", "days": 0}],
)
def test_wrong_fields_are_refused(lms, world, wrong):
    assert lms.post(f"/courses/{world.networks}/tokens", json=wrong).status_code == 422


def test_the_page_limits_a_token_and_shows_it(browse, world, database, app):
    here = f"/teach/{world.networks}"
    ina = browse("ina")
    for fields in (
        {"name": "Reader", "role": "assistant", "access": "read", "days": "30"},
        {"name": "Chosen", "role": "assistant", "access": "all", "scopes": ["grades:read"], "days": ""},
        {"name": "All", "role": "instructor", "access": "all", "days": "365"},
    ):
        assert ina.post(f"{here}/tokens", fields, page=f"{here}/settings").status_code == 201
    wrong = {"name": "x", "role": "student", "days": "7"}
    assert ina.post(f"{here}/tokens", wrong, page=f"{here}/settings").status_code == 422
    with database.read() as db:
        made = {token.name: token for token in tokens.tokens_of(db, world.networks)}
        actions = [entry.action for entry in audit.entries(db, world.networks)]
    assert all(scope.value.endswith(":read") for scope in made["Reader"].scopes)
    assert made["Chosen"].scopes == {Scope.GRADES_READ}
    assert made["Chosen"].expires_at is None
    assert made["All"].scope_names is None
    assert actions.count("token.created") == 3
    page = ina.get(f"{here}/settings").text
    assert "Scopes: grades:read" in page
    assert "Everything that its role may do" in page


def test_every_route_takes_the_scope_of_its_area(app):
    found = {
        (rule.rule, method): scope_of(rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    reads = {scope.value for (_, method), scope in found.items() if method == "GET" and scope is not None}
    writes = {scope.value for (_, method), scope in found.items() if method != "GET" and scope is not None}
    assert all(name.endswith(":read") for name in reads)
    assert all(name.endswith(":write") for name in writes)
    submission = "/api/v1/submissions/<submission_id>"
    assert found[submission, "GET"] is Scope.SUBMISSIONS_READ
    assert found[f"{submission}/cancel", "POST"] is Scope.SUBMISSIONS_WRITE
    assert found[f"{submission}/comments", "POST"] is Scope.GRADES_WRITE
    assert found["/api/v1/assignments/<slug>/grades", "GET"] is Scope.GRADES_READ
    assert found["/api/v1/courses/<int:course_id>/assignments/<slug>/regrades", "POST"] is Scope.GRADES_WRITE
    assert found["/api/v1/courses/<int:course_id>/assignments/<slug>/settings", "PATCH"] is Scope.COURSE_WRITE
    assert found["/api/v1/webhooks/<webhook_id>/test", "POST"] is Scope.WEBHOOKS_WRITE
    assert found["/api/v1/courses/<int:course_id>/tokens", "POST"] is Scope.TOKENS_WRITE
    assert found["/api/v1/courses", "GET"] is None
