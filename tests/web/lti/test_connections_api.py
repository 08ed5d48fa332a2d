"""Connecting learning management systems by the REST API: the same acts as on the page."""

from __future__ import annotations

import pytest

from grader.store import audit
from grader.store.audit import Wanted
from tests.web.test_rights import BODIES
from tests.web.things import make_link

MOODLE = BODIES["api.create_lms"]


@pytest.fixture
def path(world):
    return f"/courses/{world.networks}/lms"


def test_connect_read_and_remove(lms, path, browse, world, database):
    answer = lms.post(path, json={**MOODLE, "deployment_id": "1"})
    assert answer.status_code == 201
    made = answer.json
    assert (made["name"], made["deployments"], made["links"]) == ("moodle.example.edu", ["1"], [])
    assert made["created_by"] == "token LMS"
    where = f"{path}/{made['id']}"
    assert answer.headers["Location"] == f"/api/v1{where}"
    assert lms.get(where).json == made
    assert [each["id"] for each in lms.get(path).json["systems"]] == [made["id"]]
    assert "moodle.example.edu" in browse("ina").get(f"/teach/{world.networks}/lms").text
    assert lms.delete(where).status_code == 204
    assert lms.get(where).status_code == 404
    assert lms.delete(where).status_code == 404
    with database.read() as db:
        told = audit.page(db, Wanted(action="lti."), before=None, limit=9)
    assert [(each.action, each.actor) for each in told] == [("lti.removed", "token LMS"), ("lti.added", "token LMS")]


def test_without_a_deployment_the_first_launch_tells_it(lms, path):
    assert lms.post(path, json=MOODLE).json["deployments"] == []


def test_one_more_deployment_but_none_twice(lms, path):
    first = lms.post(path, json={**MOODLE, "deployment_id": "1"}).json
    second = lms.post(path, json={**MOODLE, "deployment_id": "2"}).json
    assert (second["id"], second["deployments"]) == (first["id"], ["1", "2"])
    assert lms.post(path, json={**MOODLE, "deployment_id": "2"}).status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"login_url": "moodle.example.edu"},
        {"token_url": "file:///etc/passwd"},
        {"jwks_url": ""},
        {"issuer": " "},
        {"client_id": ""},
        {"unknown": "x"},
    ],
)
def test_what_is_wrong_is_refused(lms, path, changed):
    answer = lms.post(path, json={**MOODLE, **changed})
    assert answer.status_code == 422
    assert answer.json["detail"]
    assert lms.get(path).json["systems"] == []


def test_links_are_told(lms, path, world, database):
    with database.write() as db:
        platform, link = make_link(db, world.networks)
    (told,) = lms.get(f"{path}/{platform}").json["links"]
    assert told == {"id": link, "title": "ReLU", "context": "Networks", "assignment": None}


def test_the_assignment_of_a_link_is_chosen(lms, foreigner, tool, path, world, database):
    with database.write() as db:
        link = make_link(db, world.networks)[1]
    change = {"json": {"assignment": "relu_der"}}
    assert (
        lms.client.patch(f"/api/v1{path}/links/{link}", headers=lms.headers, **change).json["assignment"] == "relu_der"
    )
    wrong = lms.client.patch(f"/api/v1{path}/links/{link}", headers=lms.headers, json={"assignment": "none"})
    assert wrong.status_code == 422
    for other in (foreigner, tool):
        assert other.client.patch(f"/api/v1{path}/links/{link}", headers=other.headers, **change).status_code == 404
    theirs = f"/api/v1/courses/{world.history}/lms/links/{link}"
    assert foreigner.client.patch(theirs, headers=foreigner.headers, **change).status_code == 404


def test_a_registration_link_works_on_the_page_of_the_platform(lms, path, nobody, database):
    made = lms.post(f"{path}/registration-link", headers={"Idempotency-Key": "1"})
    assert (made.status_code, made.json["days"]) == (201, 7)
    opened = nobody.client.get(made.json["link"].removeprefix("http://localhost"))
    assert "has not told where its configuration is" in opened.text
    again = lms.post(f"{path}/registration-link", headers={"Idempotency-Key": "1"})
    assert again.status_code == 409
    with database.read() as db:
        assert audit.page(db, Wanted(action="lti.registration_link"), before=None, limit=1)


def test_the_addresses_and_keys_of_the_tool(lms, path, nobody):
    nobody.client.get("/lti/jwks")
    tool = lms.get(f"{path}/tool").json
    assert tool["launch_url"] == "http://localhost/lti/launch"
    (key,) = nobody.client.get("/lti/jwks").json["keys"]
    assert [each["kid"] for each in tool["keys"]] == [key["kid"]]
