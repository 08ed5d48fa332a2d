"""Launches that are refused: with a page that says so, without a session, without an account, and without an error."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from grader.outbound import connections
from grader.store.models import LtiTicket, LtiUser, Person, WebSession, now
from tests.lti.platform import as_json
from web.lti.claims import AGS, DEEP_LINK_PREFIX, PREFIX
from web.lti.key_sets import KeySets

MINUTE = 60
REVIEW = {"message_type": "LtiSubmissionReviewRequest"}

#: Claims that differ from those of a right launch.
BAD_CLAIMS = {
    "expired": lambda: {"exp": int(time.time()) - 2 * MINUTE},
    "without an expiry": lambda: {"exp": None},
    "an expiry that is no number": lambda: {"exp": "tomorrow"},
    "issued in the future": lambda: {"iat": int(time.time()) + 5 * MINUTE},
    "without the time of issue": lambda: {"iat": None},
    "not valid yet": lambda: {"nbf": int(time.time()) + 5 * MINUTE},
    "another issuer": lambda: {"iss": "https://evil.example"},
    "no issuer": lambda: {"iss": None},
    "the issuer with a slash": lambda: {"iss": "https://lms.example.edu/"},
    "an issuer that is no text": lambda: {"iss": 7},
    "another audience": lambda: {"aud": "client-2"},
    "a list of other audiences": lambda: {"aud": ["client-2", "client-3"]},
    "no audience": lambda: {"aud": None},
    "an audience that is no text": lambda: {"aud": {"client-1": True}},
    "several audiences and no authorized party": lambda: {"aud": ["client-1", "client-2"]},
    "several audiences and another authorized party": lambda: {"aud": ["client-1", "client-2"], "azp": "client-2"},
    "another authorized party": lambda: {"azp": "client-2"},
    "another nonce": lambda: {"nonce": "of another launch"},
    "no nonce": lambda: {"nonce": None},
    "a nonce that is a list": lambda: {"nonce": ["a", "b"]},
    "another deployment": lambda: {"deployment_id": "deployment-2"},
    "no deployment": lambda: {"deployment_id": None},
    "a deployment that is no text": lambda: {"deployment_id": 1},
    "another version": lambda: {"version": "1.1"},
    "no version": lambda: {"version": None},
    "an unknown message": lambda: {"message_type": "LtiStartProctoring"},
    "no message type": lambda: {"message_type": None},
    "a message type that is a list": lambda: {"message_type": ["LtiResourceLinkRequest"]},
    "no user": lambda: {"sub": None},
    "an empty user": lambda: {"sub": ""},
    "a user that is a number": lambda: {"sub": 7},
    "a user that is too long": lambda: {"sub": "x" * 256},
    "a user with a zero character": lambda: {"sub": "user\0"},
    "no roles": lambda: {"roles": None},
    "roles that are no list": lambda: {"roles": "Instructor"},
    "roles that are no texts": lambda: {"roles": [{"Instructor": 1}]},
    "no target": lambda: {"target_link_uri": None},
    "a target of another tool": lambda: {"target_link_uri": "https://evil.example/lti/launch"},
    "a target that is no launch": lambda: {"target_link_uri": "http://localhost/account"},
    "a target that is no address": lambda: {"target_link_uri": "javascript:alert(1)"},
    "no link": lambda: {"resource_link": None},
    "a link without an id": lambda: {"resource_link": {"title": "ReLU"}},
    "a link that is a text": lambda: {"resource_link": "link-1"},
    "a context without an id": lambda: {"context": {"title": "Networks"}},
    "custom parameters that are a list": lambda: {"custom": [1]},
    "services that are a text": lambda: {AGS: "https://lms.example.edu"},
    "a review without a user": lambda: REVIEW,
    "a review without a line item": lambda: REVIEW | {f"{PREFIX}for_user": {"user_id": "u"}, AGS: {"lineitems": "x"}},
    "deep linking without settings": lambda: {"message_type": "LtiDeepLinkingRequest"},
    "deep linking without links": lambda: {
        "message_type": "LtiDeepLinkingRequest",
        f"{DEEP_LINK_PREFIX}deep_linking_settings": {
            "deep_link_return_url": "https://lms.example.edu/x",
            "accept_types": ["file"],
            "accept_presentation_document_targets": ["iframe"],
        },
    },
}


def encoded(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(platform, claims, stranger):
    return f"{encoded({'alg': 'none'})}.{encoded(claims)}."


def signed_with_the_public_key(platform, claims, stranger):
    """Key confusion: the public key, which everybody knows, as the secret of a symmetric signature."""
    text = f"{encoded({'alg': 'HS256', 'kid': platform.key.kid})}.{encoded(claims)}"
    digest = hmac.new(platform.key.as_pem(private=False), text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def altered(platform, claims, stranger):
    header, _, signature = platform.sign(claims).split(".")
    return f"{header}.{encoded({**claims, 'sub': 'teacher-1'})}.{signature}"


#: Tokens that no key of the platform has signed, or that are none.
BAD_TOKENS = {
    "unsigned": unsigned,
    "symmetric": signed_with_the_public_key,
    "altered": altered,
    "an unknown key": lambda platform, claims, stranger: platform.sign(claims, key=stranger),
    "another key under a known id": lambda platform, claims, stranger: platform.sign(
        claims, key=stranger, kid=platform.key.kid
    ),
    "keys on a foreign host": lambda platform, claims, stranger: platform.sign(
        claims, key=stranger, jku="https://evil.example/jwks"
    ),
    "its key in the header": lambda platform, claims, stranger: platform.sign(
        claims, key=stranger, kid="own", jwk=stranger.as_dict(private=False)
    ),
    "an unknown critical header": lambda platform, claims, stranger: _with_critical(platform, claims),
    "two parts": lambda platform, claims, stranger: "a.b",
    "no JSON": lambda platform, claims, stranger: "e30.bm9uc2Vuc2U.AAAA",
    "a list of claims": lambda platform, claims, stranger: f"{encoded({'alg': 'RS256'})}.{encoded([1])}.AAAA",
    "deeply nested": lambda platform, claims, stranger: _nested(),
    "not ASCII": lambda platform, claims, stranger: "é.ü.ñ",
    "oversized": lambda platform, claims, stranger: platform.sign({**claims, "name": "x" * 70_000}),
}


def _with_critical(platform, claims):
    header = encoded({"alg": "RS256", "kid": platform.key.kid, "crit": ["unknown"], "unknown": 1})
    return f"{header}.{encoded(claims)}.AAAA"


def _nested():
    payload = base64.urlsafe_b64encode(b"[" * 20_000).rstrip(b"=").decode()
    return f"{encoded({'alg': 'RS256'})}.{payload}.AAAA"


def refused(answer, database, client, *, status=400, people=None):
    """It is refused as the module says."""
    assert answer.status_code == status, answer.text
    assert "could not be opened" in answer.text
    assert "For your instructor" in answer.text
    assert not [name for name in ("grader_session", "grader_frame") if client.get_cookie(name)]
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(WebSession)) == 0
        assert db.scalar(select(func.count()).select_from(LtiUser)) == 0
        assert people is None or db.scalar(select(func.count()).select_from(Person)) == people


@pytest.mark.parametrize("name", BAD_CLAIMS)
def test_claims(platform, client, database, name):
    refused(platform.launch(client, **BAD_CLAIMS[name]()), database, client, people=5)


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_tokens(platform, client, database, stranger_key, name):
    asked = platform.asked(platform.login(client))
    token = BAD_TOKENS[name](platform, platform.claims(asked["nonce"]), stranger_key)
    answer = client.post("/lti/launch", data={"state": asked["state"], "id_token": token})
    refused(answer, database, client, people=5)
    assert not [each for each in platform.requests if each.path != "/jwks"]


def test_a_launch_is_not_accepted_twice(platform, app, database):
    client = app.test_client()
    asked = platform.asked(platform.login(client))
    form = {"state": asked["state"], "id_token": platform.sign(platform.claims(asked["nonce"]))}
    assert client.post("/lti/launch", data=form).status_code == 303
    assert client.post("/lti/launch", data=form).status_code == 400
    other = platform.asked(platform.login(client))
    assert client.post("/lti/launch", data={**form, "state": other["state"]}).status_code == 400


@pytest.mark.parametrize("state", [None, "", "unknown", "x" * 5000])
def test_states(platform, client, database, state):
    asked = platform.asked(platform.login(client))
    form = {"id_token": platform.sign(platform.claims(asked["nonce"]))} | ({} if state is None else {"state": state})
    refused(client.post("/lti/launch", data=form), database, client)


def test_a_state_of_long_ago(platform, client, database):
    asked = platform.asked(platform.login(client))
    with database.write() as db:
        db.execute(update(LtiTicket).values(expires_at=now() - timedelta(seconds=1)))
    form = {"state": asked["state"], "id_token": platform.sign(platform.claims(asked["nonce"]))}
    refused(client.post("/lti/launch", data=form), database, client)


def test_an_answer_with_an_error(platform, client, database):
    asked = platform.asked(platform.login(client))
    form = {"state": asked["state"], "error": "login_required", "error_description": "<script>"}
    answer = client.post("/lti/launch", data=form)
    refused(answer, database, client)
    assert "login_required &lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"iss": None}, 400),
        ({"login_hint": None}, 400),
        ({"target_link_uri": None}, 400),
        ({"target_link_uri": "https://evil.example/lti/launch"}, 400),
        ({"target_link_uri": "http://localhost/account"}, 400),
        ({"iss": "https://unknown.example"}, 403),
        ({"client_id": "client-2"}, 403),
    ],
    ids=str,
)
def test_logins(platform, client, database, changed, status):
    refused(platform.login(client, **changed), database, client, status=status)


def bad_keys():
    yield "not found", lambda _: (404, "text/plain", b"")
    yield "no JSON", lambda _: (200, "text/html", b"<html>")
    yield "no object", lambda _: as_json([1])
    yield "no keys", lambda _: as_json({"keys": []})
    yield (
        "keys that are none",
        lambda _: as_json({"keys": [1, {"kty": "RSA"}, {"kty": "oct", "k": "AAAA", "kid": "x"}]}),
    )
    yield "too large", lambda _: (200, "application/json", b'{"keys": [' + b" " * 600_000 + b"]}")
    yield "a redirect", lambda _: (302, "text/plain", b"")


@pytest.mark.parametrize("answer", [pytest.param(each[1], id=each[0]) for each in bad_keys()])
def test_key_sets(platform, client, database, answer):
    platform.routes["GET", "/jwks"] = answer
    refused(platform.launch(client), database, client)


def test_keys_at_a_private_address_are_not_fetched(app, platform, client, database):
    app.extensions["services"] = replace(app.extensions["services"], key_sets=KeySets(private=False))
    refused(platform.launch(client), database, client)
    assert platform.requests == []


def test_keys_at_a_name_that_means_a_private_address_are_not_fetched(app, platform, client, database, monkeypatch):
    app.extensions["services"] = replace(app.extensions["services"], key_sets=KeySets(private=False))
    mixed = [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "169.254.169.254")]
    monkeypatch.setattr(connections.socket, "getaddrinfo", lambda *_, **__: mixed)
    answer = platform.launch(client)
    assert "private address" in answer.text
    refused(answer, database, client)
    assert platform.requests == []


def test_a_refusal_may_be_read_in_the_frames_of_platforms_only(platform, client):
    answer = client.get("/lti/login")
    assert f"frame-ancestors {platform.url}" in answer.headers["Content-Security-Policy"]
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]


def test_there_are_more_than_fifty():
    assert len(BAD_CLAIMS) + len(BAD_TOKENS) > 50
