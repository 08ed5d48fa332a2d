"""Whatever a queue delivers is stored as a submission or answered with what is wrong with it."""

import json

import pytest

from grader.model import Verdict
from grader.store import accounts, course_assignments, courses, failures, merging, runs, submissions
from grader.store.models import Course, Submission, XQueueState, now
from grader.worker.xqueue.client import Envelope, XQueueClient, server_address
from grader.worker.xqueue.delivery import Unanswerable, read
from tests.short_ids import short
from tests.worker.parts import RIGHT

CODE = RIGHT.decode()


def answered(world, **delivery):
    """The message that answers a delivery at once; nothing is graded."""
    item = world.simulator.put(**{"text": CODE, **delivery})
    world.settle(world.service())
    assert world.enqueued == []
    assert (item.result["correct"], item.result["score"]) == (False, 0)
    return item.result["msg"]


@pytest.mark.parametrize(
    ("delivery", "told"),
    [
        ({"text": ""}, "The editor is empty"),
        ({"text": "x = '\0'"}, "This is a binary file"),
        ({"text": "x = '\ud800'"}, "broken characters"),
        ({"text": "#" * 1_100_000}, "the most that is accepted is 1 MiB"),
        ({"text": '{"cells": [], "nbformat": 4}'}, "not a notebook with cells"),
        ({"payload": '{"grader": "tripling"}'}, "no assignment 'tripling'"),
        ({"payload": '{"grader": "../../etc/passwd"}'}, "no assignment"),
        ({"payload": ""}, "names no assignment"),
        ({"payload": "[1, 2]"}, "no assignment"),
        ({"payload": '{"grader": "<b>&"}'}, "&lt;b&gt;&amp;"),
        ({"body": "no JSON"}, "names no assignment"),
        ({"body": "[" * 100_000}, "names no assignment"),
        ({"body": "[]"}, "names no assignment"),
        ({"body": {"grader_payload": 3}}, "no assignment '3'"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_graded_is_answered(world, delivery, told):
    assert told in answered(world, **delivery)


@pytest.mark.parametrize(
    "payload",
    [
        '{"grader": "doubling"}',
        "doubling",
        '"doubling"',
        '{"grader": "course/doubling.py", "x": 1}',
        '{"slug": "doubling"}',
    ],
)
def test_the_assignment_is_found_in_the_payload(world, payload):
    world.simulator.put(CODE, payload=payload)
    world.settle(world.service())
    assert world.submission().assignment == "doubling"


def test_a_queue_of_one_assignment_needs_no_payload(world):
    world.simulator.put(CODE, payload="whatever")
    world.settle(world.service(slug="doubling"))
    assert world.submission().assignment == "doubling"


def test_an_assignment_that_the_course_no_longer_has_is_answered(world):
    world.simulator.put(CODE)
    service = world.service()
    world.settle(service)
    with world.database.write() as session:
        row = courses.course_assignment(session, service._routes[0].course_id, "doubling")
        course_assignments.remove(session, row, actor="ina@example.org")
    world.enqueued.clear()
    assert "no longer has the assignment" in answered(world, student="anon-2")


def test_a_submission_to_an_archived_course_is_answered(world):
    service = world.service()
    with world.changed(Course, id=service._routes[0].course_id) as course:
        course.archived_at = now()
    assert "course is over" in answered(world)


def test_repeated_failures_of_the_grader_are_answered(world, monkeypatch):
    monkeypatch.setattr(failures, "MOST_FAILURES", 1)
    world.simulator.put(CODE)
    world.settle(world.service())
    (entry,) = world.enqueued
    with world.database.write() as session:
        claim = runs.claim(session, entry.submission_id, holder="test", lease_seconds=60)
        runs.give_back(session, claim.submission_id, claim.run, cause="", max_claims=1, enqueue_in=0)
    world.enqueued.clear()
    assert "The grader failed" in answered(world, text=CODE + "# again\n")


@pytest.mark.parametrize(
    "header", ["", "[]", "{}", '{"submission_id": null}', '{"submission_id": true}', '{"submission_id": []}']
)
def test_a_delivery_without_a_number_cannot_be_answered(header):
    with pytest.raises(Unanswerable):
        read(Envelope(header=header, body=None, files=None))


def test_a_delivery_without_a_number_does_not_stop_the_service(world, caplog):
    world.simulator.put(CODE, number=None)
    world.settle(world.service())
    assert "without a number" in caplog.text


def test_an_anonymous_id_is_one_account(world):
    service = world.service()
    for student in ("anon-1", "anon-2", "anon-1", "x" * 200, "", "<script>"):
        world.simulator.put(CODE, student=student)
    world.settle(service)
    with world.database.read() as session:
        rows = session.query(Submission).order_by(Submission.created_at, Submission.attempt).all()
        enrolled = {member.external_id: member.person for member in courses.members(session, rows[0].course_id)}
        assert len({row.person_id for row in rows}) == 5
        assert [row.attempt for row in rows if row.person_id == enrolled["anon-1"].id] == [1, 2]
        assert all(person.password_hash == "" for person in enrolled.values())
        assert all(person.email_refused for person in enrolled.values())
        assert all(person.email.endswith("@xqueue.invalid") for person in enrolled.values())


def test_an_account_that_was_merged_into_a_persons_own_stays_found(world):
    service = world.service()
    world.simulator.put(CODE)
    world.settle(service)
    with world.database.write() as session:
        own = accounts.create_person(session, email="ada@example.org", name="Ada", password_hash="none")
        gone = accounts.get_person(session, world.submission().person_id)
        merging.merge(session, own, gone, actor="ina@example.org", course_id=service._routes[0].course_id)
    world.simulator.put(CODE + "# again\n")
    world.settle(service)
    with world.database.read() as session:
        assert {row.student for row in session.query(Submission)} == {"ada@example.org"}


class TestFiles:
    def put(self, world, content=RIGHT, status=200, path="/files/1", **values):
        world.simulator.resources[path] = (status, content)
        return world.simulator.put("", files={"double.py": world.simulator.url + path} | values)

    def test_a_file_is_fetched_from_the_server(self, world):
        self.put(world)
        world.settle(world.service())
        assert world.submission().filename == "double.py"
        with world.database.read() as session:
            assert submissions.content_of(session, world.row.submission_id) == RIGHT

    def test_of_several_files_the_only_one_with_code_is_graded(self, world):
        self.put(world, **{"notes.txt": "http://elsewhere.example/"})
        world.settle(world.service())
        assert world.submission().filename == "double.py"

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"double.py": "http://elsewhere.example/double.py"}, "does not fetch from"),
            ({"double.py": "http://127.0.0.1:1/double.py"}, "does not fetch from"),
            ({"double.py": "file:///etc/passwd"}, "does not fetch from"),
            ({"double.py": "http://[broken"}, "does not fetch from"),
            ({"double.py": "http://h:port/"}, "does not fetch from"),
            ({"other.py": "http://elsewhere.example/"}, "Submit one .py file"),
            ({"status": 404}, "could not fetch your file"),
            ({"status": 302}, "could not fetch your file"),
            ({"content": b"#" * 2_000_000}, "too large"),
        ],
        ids=short,
    )
    def test_what_is_not_fetched_is_answered(self, world, values, told):
        item = self.put(world, **values)
        world.settle(world.service())
        assert told in item.result["msg"]

    def test_another_host_is_fetched_from_when_it_is_listed(self, world):
        self.put(world, **{"double.py": world.simulator.url.replace("127.0.0.1", "localhost") + "/files/1"})
        settings = world.settings.model_copy(update={"xqueue_file_hosts": "cdn.example.org, localhost"})
        world.settle(world.service(settings=settings))
        assert world.submission().filename == "double.py"

    def test_a_file_that_is_away_is_tried_at_each_delivery_and_then_given_up(self, world):
        item = self.put(world, status=500)
        service = world.service()
        for deliveries in range(1, 5):
            world.settle(service)
            assert (world.row.state, world.row.deliveries, item.posted) == (XQueueState.FETCHING, deliveries, [])
            world.simulator.make_overdue(item)
        world.settle(service)
        assert "could not fetch your file" in item.result["msg"]

    def test_a_file_that_comes_back_is_graded(self, world):
        item = self.put(world, status=500)
        service = world.service()
        world.settle(service)
        self.put(world)
        world.simulator.items = {item.number: item}
        world.simulator.make_overdue(item)
        world.settle(service)
        assert len(world.enqueued) == 1
        world.grade_all(Verdict.ACCEPTED)
        world.settle(service)
        assert item.result["correct"] is True


@pytest.mark.parametrize("url", ["http://h", "http://h/", "http://h/xqueue", "http://h/xqueue/"])
def test_addresses_of_the_same_server_are_the_same(url):
    assert server_address(url) == "http://h"


def test_basic_authentication_goes_to_the_server_only(world, monkeypatch):
    seen = []
    answer = world.simulator.answer
    monkeypatch.setattr(
        world.simulator,
        "answer",
        lambda handler, form: (seen.append(handler.headers.get("Authorization")), answer(handler, form)),
    )
    client = XQueueClient(world.simulator.url, "grader", "correct horse", basic_auth="edx:secret:1")
    client.sign_in()
    client.close()
    assert set(seen) == {"Basic ZWR4OnNlY3JldDox"}
    assert json.dumps(seen).count("Basic") == 2
