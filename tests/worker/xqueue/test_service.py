"""Each submission in a queue is graded once and answered once, whatever fails on the way."""

import json
import threading

import pytest

from grader.model import Lifecycle, Verdict
from grader.store import courses, runs
from grader.store.models import Course, Submission, XQueue, XQueueItem, XQueueState
from grader.worker.xqueue import service as serving
from grader.worker.xqueue.answers import Scoring
from grader.worker.xqueue.client import ServerUnavailable, SignInRefused, XQueueClient
from tests.worker.parts import RIGHT, wait_until
from tests.worker.xqueue.simulator import USER

RIGHT = RIGHT.decode()


def test_a_submission_is_graded_in_the_queue_of_all_others_and_answered(world):
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.settle(service)
    row = world.submission()
    assert [entry.submission_id for entry in world.enqueued] == [row.id]
    assert (row.assignment, row.status, row.practice, row.attempt) == ("doubling", Lifecycle.QUEUED, False, 1)
    assert item.posted == []
    world.grade_all()
    world.settle(service)
    assert (item.state, item.result["correct"], item.result["score"]) == ("retired", True, 1)
    assert "1 of 1 point." in item.result["msg"]
    assert world.row.state is XQueueState.ANSWERED
    assert world.row.answered_at is not None


@pytest.mark.parametrize(
    ("scoring", "number"), [(Scoring.FRACTION, 2 / 3), (Scoring.POINTS, 2)], ids=lambda value: str(value)
)
def test_the_score_is_a_fraction_or_points(world, scoring, number):
    item = world.simulator.put(RIGHT)
    service = world.service(scoring=scoring)
    world.settle(service)
    world.grade_all(Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.ACCEPTED)
    world.settle(service)
    assert item.result["score"] == number
    assert isinstance(item.result["score"], type(number))
    assert item.result["correct"] is False
    assert "Three times" in item.result["msg"]


def test_a_delivery_during_grading_makes_no_second_submission(world):
    item = world.simulator.put(RIGHT)
    service = world.service()
    for new_key in (False, True):
        world.settle(service)
        world.simulator.make_overdue(item, new_key=new_key)
    world.settle(service)
    assert len(world.enqueued) == 1
    assert world.row.deliveries == 3
    world.grade_all()
    world.settle(service)
    assert (len(item.results), item.posted) == (1, item.results)


def test_a_key_that_changed_with_the_last_delivery_is_used(world):
    world.simulator.legacy = True
    item = world.simulator.put(RIGHT)
    service = world.service(scoring=Scoring.POINTS)
    world.settle(service)
    world.simulator.make_overdue(item)
    world.settle(service)
    world.grade_all()
    world.settle(service)
    assert len(item.posted) == len(item.results) == 1


def test_the_next_process_answers_what_the_last_one_pulled(world):
    item = world.simulator.put(RIGHT)
    world.settle(world.service())
    world.grade_all()
    world.settle(world.service())
    assert len(item.results) == 1


def test_the_next_process_posts_the_answer_that_the_last_one_made(world):
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.settle(service)
    world.grade_all()
    world.simulator.faults.extend([None])
    with pytest.raises(ServerUnavailable):
        service.step()
    assert world.row.state is XQueueState.READY
    world.settle(world.service())
    assert len(item.results) == 1


@pytest.mark.parametrize("fault", [None, 502, 503, 504, 429])
def test_a_server_that_is_away_is_asked_again(world, fault):
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.simulator.faults.append(fault)
    with pytest.raises(ServerUnavailable):
        service.step()
    world.settle(service)
    world.grade_all()
    world.simulator.faults.append(fault)
    with pytest.raises(ServerUnavailable):
        service.step()
    world.settle(service)
    assert len(item.results) == 1


def test_a_lost_session_is_opened_anew(world):
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.simulator.sign_everybody_out()
    world.settle(service)
    world.grade_all()
    world.simulator.sign_everybody_out()
    world.settle(service)
    assert len(item.results) == 1


def test_status_500_keeps_the_answer_for_the_next_delivery(world):
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.settle(service)
    world.grade_all()
    world.simulator.lms_fails = True
    world.settle(service)
    assert (world.row.state, len(item.posted)) == (XQueueState.WAITING, 1)
    assert "status 500" in world.row.last_error
    world.simulator.lms_fails = False
    world.settle(service)
    assert len(item.posted) == 1
    world.simulator.make_overdue(item)
    world.settle(service)
    assert item.results == [item.posted[0]]


def test_a_wrong_key_waits_for_the_delivery_that_brings_the_right_one(world):
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.settle(service)
    item.key = "another"
    world.grade_all()
    world.settle(service)
    assert (world.row.state, item.results) == (XQueueState.WAITING, [])
    world.simulator.make_overdue(item, new_key=True)
    world.settle(service)
    assert len(item.results) == 1


def test_an_answer_is_never_another_one(world):
    """Not after a regrade that gives another result, and not after the queue asks again."""
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.settle(service)
    world.grade_all()
    world.settle(service)
    with world.database.write() as session:
        entry = runs.regrade(session, world.row.submission_id)
    world.enqueued.append(entry)
    world.grade_all(Verdict.WRONG_ANSWER)
    world.simulator.make_overdue(item, new_key=True)
    world.settle(service)
    assert len(item.results) == 2
    assert item.results[0] == item.results[1]


def test_the_same_number_with_other_content_is_another_submission(world):
    """A server whose database was set up anew counts from 1 again."""
    service = world.service()
    for text in (RIGHT, RIGHT + "# other\n"):
        item = world.simulator.put(text, number=1)
        world.settle(service)
        world.grade_all()
        world.settle(service)
        assert len(item.results) == 1
    assert len({row.submission_id for row in world.rows}) == 2


def test_what_the_grader_failed_at_is_answered(world):
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.settle(service)
    with world.database.write() as session:
        claim = runs.claim(session, world.row.submission_id, holder="test", lease_seconds=60)
        runs.give_back(session, claim.submission_id, claim.run, cause="secret", max_claims=1, enqueue_in=0)
    world.settle(service)
    assert (item.result["correct"], item.result["score"]) == (False, 0)
    assert "The grader itself failed" in item.result["msg"]
    assert "secret" not in item.result["msg"]


def test_what_was_cancelled_is_answered(world):
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.settle(service)
    with world.database.write() as session:
        runs.cancel(session, world.row.submission_id, by="ina@example.org")
    world.settle(service)
    assert "Submit it again" in item.result["msg"]
    assert "ina" not in item.result["msg"]


def test_a_service_that_runs_waits_for_the_server_and_stops(world, monkeypatch):
    monkeypatch.setattr(serving, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(serving, "LONGEST_PAUSE", 0.02)
    item = world.simulator.put(RIGHT)
    service = world.service()
    world.simulator.is_away = True
    thread = threading.Thread(target=service.run, daemon=True)
    thread.start()
    asked = len(world.simulator.requests)
    wait_until(lambda: len(world.simulator.requests) > asked + 3)
    world.simulator.is_away = False
    wait_until(lambda: world.enqueued)
    world.grade_all()
    wait_until(lambda: item.results)
    service.stop()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_once_empties_the_queues_and_returns(world):
    items = [world.simulator.put("", queue=name) for name in ("q", "r", "q")]
    world.service(queues=("q", "r")).run_once()
    assert [item.state for item in items] == ["retired"] * 3


def test_each_queue_has_a_course_that_stays_its_own(world):
    world.service(queues=("q", "r"))
    with world.database.write() as session:
        first = session.query(XQueue).filter_by(name="q").one().course_id
        session.get_one(Course, first).name = "Renamed"
        other = courses.create_course(session, name="Chosen").id
    service = world.service()
    assert [route.course_id for route in service._routes] == [first]
    world.simulator.put(RIGHT)
    world.settle(service)
    assert world.submission().course_id == first
    service.open([], None)
    with world.database.write() as session:
        from grader.store import xqueue

        chosen = xqueue.open_queue(session, server=world.simulator.url, name="q", course_id=other)
        assert chosen.course_id == other


def test_a_wrong_password_is_told_at_once(world):
    client = XQueueClient(world.simulator.url, USER, "wrong")
    with pytest.raises(SignInRefused, match="Incorrect login credentials"):
        client.sign_in()
    client.close()


@pytest.mark.parametrize(
    ("legacy", "scoring", "told"),
    [
        (True, Scoring.FRACTION, "use --score points"),
        (False, Scoring.POINTS, "edx-submissions 4.0.2"),
        (True, Scoring.POINTS, ""),
        (False, Scoring.FRACTION, ""),
    ],
)
def test_scores_that_the_server_probably_takes_for_something_else_are_told(world, caplog, legacy, scoring, told):
    world.simulator.legacy = legacy
    world.service(scoring=scoring)
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == bool(told)
    assert told in "".join(warnings)


def test_two_processes_on_one_queue_answer_once(world):
    items = [world.simulator.put(RIGHT, student=f"anon-{number}") for number in range(6)]
    services = [world.service(), world.service()]
    for service in services:
        service.step()
    world.grade_all()
    threads = [threading.Thread(target=world.settle, args=[service]) for service in services]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(item.posted) for item in items] == [1] * 6
    with world.database.read() as session:
        assert session.query(Submission).count() == session.query(XQueueItem).count() == 6


def test_answers_hold_what_the_lms_asks_for(world):
    item = world.simulator.put("")
    world.settle(world.service())
    assert set(json.loads(item.posted[0])) == {"correct", "score", "msg"}
