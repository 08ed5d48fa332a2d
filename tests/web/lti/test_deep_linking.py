"""Deep linking: the choice of assignments, and the signed answer."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from grader.store import courses
from grader.store.models import now
from tests.lti.platform import LEARNER
from tests.web.lti.conftest import IN_FRAME, confirm
from web.lti.claims import DEEP_LINK_PREFIX, PREFIX

OWN = {**IN_FRAME, "Origin": "http://localhost"}


@pytest.fixture
def begin(platform, client):
    def start(**settings) -> str:
        asked = platform.asked(platform.login(client))
        token = platform.sign(platform.deep_linking(asked["nonce"], **settings))
        answer = client.post("/lti/launch", data={"state": asked["state"], "id_token": token})
        assert answer.status_code == 303, answer.text
        return confirm(client, answer.location)

    return start


def answer_of(client, page):
    """The claims of the token in the page, checked with the published keys."""
    token = re.search(r'name="JWT" value="([^"]+)"', page.text)[1]
    keys = KeySet.import_key_set(client.get("/lti/jwks").json)
    return jwt.decode(token, keys, ["RS256"]).claims


def test_the_platform_gets_a_link_with_points_and_dates(platform, client, begin, database, world):
    due, opens = now() + timedelta(days=7), now() + timedelta(days=1)
    with database.write() as db:
        courses.set_assignment(db, world.networks, "relu_der", due_at=due, opens_at=opens)
    address = begin()
    page = client.get(address, headers=IN_FRAME)
    assert 'type="radio" name="assignment" value="relu_der"' in page.text
    sent = client.post(address, data={"assignment": "relu_der"}, headers=OWN)
    assert sent.status_code == 200
    assert f'action="{platform.url}/deep-links" data-lti-send' in sent.text
    policy = sent.headers["Content-Security-Policy"]
    assert f"form-action 'self' {platform.url};" in policy
    assert f"frame-ancestors {platform.url}" in policy
    claims = answer_of(client, sent)
    assert (claims["iss"], claims["aud"]) == ("client-1", [platform.url])
    assert claims["exp"] > claims["iat"]
    assert claims["nonce"]
    assert claims[f"{PREFIX}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{PREFIX}version"] == "1.3.0"
    assert claims[f"{PREFIX}deployment_id"] == "deployment-1"
    assert claims[f"{DEEP_LINK_PREFIX}data"] == "to be sent back"
    (item,) = claims[f"{DEEP_LINK_PREFIX}content_items"]
    assert item["type"] == "ltiResourceLink"
    assert item["url"] == "http://localhost/lti/launch?assignment=relu_der"
    assert item["custom"] == {"assignment": "relu_der"}
    assert item["lineItem"]["scoreMaximum"] == 15
    assert isinstance(item["lineItem"]["scoreMaximum"], int)
    assert item["lineItem"]["resourceId"] == "relu_der"
    assert item["available"] == {"startDateTime": opens.isoformat()}
    assert item["submission"] == {"endDateTime": due.isoformat()}


def test_a_choice_is_sent_once_and_from_our_page(client, begin):
    address = begin()
    assert client.post(address, data={"assignment": "relu_der"}, headers=IN_FRAME).status_code == 400
    assert client.post(address, data={"assignment": "no such"}, headers=OWN).status_code == 422
    assert client.post(address, data={"assignment": "relu_der"}, headers=OWN).status_code == 200
    assert client.post(address, data={"assignment": "relu_der"}, headers=OWN).status_code == 410
    assert client.get(address, headers=IN_FRAME).status_code == 410


def test_several_only_where_the_platform_takes_them(client, begin, database, world):
    with database.write() as db:
        courses.set_assignment(db, world.networks, "sigmoid_der", position=1)
    both = {"assignment": ["relu_der", "sigmoid_der"]}
    for several in (True, False):
        address = begin(accept_multiple=several, accept_lineitem=several)
        assert ('type="checkbox"' in client.get(address, headers=IN_FRAME).text) is several
        items = answer_of(client, client.post(address, data=both, headers=OWN))[f"{DEEP_LINK_PREFIX}content_items"]
        assert len(items) == (2 if several else 1)
        assert ("lineItem" in items[0]) is several


def test_students_choose_nothing(platform, client):
    asked = platform.asked(platform.login(client))
    claims = platform.deep_linking(asked["nonce"]) | {f"{PREFIX}roles": [LEARNER]}
    answer = client.post("/lti/launch", data={"state": asked["state"], "id_token": platform.sign(claims)})
    assert answer.status_code == 403
    assert "Only those who teach" in answer.text


def test_the_page_is_for_those_who_teach_the_course(client, begin, browse):
    path = begin()
    path = path[path.index("/lti/deep-link/") :]
    for name, status in (("ina", 200), ("alice", 404), ("otto", 404), (None, 302)):
        assert browse(name).get(path).status_code == status
    for name, status in (("alice", 404), ("otto", 404), (None, 401)):
        headers = {"Origin": "http://localhost"}
        sent = browse(name).client.post(path, data={"assignment": "relu_der"}, headers=headers)
        assert sent.status_code == status
