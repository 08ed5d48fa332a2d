"""What was pulled from queues, on both databases: claims, answers that stay, and students."""

import pytest
from sqlalchemy.exc import IntegrityError

from grader.model import Verdict
from grader.store import courses, xqueue
from grader.store.models import Person, XQueueItem, XQueueState

SERVER = "https://lms.example.org"


@pytest.fixture
def queue(database, course):
    with database.write() as session:
        return xqueue.open_queue(session, server=SERVER, name="q", course_id=course.id)


def pulled(database, queue, number, submission=None, answer=None):
    with database.write() as session:
        item = xqueue.add(session, queue.id, number, "digest", f"header {number}")
        if submission is not None:
            xqueue.set_submission(session, item, submission.id)
        if answer is not None:
            xqueue.set_answer(session, item, answer)
        return item.id


def get(database, item_id):
    with database.read() as session:
        return session.get_one(XQueueItem, item_id)


def test_a_queue_keeps_its_course(database, queue, course):
    with database.write() as session:
        assert xqueue.open_queue(session, server=SERVER, name="q").course_id == course.id
        other = xqueue.open_queue(session, server=SERVER, name="r")
        assert courses.get_course(session, other.course_id).name == "Open edX queue r"


def test_a_delivery_is_stored_once(database, queue):
    pulled(database, queue, "1")
    with pytest.raises(IntegrityError):
        pulled(database, queue, "1")


def test_results_are_found_when_they_are_there(database, queue, world):
    first, second = world.hand_in(), world.hand_in("ben@example.org")
    items = [pulled(database, queue, str(n), row) for n, row in enumerate((first, second))]
    with database.read() as session:
        assert not xqueue.any_finished(session, queue.id)
    world.finish(world.claim(first), Verdict.ACCEPTED)
    with database.write() as session:
        assert xqueue.any_finished(session, queue.id)
        ((item, row),) = xqueue.finished(session, queue.id)
        assert (item.id, row.id, row.report["score"]) == (items[0], first.id, 1.0)
        xqueue.set_answer(session, item, "first")
        xqueue.set_answer(session, item, "second")
    assert (get(database, items[0]).answer, get(database, items[0]).state) == ("first", XQueueState.READY)
    with database.read() as session:
        assert xqueue.counts(session, queue.id) == {XQueueState.READY: 1, XQueueState.GRADING: 1}


def test_an_answer_is_claimed_by_one_process_at_a_time(database, queue):
    item_id = pulled(database, queue, "1", answer="a")
    with database.write() as session:
        claimed = xqueue.claim_ready(session, queue.id, hold_seconds=60)
        assert (claimed.id, claimed.posts) == (item_id, 1)
    with database.write() as session:
        assert xqueue.claim_ready(session, queue.id, hold_seconds=60) is None
        xqueue.post_later(session, item_id, "away", seconds=0)
    with database.write() as session:
        assert xqueue.any_ready(session, queue.id)
        assert xqueue.claim_ready(session, queue.id, hold_seconds=60).posts == 2


@pytest.mark.parametrize("settle", [xqueue.accepted, lambda *words: xqueue.not_accepted(*words, "no")])
def test_what_is_delivered_again_is_answered_again(database, queue, settle):
    item_id = pulled(database, queue, "1", answer="a")
    with database.write() as session:
        settle(session, item_id, "header 1")
    assert get(database, item_id).state in (XQueueState.ANSWERED, XQueueState.WAITING)
    with database.write() as session:
        assert xqueue.delivered_again(session, queue.id, "1", "other", "header 2") is None
        assert xqueue.delivered_again(session, queue.id, "1", "digest", "header 2").id == item_id
    row = get(database, item_id)
    assert (row.state, row.header, row.answer, row.deliveries) == (XQueueState.READY, "header 2", "a", 2)
    with database.write() as session:
        settle(session, item_id, "header 1")
    assert get(database, item_id).state is XQueueState.READY


def test_an_item_goes_with_its_account(database, queue, world, course):
    with database.write() as session:
        person = xqueue.student_of(session, course.id, SERVER, "anon-1")
        assert xqueue.student_of(session, course.id, SERVER, "anon-1").id == person.id
        assert xqueue.student_of(session, course.id, SERVER, "anon-2").id != person.id
    item_id = pulled(database, queue, "1", world.hand_in(person.email))
    with database.write() as session:
        session.delete(session.get_one(Person, person.id))
    with database.read() as session:
        assert session.get(XQueueItem, item_id) is None
