"""The members of a course follow those of the platform."""

import pytest

from grader.model import Verdict
from grader.store import accounts, courses, lti_rosters, members
from grader.store.models import LtiContext, LtiMember, LtiRoster, LtiUser, Role
from tests.lti.services import MEMBERS_URL, reply
from tests.lti.test_sending import marks

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"


def member(name, role=LEARNER, **values):
    return {"user_id": f"u-{name}", "roles": [role], "name": name.title(), "email": f"{name}@example.org", **values}


def synchronise(lms):
    with lms.database.write() as session:
        assert lti_rosters.request(session, session.get(LtiContext, lms.context_id))
    lms.run()


def active(lms):
    with lms.database.read() as session:
        rows = courses.members(session, lms.course_id)
        return {each.person.email.partition("@")[0]: each.role for each in rows if each.active}


def roster(lms):
    with lms.database.read() as session:
        return session.get(LtiRoster, lms.context_id)


def test_members_are_added_with_their_roles_and_ids_over_all_pages(lms):
    lms.services.page_size = 2
    lms.services.members = [
        member("ada", lis_person_sourcedid="S1"),
        member("ben"),
        member("cleo"),
        member("ines", TEACHER),
        member("observer", "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"),
    ]
    synchronise(lms)
    assert active(lms) == {"ada": Role.STUDENT, "ben": Role.STUDENT, "cleo": Role.STUDENT, "ines": Role.INSTRUCTOR}
    assert roster(lms).result == {"added": 2, "changed": 1, "removed": 0, "left_out": 0}
    with lms.database.read() as session:
        ada = accounts.by_email(session, "ada@example.org")
        assert courses.enrolment(session, lms.course_id, ada.id).sis_id == "S1"
        # The list has made this account, so launches may open it.
        assert session.query(LtiUser).filter_by(subject="u-cleo").one().person.email == "cleo@example.org"


def test_dropped_members_are_removed_and_keep_their_work(lms, world):
    submission = world.graded(Verdict.ACCEPTED)
    lms.services.members = [member("ada"), member("ben")]
    synchronise(lms)
    lms.services.members = [member("ada", status="Inactive"), member("ben")]
    synchronise(lms)
    assert set(active(lms)) == {"ben"}
    assert world.get(submission).points == 1.0
    lms.services.members = [member("ada"), member("ben")]
    synchronise(lms)
    assert set(active(lms)) == {"ada", "ben"}


def test_members_who_were_never_in_the_list_are_left_alone(lms):
    with lms.database.write() as session:
        members.add(session, lms.course_id, email="guest@example.org", name="Guest", actor="x")
    lms.services.members = [member("ada")]
    synchronise(lms)
    synchronise(lms)
    assert set(active(lms)) == {"ada", "ben", "guest"}


def test_who_was_removed_by_hand_stays_removed(lms):
    lms.services.members = [member("ada"), member("ben")]
    synchronise(lms)
    with lms.database.write() as session:
        ada = accounts.by_email(session, "ada@example.org")
        members.remove(session, courses.enrolment(session, lms.course_id, ada.id), actor="x")
    synchronise(lms)
    assert set(active(lms)) == {"ben"}


def test_roles_are_raised_and_never_lowered(lms):
    with lms.database.write() as session:
        ben = accounts.by_email(session, "ben@example.org")
        members.change(session, courses.enrolment(session, lms.course_id, ben.id), actor="x", role=Role.INSTRUCTOR)
    lms.services.members = [member("ada", TEACHER), member("ben")]
    synchronise(lms)
    assert active(lms) == {"ada": Role.INSTRUCTOR, "ben": Role.INSTRUCTOR}


def test_an_email_in_the_list_opens_no_account_of_somebody_else(lms):
    with lms.database.write() as session:
        accounts.create_person(session, email="eve@example.org", name="Eve", password_hash="hash")
    lms.services.members = [member("eve")]
    synchronise(lms)
    assert "eve" in active(lms)
    with lms.database.read() as session:
        assert session.query(LtiUser).filter_by(subject="u-eve").all() == []


def test_scores_are_sent_for_members_who_never_launched(lms, world):
    with lms.database.write() as session:
        session.query(LtiUser).delete()
    world.graded(Verdict.ACCEPTED)
    lms.services.members = [member("ada"), member("ben")]
    synchronise(lms)
    lms.run(minutes=1)
    assert marks(lms) == [1.0]


def test_members_without_email_get_an_account_and_a_name(lms):
    lms.services.members = [{"user_id": "u-private", "roles": [LEARNER]}]
    synchronise(lms)
    synchronise(lms)
    with lms.database.read() as session:
        person = session.query(LtiUser).filter_by(subject="u-private").one().person
        assert person.email.endswith("@lti.invalid")
        assert person.name.startswith("Student ")
        assert session.query(LtiMember).count() == 1


@pytest.mark.parametrize(
    "answer", [reply(403, {"detail": "above_response_limit"}), reply(200, {"members": [{"roles": []}]})]
)
def test_a_list_that_cannot_be_had_changes_nothing(lms, answer):
    lms.services.members = [member("ada"), member("ben")]
    synchronise(lms)
    lms.services.page_size = 1
    place = "start=1" if answer.status == 200 else MEMBERS_URL
    lms.services.fault = lambda request: answer if place in request.url else None
    lms.services.members = [member("ada"), member("cleo")]
    synchronise(lms)
    assert set(active(lms)) == {"ada", "ben"}
    assert roster(lms).last_error
    lms.services.fault = lambda request: None
    lms.run(hours=1)
    assert set(active(lms)) == {"ada", "cleo"}


def test_an_empty_list_removes_nobody(lms):
    lms.services.members = [member("ada"), member("ben")]
    synchronise(lms)
    lms.services.members = []
    synchronise(lms)
    assert set(active(lms)) == {"ada", "ben"}


def test_only_differences_are_fetched_later(lms):
    lms.services.members, lms.services.differences = [member("ada"), member("ben")], []
    synchronise(lms)
    lms.services.differences = [member("ada", status="Deleted"), member("cleo")]
    lms.run(hours=25)
    assert "since=1" in [r.url for r in lms.services.requests if r.url.startswith(MEMBERS_URL)][-1]
    assert set(active(lms)) == {"ben", "cleo"}
