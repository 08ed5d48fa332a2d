"""Connecting a platform: by its own registration, and by hand on the course's page."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from grader.store import lti_platforms, lti_tickets
from grader.store.lti_tickets import Kind
from tests.lti.platform import as_json
from tests.short_ids import short
from web.lti.registration import SCOPES, TOOL

CONFIGURATION = "/.well-known/openid-configuration"


@pytest.fixture
def configured(unregistered):
    """A platform that registers tools."""
    url = unregistered.url
    unregistered.configuration = {
        "issuer": url,
        "authorization_endpoint": f"{url}/auth",
        "token_endpoint": f"{url}/token",
        "jwks_uri": f"{url}/jwks",
        "registration_endpoint": f"{url}/register",
        "https://purl.imsglobal.org/spec/lti-platform-configuration": {"product_family_code": "campus"},
    }
    answer = {"client_id": "client-9", TOOL: {"deployment_id": "deployment-9"}}
    unregistered.routes["GET", CONFIGURATION] = lambda _: as_json(unregistered.configuration)
    unregistered.routes["POST", "/register"] = lambda _: as_json(answer, 201)
    return unregistered


@pytest.fixture
def link(browse, world):
    """A registration link, as Ina makes it."""
    page = f"/teach/{world.networks}/lms"
    made = browse("ina").post(f"{page}/registration-link", page=page)
    assert made.status_code == 201
    return re.search(r"<code>http://localhost(/lti/register\?key=[\w-]+)</code>", made.text)[1]


def test_a_platform_registers_itself_once(configured, client, database, world, link):
    query = f"&openid_configuration={configured.url}{CONFIGURATION}&registration_token=token-1"
    done = client.get(link + query)
    assert done.status_code == 200, done.text
    assert "data-lti-close" in done.text
    assert f"frame-ancestors {configured.url}" in done.headers["Content-Security-Policy"]
    with database.read() as db:
        (row,) = lti_platforms.of_course(db, world.networks)
    assert (row.issuer, row.client_id) == (configured.url, "client-9")
    assert [each.deployment_id for each in row.deployments] == ["deployment-9"]
    assert (row.login_url, row.token_url, row.jwks_url) == tuple(
        f"{configured.url}/{x}" for x in ("auth", "token", "jwks")
    )
    assert row.created_by == "ina@example.edu"
    sent = next(each for each in configured.requests if each.path == "/register")
    assert sent.headers["authorization"] == "Bearer token-1"
    described = json.loads(sent.body)
    assert described["initiate_login_uri"] == "http://localhost/lti/login"
    assert described["redirect_uris"] == ["http://localhost/lti/launch"]
    assert described["jwks_uri"] == "http://localhost/lti/jwks"
    assert described["token_endpoint_auth_method"] == "private_key_jwt"
    assert described["response_types"] == ["id_token"]
    assert set(described["grant_types"]) == {"implicit", "client_credentials"}
    assert set(described["scope"].split()) == set(SCOPES)
    assert described[TOOL]["domain"] == "localhost"
    assert {each["type"] for each in described[TOOL]["messages"]} >= {"LtiResourceLinkRequest", "LtiDeepLinkingRequest"}
    assert client.get(link + query).status_code == 410


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"registration_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": 7},
    ],
    ids=str,
)
def test_configurations_that_are_refused(configured, client, database, world, link, changed):
    configured.configuration |= changed
    answer = client.get(f"{link}&openid_configuration={configured.url}{CONFIGURATION}")
    assert answer.status_code == 400
    assert "The registration failed" in answer.text
    with database.read() as db:
        assert lti_platforms.of_course(db, world.networks) == []
    assert not [each for each in configured.requests if each.path == "/register"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: as_json({"error": "invalid_token"}, 403),
        lambda _: as_json([]),
        lambda _: as_json({"client_id": ""}),
        lambda _: (200, "text/html", b"<html>"),
    ],
)
def test_a_registration_that_failed_can_be_tried_again(configured, client, database, world, link, answer):
    right = configured.routes["POST", "/register"]
    configured.routes["POST", "/register"] = answer
    query = f"&openid_configuration={configured.url}{CONFIGURATION}"
    assert client.get(link + query).status_code == 400
    configured.routes["POST", "/register"] = right
    assert client.get(link + query).status_code == 200


def test_links_that_do_not_work(client, database, world):
    with database.write() as db:
        key = lti_tickets.issue(db, Kind.ENTRY, {})
    for query, status in (("", 410), ("?key=unknown", 410), (f"?key={key}", 410)):
        assert client.get(f"/lti/register{query}").status_code == status


def test_a_configuration_must_be_told_and_be_public(app, client, link, settings):
    assert client.get(link).status_code == 400
    services = app.extensions["services"]
    app.extensions["services"] = replace(services, settings=settings.model_copy(update={"lti_private": False}))
    for address in ("http://lms.example.edu/x", "https://127.0.0.1/x", "ftp://lms.example.edu"):
        assert client.get(f"{link}&openid_configuration={address}").status_code == 400


FORM = {
    "issuer": "https://lms.example.edu",
    "client_id": "client-1",
    "deployment_id": "1",
    "login_url": "https://lms.example.edu/auth",
    "token_url": "https://lms.example.edu/token",
    "jwks_url": "https://lms.example.edu/jwks",
}


def test_an_instructor_connects_by_hand_and_removes(browse, world, database):
    ina, page = browse("ina"), f"/teach/{world.networks}/lms"
    shown = ina.get(page).text
    for address in ("http://localhost/lti/login", "http://localhost/lti/launch", "http://localhost/lti/jwks"):
        assert address in shown
    assert ina.post(page, FORM).status_code == 303
    assert "lms.example.edu is connected." in ina.get(page).text
    assert "connected already" in ina.post(page, FORM).text
    with database.read() as db:
        (row,) = lti_platforms.of_course(db, world.networks)
    assert not row.emails_trusted
    asked = ina.get(f"{page}/{row.id}/remove")
    assert "Remove lms.example.edu?" in asked.text
    assert browse("otto").get(f"/teach/{world.history}/lms/{row.id}/remove").status_code == 404
    assert ina.post(f"{page}/{row.id}/remove", page=page).status_code == 303
    assert "None yet." in ina.get(page).text


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": ""},
        {"client_id": " "},
        {"client_id": "x" * 300},
        {"login_url": "javascript:alert(1)"},
        {"token_url": ""},
        {"jwks_url": "https://user@lms.example.edu/"},
        {"jwks_url": "https://lms.example.edu/#keys"},
    ],
    ids=short,
)
def test_what_is_entered_is_checked_and_shown_again(browse, world, changed):
    answer = browse("ina").post(f"/teach/{world.networks}/lms", FORM | changed)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="https://lms.example.edu/' in answer.text
