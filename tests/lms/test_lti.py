"""Launches and deep links with Open edX's LTI consumer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.settings import Settings
from grader.store import Database, courses, lti_links, lti_platforms, migrate
from grader.store.lti_platforms import NewPlatform
from grader.store.models import Role
from tests.lms.lti_server import Consumer, Visitor, serving
from web.app import create_app


@pytest.fixture(scope="module")
def consumer(lms, tmp_path_factory) -> Iterator[Consumer]:
    with Consumer(lms, tmp_path_factory.mktemp("consumer")).running() as found:
        yield found


@pytest.fixture
def tool(tmp_path):
    """The web application, with a course; its address and its database."""
    settings = Settings.from_env(
        {
            "GRADER_DATA_DIR": str(tmp_path),
            "GRADER_SECRET_KEY": "not secret in tests",
            "GRADER_REDIS_URL": "redis://127.0.0.1:1/0",
            "GRADER_LTI_PRIVATE": "true",
        }
    )
    app = create_app(settings)
    database: Database = app.extensions["services"].database
    migrate(database)
    with database.write() as session:
        course = courses.create_course(session, name="Networks")
        courses.set_assignment(session, course.id, "relu_der")
    with serving(app) as url:
        yield url, database, course.id
    app.extensions["services"].close()


def connect(consumer, tool, name, *more):
    url, database, course_id = tool
    told = consumer.register(name, url, "--pii", *more)
    new = NewPlatform(
        course_id=course_id,
        name="Open edX",
        issuer=told["issuer"],
        client_id=told["client_id"],
        deployment_id=told["deployment_id"],
        login_url=told["auth_login_url"],
        token_url=told["auth_token_url"],
        jwks_url=told["key_set_url"],
    )
    with database.write() as session:
        lti_platforms.add(session, new, actor="system")


def arrive(visitor: Visitor) -> Visitor:
    """Send the token, and say yes where the entrance asks."""
    visitor.submit()
    return visitor.submit() if "/lti/enter/" in visitor.address else visitor


def test_students_and_staff_reach_the_assignment(consumer, tool):
    url, database, course_id = tool
    connect(consumer, tool, "launches", "--custom", "assignment=relu_der")
    roles = {}
    for person in ("alice", "alice", "carol", "ivan"):
        visitor = arrive(Visitor().get(f"{consumer.url}/start/launches/{person}"))
        assert visitor.address.startswith(url), visitor.text
        roles[person] = visitor.address.rpartition("/courses/")[2] or visitor.address
        assert f"{course_id}/relu_der" in visitor.address
    with database.read() as session:
        members = courses.members(session, course_id)
        assert sorted(each.role for each in members) == sorted([Role.STUDENT, Role.INSTRUCTOR, Role.INSTRUCTOR])
        (link,) = lti_links.links_of(session, course_id, "relu_der")
        assert link.resource_link_id


def test_an_instructor_chooses_the_assignment_of_a_block(consumer, tool):
    url, _, course_id = tool
    connect(consumer, tool, "choices", "--deep-linking", f"{url}/lti/launch")
    visitor = arrive(Visitor().get(f"{consumer.url}/deep-linking/choices/ivan"))
    assert "Choose assignments" in visitor.text
    visitor.submit(assignment="relu_der")
    assert "data-lti-send" in visitor.text
    visitor.submit()
    (item,) = [each for each in consumer.state()["deep_links"] if each["type"] == "ltiResourceLink"]
    assert item["attributes"]["custom"] == {"assignment": "relu_der"}
    student = arrive(Visitor().get(f"{consumer.url}/start/choices/alice"))
    assert student.address.endswith(f"/courses/{course_id}/relu_der"), student.text
