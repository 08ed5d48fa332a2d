"""Platforms, keys, tickets, users and links of LTI."""

from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select, update

from grader.store import (
    accounts,
    courses,
    lti_keys,
    lti_links,
    lti_platforms,
    lti_tickets,
    lti_users,
    merging,
    password_links,
    privacy,
)
from grader.store.lti_platforms import NewPlatform, PlatformTaken
from grader.store.lti_tickets import Kind
from grader.store.models import LtiFrame, LtiKey, LtiTicket, LtiUser, Role, WebSession, now

LMS = "https://lms.example.edu"


def new_platform(course_id, **changed):
    values = {
        "course_id": course_id,
        "name": "Campus",
        "issuer": LMS,
        "client_id": "client-1",
        "login_url": f"{LMS}/auth",
        "token_url": f"{LMS}/token",
        "jwks_url": f"{LMS}/jwks",
        "deployment_id": "1",
    }
    return NewPlatform(**(values | changed))


@pytest.fixture
def platform(database, course):
    with database.write() as session:
        return lti_platforms.add(session, new_platform(course.id), actor="ina@example.org")


def person(session, name):
    return accounts.by_email(session, f"{name}@example.org")


def test_a_course_adds_deployments_but_no_deployment_twice(database, course, platform):
    with database.write() as session:
        lti_platforms.add(session, new_platform(course.id, deployment_id="2"), actor="ina@example.org")
        other = courses.create_course(session, name="Other")
        with pytest.raises(PlatformTaken):
            lti_platforms.add(session, new_platform(other.id), actor="otto@example.org")
        elsewhere = lti_platforms.add(session, new_platform(other.id, deployment_id="3"), actor="otto@example.org")
    with database.read() as session:
        known = lti_platforms.registered(session, LMS, "client-1")
        assert [[each.deployment_id for each in row.deployments] for row in known] == [["1", "2"], ["3"]]
        assert lti_platforms.deployed(known, "3").id == elsewhere.id
        assert lti_platforms.deployed(known, "4") is None
        assert [row.id for row in lti_platforms.of_course(session, course.id)] == [platform.id]


def test_a_registration_without_a_deployment_takes_the_first(database, course):
    with database.write() as session:
        made = lti_platforms.add(session, new_platform(course.id, deployment_id=None), actor="system")
        assert lti_platforms.deployed([made], "7") is made
        lti_platforms.add_deployment(session, made, "7")
        assert lti_platforms.deployed([made], "8") is None


def test_removing_a_platform_ends_its_sessions_and_keeps_accounts(database, platform):
    with database.write() as session:
        ada = person(session, "ada")
        for key in ("launched", "signed in"):
            accounts.open_session(session, ada.id, days=1, user_agent=key)
        opened = session.scalar(select(WebSession).where(WebSession.user_agent == "launched"))
        session.add(LtiFrame(web_session_id=opened.id, platform_id=platform.id, ancestors=LMS))
        lti_users.link(session, platform, "sub-1", ada.id)
    with database.write() as session:
        lti_platforms.remove(session, lti_platforms.get(session, platform.id), actor="ina@example.org")
    with database.read() as session:
        assert [each.user_agent for each in accounts.sessions_of(session, person(session, "ada").id)] == ["signed in"]
        assert lti_platforms.registered(session, LMS, "client-1") == []
        assert session.scalars(select(LtiUser)).all() == []


def test_origins_of_frames(database, course, platform):
    assert lti_platforms.frame_origins(platform) == [LMS]
    platform.frame_origins = "https://school.example.edu:8443"
    assert lti_platforms.frame_origins(platform) == [LMS, "https://school.example.edu:8443"]
    for text in ("javascript:alert(1)", "https://", "https://a:port/", "nonsense"):
        assert lti_platforms.origin(text) == ""


def test_replaced_keys_stay_published_for_a_while(database):
    with database.write() as session:
        first = lti_keys.signing_key(session)
        assert lti_keys.signing_key(session).kid == first.kid
        token = jwt.encode({"alg": "RS256", "kid": first.kid}, {"iss": "grader"}, lti_keys.private_key(first))
        second = lti_keys.rotate(session)
        assert lti_keys.signing_key(session).kid == second.kid
        assert [key.kid for key in lti_keys.published(session)] == [second.kid, first.kid]
        published = {"keys": [lti_keys.public_jwk(key) for key in lti_keys.published(session)]}
        assert jwt.decode(token, KeySet.import_key_set(published), ["RS256"]).claims == {"iss": "grader"}
        assert not {"d", "p", "q"} & {name for key in published["keys"] for name in key}
        long_ago = now() - timedelta(days=lti_keys.PUBLISHED_DAYS + 1)
        session.execute(update(LtiKey).where(LtiKey.kid == first.kid).values(replaced_at=long_ago))
        assert [key.kid for key in lti_keys.published(session)] == [second.kid]
        lti_keys.rotate(session)
        assert {key.kid for key in session.scalars(select(LtiKey))} == {second.kid, lti_keys.signing_key(session).kid}


def test_a_ticket_works_once_for_its_purpose_and_in_time(database):
    with database.write() as session:
        key = lti_tickets.issue(session, Kind.LOGIN, {"nonce": "n"})
        late = lti_tickets.issue(session, Kind.LOGIN, {"nonce": "m"})
        assert lti_tickets.take(session, Kind.ENTRY, key) is None
        assert lti_tickets.peek(session, Kind.LOGIN, key) == {"nonce": "n"}
        assert lti_tickets.take(session, Kind.LOGIN, key) == {"nonce": "n"}
        assert lti_tickets.take(session, Kind.LOGIN, key) is None
        session.execute(update(LtiTicket).values(expires_at=now() - timedelta(seconds=1)))
        assert lti_tickets.take(session, Kind.LOGIN, late) is None
        lti_tickets.issue(session, Kind.LOGIN, {})
        assert len(session.scalars(select(LtiTicket)).all()) == 1


def test_registrations_in_one_system_share_their_users(database, course, platform):
    with database.write() as session:
        ada = person(session, "ada")
        lti_users.link(session, platform, "sub-1", ada.id)
        other = courses.create_course(session, name="Other")
        same = lti_platforms.add(session, new_platform(other.id, client_id="client-2"), actor="system")
        false_keys = lti_platforms.add(
            session, new_platform(other.id, client_id="client-3", jwks_url="https://elsewhere.example/jwks"), actor="x"
        )
        assert lti_users.find(session, same, "sub-1").person_id == ada.id
        assert lti_users.find(session, false_keys, "sub-1") is None
        assert [row.subject for row in lti_users.subjects_of(session, ada.id, other.id)] == ["sub-1"]


def test_links_keep_what_their_last_launch_said(database, course, platform):
    ags = {"scope": ["score"], "lineitems": f"{LMS}/items", "lineitem": f"{LMS}/items/1"}
    with database.write() as session:
        for title, claim in (("Networks", ags), ("Networks 2026", None)):
            context = lti_links.see_context(session, platform, "1", "c-1", title=title, nrps=None, ags=claim)
            link = lti_links.see_link(session, context, "r-1", title="ReLU", ags=claim)
        lti_links.choose(session, link.id, "relu_der")
    with database.read() as session:
        found = lti_links.links_of(session, course.id, "relu_der")
        assert [(row.title, row.ags) for row in found] == [("ReLU", ags)]
        assert found[0].context.title == "Networks 2026"
        assert found[0].context.ags == {"scope": ["score"], "lineitems": f"{LMS}/items"}
        assert lti_links.links_of(session, course.id, "other") == []
        assert [row.context_id for row in lti_links.contexts_of(session, platform.id)] == ["c-1"]


def test_an_account_that_launches_open_is_in_use_without_a_password(database, course, platform):
    with database.write() as session:
        made = accounts.create_person(session, email="lea@example.org", name="Lea", password_hash="")
        courses.enrol(session, course.id, made.id, Role.STUDENT)
        other = courses.create_course(session, name="Other")
        courses.enrol_from_roster(session, other.id, made, Role.STUDENT)
        assert password_links.may_give(session, [made.id], [other.id]) == {made.id}
        lti_users.link(session, platform, "sub-lea", made.id)
        assert password_links.may_give(session, [made.id], [other.id]) == set()


def test_a_merge_moves_the_launches(database, course, platform):
    with database.write() as session:
        ada, ben = person(session, "ada"), person(session, "ben")
        lti_users.link(session, platform, "sub-ben", ben.id)
        merging.merge(session, ada, ben, actor="ina@example.org", course_id=course.id)
        assert lti_users.find(session, platform, "sub-ben").person_id == ada.id


def test_what_platforms_call_somebody_is_told_and_deleted_with_the_account(database, platform):
    with database.write() as session:
        ada = person(session, "ada")
        lti_users.link(session, platform, "sub-ada", ada.id)
        (told,) = privacy.export_person(session, ada.id, {})["learning_management_systems"]
        assert (told["issuer"], told["user"]) == (LMS, "sub-ada")
        privacy.delete_person(session, ada.id)
    with database.read() as session:
        assert session.scalars(select(LtiUser)).all() == []
