"""Which account a launch opens, and in which role."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from grader.store import courses, lti_platforms, lti_users, members
from grader.store.models import LtiUser, Person, Role
from tests.lti.platform import ASSISTANT, INSTRUCTOR, MEMBERSHIP
from tests.web.clients import PASSWORD
from tests.web.lti.conftest import confirm
from tests.web.lti.people import person_of, role


def test_another_launch_opens_the_same_account(platform, app, database):
    for _ in range(2):
        assert platform.launch(app.test_client()).status_code == 303
    with database.read() as db:
        assert len(db.scalars(select(LtiUser)).all()) == 1


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([INSTRUCTOR], Role.INSTRUCTOR),
        ([ASSISTANT, INSTRUCTOR], Role.ASSISTANT),
        ([f"{MEMBERSHIP}/Learner#GuestLearner"], Role.STUDENT),
        (["Instructor"], Role.INSTRUCTOR),
        ([f"{MEMBERSHIP}#ContentDeveloper"], Role.INSTRUCTOR),
    ],
)
def test_roles_of_the_platform_are_roles_of_the_course(platform, client, database, world, roles, expected):
    assert platform.launch(client, roles=roles).status_code == 303
    assert role(database, world.networks) is expected


@pytest.mark.parametrize(
    "roles", [[], [f"{MEMBERSHIP}#Mentor"], ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"]]
)
def test_who_has_no_role_in_the_course_gets_no_account(platform, client, database, roles):
    answer = platform.launch(client, roles=roles)
    assert answer.status_code == 403
    assert "gives you no role here" in answer.text
    assert person_of(database) is None


def test_a_launch_raises_a_role_but_lowers_none(platform, app, database, world):
    platform.launch(app.test_client())
    platform.launch(app.test_client(), roles=[INSTRUCTOR])
    assert role(database, world.networks) is Role.INSTRUCTOR
    platform.launch(app.test_client())
    assert role(database, world.networks) is Role.INSTRUCTOR


def test_a_removed_member_waits_for_the_instructor(platform, app, database, world):
    platform.launch(app.test_client())
    with database.write() as db:
        members.remove(db, courses.enrolment(db, world.networks, person_of(database).id), actor="ina@example.edu")
    answer = platform.launch(app.test_client())
    assert answer.status_code == 403
    assert "has to let you into this course" in answer.text
    assert role(database, world.networks) is None


def test_without_an_email_the_account_has_an_address_that_cannot_exist(platform, client, database):
    platform.launch(client, email=None, name=None)
    person = person_of(database)
    assert person.email.endswith("@lti.invalid")
    assert person.name.startswith("Student ")


def test_an_email_alone_opens_no_account_that_is_in_use(platform, client, database, world):
    answer = platform.launch(client, email="Alice@example.edu")
    assert "/lti/account/" in answer.location
    page = client.get(answer.location)
    assert "alice@example.edu" in page.text
    own = {"Origin": "http://localhost"}
    assert client.post(answer.location, data={"password": PASSWORD}).status_code == 400
    assert client.post(answer.location, data={"password": "wrong"}, headers=own).status_code == 403
    assert person_of(database) is None
    linked = client.post(answer.location, data={"password": PASSWORD}, headers=own)
    assert linked.status_code == 303
    assert person_of(database).id == world.people["alice"]
    assert confirm(client, linked.location).endswith(f"/courses/{world.networks}/relu_der")
    assert client.post(answer.location, data={"password": PASSWORD}, headers=own).status_code == 410


def test_an_account_of_the_roster_is_linked_without_asking(platform, client, database, world):
    with database.write() as db:
        made = members.add(db, world.networks, email="lea@lms.example", name="Lea", actor="ina@example.edu")
    assert "/lti/enter/" in platform.launch(client).location
    assert person_of(database).id == made.person_id


def test_an_account_of_another_course_is_not(platform, client, database, world):
    with database.write() as db:
        made = members.add(db, world.history, email="lea@lms.example", name="Lea", actor="otto@example.edu")
        lti = lti_platforms.add(
            db, platform.registration(world.history, issuer="https://other.example", client_id="x"), actor="system"
        )
        lti_users.link(db, lti, "other-1", made.person_id)
    answer = platform.launch(client)
    assert "/lti/account/" in answer.location
    assert "no password yet" in client.get(answer.location).text
    assert client.post(answer.location, headers={"Origin": "http://localhost"}).status_code == 403


@pytest.mark.parametrize("administrator", [False, True])
def test_where_emails_are_trusted_they_open_any_account_but_an_administrators(
    unregistered, client, database, world, administrator
):
    with database.write() as db:
        new = unregistered.registration(world.networks, emails_trusted=True)
        lti_platforms.add(db, new, actor="system")
        db.get(Person, world.people["charlie"]).administrator = administrator
    answer = unregistered.launch(client, email="charlie@example.edu")
    assert ("/lti/account/" if administrator else "/lti/enter/") in answer.location
