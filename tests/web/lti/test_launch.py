"""Launches that lead to an assignment, a submission, or the choice of an assignment."""

from __future__ import annotations

import re

import pytest
from joserfc.jwk import KeySet

from grader.store import audit, lti_keys, lti_links, lti_platforms
from grader.store.models import Role
from tests.lti.platform import INSTRUCTOR, MEMBERSHIP
from tests.web.lti.conftest import IN_FRAME, IN_WINDOW
from tests.web.lti.people import person_of, role
from web.lti.claims import AGS


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_login_asks_the_platform_as_openid_connect_says(platform, client, method):
    asked = platform.asked(platform.login(client, method=method))
    fixed = {name: value for name, value in asked.items() if name not in ("state", "nonce")}
    assert fixed == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": "client-1",
        "redirect_uri": "http://localhost/lti/launch",
        "login_hint": "user-7",
        "lti_message_hint": "message-1",
    }
    again = platform.asked(platform.login(client))
    assert {again["state"], again["nonce"]}.isdisjoint({asked["state"], asked["nonce"]})


def test_a_launch_in_a_window_signs_a_new_student_in(platform, client, database, world):
    entrance = platform.launch(client).location
    answer = client.get(entrance, headers=IN_WINDOW)
    assert (answer.status_code, answer.location) == (303, f"/courses/{world.networks}/relu_der")
    page = client.get(answer.location, headers=IN_WINDOW)
    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    person = person_of(database)
    assert (person.name, person.email, person.password_hash) == ("Lea Learner", "lea@lms.example", "")
    assert role(database, world.networks) is Role.STUDENT
    with database.read() as db:
        link = lti_links.links_of(db, world.networks, "relu_der")[0]
        assert link.ags["lineitem"] == f"{platform.url}/lineitems/1"
        assert link.context.nrps["context_memberships_url"] == f"{platform.url}/members"
        assert lti_platforms.of_course(db, world.networks)[0].last_launch_at is not None
        assert audit.entries(db, world.networks)[0].actor == "lti Campus"


def test_the_first_launch_of_a_connection_without_a_deployment_is_an_instructors(unregistered, app, database, world):
    with database.write() as db:
        lti_platforms.add(db, unregistered.registration(world.networks, deployment_id=None), actor="system")
    assert unregistered.launch(app.test_client()).status_code == 400
    assert unregistered.launch(app.test_client(), roles=[INSTRUCTOR], sub="t").status_code == 303
    assert unregistered.launch(app.test_client()).status_code == 303
    assert unregistered.launch(app.test_client(), deployment_id="other").status_code == 400


def test_a_link_without_an_assignment_is_given_one_by_an_instructor(platform, app, enter, database, world):
    student = app.test_client()
    address = enter(student, custom=None)
    assert "has not chosen yet" in student.get(address, headers=IN_FRAME).text
    teacher = app.test_client()
    address = enter(teacher, custom={"assignment": "no such"}, roles=[INSTRUCTOR], sub="t", email=None)
    assert "relu_der" in teacher.get(address, headers=IN_FRAME).text
    own = {**IN_FRAME, "Origin": "http://localhost"}
    assert teacher.post(address, data={"assignment": "no such"}, headers=own).status_code == 422
    assert teacher.post(address, data={"assignment": "relu_der"}, headers=IN_FRAME).status_code == 400
    chosen = teacher.post(address, data={"assignment": "relu_der"}, headers=own)
    assert chosen.location.endswith(f"/teach/{world.networks}/relu_der")
    assert teacher.get(chosen.location, headers=IN_FRAME).status_code == 200
    prefix = enter(student, custom=None)
    assert prefix.endswith(f"/courses/{world.networks}/relu_der")
    link = address.rpartition("/")[2]
    assert student.get(prefix.partition("/courses/")[0] + f"/lti/links/{link}", headers=IN_FRAME).status_code == 404


def test_the_address_of_a_link_may_name_the_assignment(enter, client, world):
    target = "http://localhost/lti/launch?assignment=relu_der"
    assert enter(client, custom=None, target_link_uri=target).endswith(f"/courses/{world.networks}/relu_der")


def review(platform, client, enter, **changed):
    values = {"message_type": "LtiSubmissionReviewRequest", "roles": [INSTRUCTOR], "sub": "t", "email": None}
    for_user = {"https://purl.imsglobal.org/spec/lti/claim/for_user": {"user_id": "user-7"}}
    return enter(client, **(values | for_user | changed))


def test_a_review_leads_to_the_submission(platform, app, enter, client, database, world):
    enter(client)
    assert review(platform, app.test_client(), enter).endswith("/lti/no-submission")
    address = enter(client)
    page = client.get(address, headers=IN_FRAME).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"source": "x = 1", "mode": "submit", "csrf_token": token}
    client.post(f"{address}/submissions", data=form, headers=IN_FRAME)
    teacher = app.test_client()
    for changed in ({}, {"resource_link": None, "custom": None}):
        found = review(platform, teacher, enter, **changed)
        assert "/submissions/" in found
        assert teacher.get(found, headers=IN_FRAME).status_code == 200
    bob = app.test_client()
    other = review(platform, bob, enter, roles=[f"{MEMBERSHIP}#Learner"], sub="user-8", email=None)
    assert bob.get(other, headers=IN_FRAME).status_code == 404


def test_a_key_that_the_platform_has_changed_is_found(platform, app, stranger_key, monkeypatch):
    assert platform.launch(app.test_client()).status_code == 303
    monkeypatch.setattr("web.lti.key_sets.PAUSE_SECONDS", 0.0)
    platform.key = stranger_key
    assert platform.launch(app.test_client()).status_code == 303
    assert len([each for each in platform.requests if each.path == "/jwks"]) == 2


def test_our_keys_stay_published_after_a_rotation(client, database):
    first = client.get("/lti/jwks").json["keys"]
    with database.write() as db:
        lti_keys.rotate(db)
    after = client.get("/lti/jwks").json
    assert (len(first), len(after["keys"])) == (1, 2)
    assert {key["alg"] for key in after["keys"]} == {"RS256"}
    assert first[0] in after["keys"]
    assert KeySet.import_key_set(after)


def test_a_launch_without_services_keeps_what_is_known(platform, app, database, world):
    platform.launch(app.test_client())
    platform.launch(app.test_client(), **{AGS: None})
    with database.read() as db:
        assert lti_links.links_of(db, world.networks)[0].ags["lineitem"] == f"{platform.url}/lineitems/1"
