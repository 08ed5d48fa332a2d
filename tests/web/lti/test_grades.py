"""Grades in the LMS: the page and the API show each score, send again, fetch members, and test the connection."""

from __future__ import annotations

import pytest

from grader.lti.service import SCORES
from grader.store import lti_keys, lti_links, lti_overview, lti_platforms, lti_users
from grader.store.models import LtiPlatform, LtiRoster, LtiScore, ScoreState, now
from tests.lti.services import ITEMS_URL, MEMBERS_URL, TOKEN_URL, SimulatedClock, SimulatedServices, down, reply
from tests.web.grading import visible_case
from web import lms_grades

AGS = {"scope": [SCORES, "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"], "lineitems": ITEMS_URL}
NRPS = {"context_memberships_url": MEMBERS_URL}
REFUSAL = "400: The user is not in this course"


@pytest.fixture
def connected(database, world, platform_key):
    """A platform with a sent score of Alice and a refused one of Bob; its id."""
    new = lti_platforms.NewPlatform(
        course_id=world.networks,
        name="Moodle",
        issuer="https://lms.example.edu",
        client_id="client",
        login_url="https://lms.example.edu/login",
        token_url=TOKEN_URL,
        jwks_url="https://lms.example.edu/jwks",
        deployment_id="1",
    )
    with database.write() as db:
        platform = lti_platforms.add(db, new, actor="system")
        context = lti_links.see_context(db, platform, "1", "c", title="Networks", nrps=NRPS, ags=AGS)
        link = lti_links.see_link(db, context, "link", title="ReLU", ags=AGS)
        lti_links.choose(db, link.id, "relu_der")
        for name in ("alice", "bob"):
            lti_users.link(db, platform, f"u-{name}", world.people[name])
        common = {"link_id": link.id, "platform_id": platform.id}
        sent = {"given": 7.0, "maximum": 15.0}
        alice = LtiScore(subject="u-alice", person_id=world.people["alice"], sent=sent, sent_at=now(), **common)
        alice.state = ScoreState.SENT
        bob = LtiScore(subject="u-bob", person_id=world.people["bob"], last_error=REFUSAL, tries=9, **common)
        bob.state = ScoreState.REFUSED
        db.add_all([alice, bob])
        return platform.id


@pytest.fixture
def ina(browse):
    return browse("ina")


@pytest.fixture
def services(database, monkeypatch):
    with database.write() as db:
        key = lti_keys.private_key(lti_keys.signing_key(db))
    found = SimulatedServices(SimulatedClock(), key)

    def send(method, url, *, private, body=None, headers=None):
        from grader.lti.messages import Request

        return found(Request(method=method, url=url, body=body, headers=headers or {}))

    monkeypatch.setattr(lms_grades, "send", send)
    return found


def score_of(database, subject):
    with database.read() as db:
        return db.query(LtiScore).filter_by(subject=subject).one()


def test_the_page_shows_each_score_with_the_words_of_the_lms(ina, world, connected):
    page = ina.get(f"/teach/{world.networks}/lms-grades").text
    assert "Alice Example" in page
    assert REFUSAL in page
    refused = ina.get(f"/teach/{world.networks}/lms-grades?state=refused").text
    assert "Alice Example" not in refused
    assert "Grades in the LMS" in ina.get(f"/teach/{world.networks}/gradebook").text


def test_a_course_without_an_lms_says_so(ina, world):
    assert "No learning management system" in ina.get(f"/teach/{world.networks}/lms-grades").text
    assert "Grades in the LMS" not in ina.get(f"/teach/{world.networks}/gradebook").text


def test_what_is_not_sent_is_sent_again(ina, database, world, connected):
    address = f"/teach/{world.networks}/lms-grades"
    answer = ina.post(f"{address}/send", page=address, follow_redirects=True)
    assert "1 score is sent again" in answer.text
    bob = score_of(database, "u-bob")
    assert (bob.state, bob.tries, bob.due_at is not None) == (ScoreState.WAITING, 0, True)
    assert score_of(database, "u-alice").due_at is None
    ina.post(f"{address}/send", {"everything": "yes"}, page=address)
    assert score_of(database, "u-alice").sent is None


def test_members_are_fetched_on_request(ina, lms, database, world, connected):
    address = f"/teach/{world.networks}/lms-grades"
    assert "members are fetched" in ina.post(f"{address}/members", page=address, follow_redirects=True).text
    with database.read() as db:
        assert db.query(LtiRoster).one().due_at <= now()
    assert lms.post(f"/courses/{world.networks}/lms/members").json == {"lists": 1}


def test_a_connection_that_works(ina, lms, world, connected, services):
    found = lms.post(f"/courses/{world.networks}/lms/{connected}/test").json["checks"]
    assert [(each["part"], each["works"]) for each in found] == [
        ("token", True),
        ("line_items", True),
        ("scores", True),
        ("members", True),
    ]
    address = f"/teach/{world.networks}/lms-grades"
    assert ina.post(f"{address}/{connected}/test", page=address).text.count("Works") == 4


@pytest.mark.parametrize(
    ("part", "words", "fault"),
    [
        ("token", "400: unknown key", lambda r: reply(400, {"error": "unknown key"}) if r.url == TOKEN_URL else None),
        ("token", "The platform cannot be reached: Connection refused", down),
        ("line_items", "403: no", lambda r: reply(403, {"detail": "no"}) if ITEMS_URL in r.url else None),
        ("members", "403: above_response_limit", lambda r: _too_large(r)),
    ],
)
def test_a_connection_that_fails_says_where_and_why(lms, world, connected, services, part, words, fault):
    services.fault = fault
    found = lms.post(f"/courses/{world.networks}/lms/{connected}/test").json["checks"]
    failing = [each for each in found if each["works"] is False]
    assert [(each["part"], each["words"]) for each in failing] == [(part, words)]
    assert failing[0]["advice"]


def _too_large(request):
    return reply(403, {"detail": "above_response_limit"}) if MEMBERS_URL in request.url else None


def test_the_api_lists_scores_page_by_page(lms, world, connected):
    path = f"/courses/{world.networks}/lms"
    body = lms.get(path).json
    assert body["scores"] == {"sent": 1, "waiting": 0, "refused": 1}
    assert (body["systems"][0]["name"], body["systems"][0]["working"]) == ("Moodle", True)
    first = lms.get(f"{path}/scores?per_page=1").json
    assert (first["scores"][0]["student"], first["scores"][0]["score"]) == ("alice@example.edu", 7.0)
    second = lms.get(f"{path}/scores?per_page=1&cursor={first['next_cursor']}").json
    assert (second["scores"][0]["error"], second["next_cursor"]) == (REFUSAL, None)
    bob = second["scores"][0]["id"]
    assert lms.post(f"{path}/scores/send", json={"score": bob}).json == {"scores": 1}
    assert lms.post(f"{path}/scores/send", json={"everything": True}).json == {"scores": 2}


def test_another_course_has_no_say(database, world, connected, app):
    from tests.web.clients import Program

    other = Program(app.test_client(), world.foreign_token)
    assert other.get(f"/courses/{world.networks}/lms/scores").status_code == 404
    assert other.post(f"/courses/{world.history}/lms/{connected}/test").status_code == 404
    assert other.post(f"/courses/{world.history}/lms/scores/send", json={"everything": True}).json == {"scores": 0}


def test_the_gradebook_shows_the_state_of_each_score(ina, lms, world, connected, database, hand_in, worker):
    worker.grade(hand_in("bob"), visible_case())
    page = ina.get(f"/teach/{world.networks}/gradebook").text
    assert "waits to be sent to the LMS, " in page
    with database.write() as db:
        db.query(LtiScore).filter_by(subject="u-bob").one().state = ScoreState.REFUSED
    page = ina.get(f"/teach/{world.networks}/gradebook").text
    rows = {name: page.partition(f"{name} Example</a>")[2].partition("</tr>")[0] for name in ("Alice", "Bob")}
    assert 'sent to the LMS, </span></span><span class="sr">no result' in rows["Alice"]
    assert "refused by the LMS, " in rows["Bob"]
    body = lms.get(f"/courses/{world.networks}/gradebook").json
    assert [line["cells"][0]["lms"] for line in body["students"]] == ["sent", "refused"]


def test_of_two_platforms_the_state_that_needs_somebody_is_shown(world, connected, database):
    alice = world.people["alice"]
    with database.write() as db:
        context = lti_links.see_context(db, db.get_one(LtiPlatform, connected), "1", "d", title="", nrps=None, ags=AGS)
        link = lti_links.see_link(db, context, "other", title="ReLU", ags=AGS)
        lti_links.choose(db, link.id, "relu_der")
        again = LtiScore(subject="u-alice", person_id=alice, link_id=link.id, platform_id=connected)
        again.state = ScoreState.REFUSED
        db.add(again)
    with database.read() as db:
        assert lti_overview.states(db, world.networks, [alice]) == {(alice, "relu_der"): ScoreState.REFUSED}
        assert lti_overview.states(db, world.history, [alice]) == {}
