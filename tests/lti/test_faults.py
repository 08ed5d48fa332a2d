"""Scores reach a platform in their last state and in order, whatever it does. Time is simulated."""

from collections import deque
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from grader.model import Verdict
from grader.outbound.requests import RequestFailed
from grader.store import lti_services, overrides
from grader.store.comments import Author
from grader.store.models import LtiService, ScoreState
from tests.lti.services import ITEMS_URL, TOKEN_URL, down, reply
from tests.lti.test_sending import marks, rows

RIGHT, WRONG = Verdict.ACCEPTED, Verdict.WRONG_ANSWER
AUTHOR = Author(person_id=None, name="token x")


def set_points(lms, submission, score):
    with lms.database.write() as session:
        overrides.set_points(session, submission.id, row=None, score=score, reason="x", author=AUTHOR)


def service(lms):
    with lms.database.read() as session:
        return session.get(LtiService, lms.platform_id)


def is_score(request):
    return urlsplit(request.url).path.endswith("/scores")


def for_scores(*answers):
    """A fault that answers the next scores so; None: the usual answer."""
    left = deque(answers)
    return lambda request: left.popleft() if left and is_score(request) else None


def test_a_platform_that_is_down_for_an_hour(lms, world):
    mine, theirs = world.graded(*4 * [RIGHT]), world.graded(RIGHT, student="ben@example.org")
    lms.services.fault = down
    lms.run(minutes=30)
    assert "cannot be reached" in service(lms).last_error
    for points in (3.0, 1.0, 2.0):
        set_points(lms, mine, points)
    lms.run(minutes=30)
    assert all(row.state is ScoreState.WAITING for row in rows(lms))
    # It is asked now and then, not all the time.
    assert len(lms.services.requests) < 20
    lms.services.fault = lambda request: None
    lms.run(minutes=15)
    assert (marks(lms), marks(lms, "u-ben")) == ([2.0], [theirs.points])
    assert (service(lms).failures, service(lms).last_error) == (0, None)


def test_a_platform_that_is_down_for_days(lms, world):
    world.graded(RIGHT)
    lms.services.fault = down
    lms.run(hours=2)
    lms.clock.forward(days=5)
    lms.sender.send_due()
    lms.services.fault = lambda request: None
    lms.run(minutes=15)
    assert marks(lms) == [1.0]


def test_one_score_that_the_platform_fails_at_holds_up_no_other(lms, world):
    world.graded(RIGHT)
    world.graded(RIGHT, student="ben@example.org")
    lms.services.fault = lambda request: reply(500, {}) if is_score(request) and b"u-ada" in request.body else None
    lms.run(minutes=30)
    assert (marks(lms), marks(lms, "u-ben")) == ([], [1.0])
    assert (rows(lms)[0].state, rows(lms)[0].last_error) == (ScoreState.WAITING, "500")
    lms.services.fault = lambda request: None
    lms.run(hours=1)
    assert marks(lms) == [1.0]


@pytest.mark.parametrize(
    "answer",
    [
        reply(429, {"message": "slow down"}, **{"retry-after": "90"}),
        reply(403, {"errors": [{"message": "403 Forbidden (Rate Limit Exceeded)"}]}, **{"retry-after": "90"}),
        reply(403, {}, **{"x-rate-limit-remaining": "0.0", "retry-after": "90"}),
    ],
    ids=["429", "403 of Canvas", "403 with its header"],
)
def test_throttling_pauses_and_slows_down(lms, world, answer):
    world.graded(RIGHT)
    world.graded(RIGHT, student="ben@example.org")
    lms.services.fault = for_scores(answer)
    lms.run()
    before = len(lms.services.requests)
    assert service(lms).pace == lti_services.PACE / 2
    lms.run(minutes=1)
    assert len(lms.services.requests) == before
    lms.run(minutes=1)
    assert (marks(lms), marks(lms, "u-ben")) == ([1.0], [1.0])
    # It was no failure, so nobody is told of one.
    assert (service(lms).failures, rows(lms)[0].tries) == (0, 0)


def test_an_expired_token_is_renewed(lms, world):
    submission = world.graded(RIGHT, RIGHT)
    lms.run()
    lms.services.expire_tokens()
    set_points(lms, submission, 1.0)
    lms.run(minutes=1)
    assert marks(lms) == [2.0, 1.0]
    lms.run(hours=2)
    set_points(lms, submission, 0.5)
    lms.run(minutes=1)
    assert marks(lms) == [2.0, 1.0, 0.5]


@pytest.mark.parametrize("seconds", [2, 5, 90])
def test_a_platform_whose_clock_is_behind(lms, world, seconds):
    lms.services.behind = timedelta(seconds=seconds)
    submission = world.graded(RIGHT, RIGHT)
    lms.run(minutes=3)
    set_points(lms, submission, 1.0)
    lms.run(minutes=3)
    assert marks(lms) == [2.0, 1.0]


@pytest.mark.parametrize("rule", ["moodle", "openedx"])
def test_a_later_score_of_somebody_else_is_followed_by_ours(lms, world, rule):
    """The platform has a score that is dated a minute ahead."""
    lms.services.rule = rule
    submission = world.graded(RIGHT, RIGHT)
    lms.run()
    (key,) = lms.services.scores
    ahead = (lms.clock.now() + timedelta(minutes=1)).isoformat()
    lms.services.scores[key].append({**lms.services.last(), "timestamp": ahead, "scoreGiven": 0.0})
    set_points(lms, submission, 1.0)
    lms.run(minutes=10)
    assert marks(lms) == [2.0, 0.0, 1.0]
    assert rows(lms)[0].state is ScoreState.SENT


def test_changes_within_a_second_arrive_for_whole_seconds(lms, world):
    lms.services.rule = "moodle"
    submission = world.graded(*3 * [RIGHT])
    lms.run()
    for points in (2.0, 1.0):
        set_points(lms, submission, points)
        lms.clock.forward(seconds=0.1)
        lms.sender.send_due()
    lms.run(minutes=1)
    assert marks(lms)[-1] == 1.0
    assert all(row.tries == 0 for row in rows(lms))


def test_an_answer_that_is_lost_leads_to_the_same_score_again(lms, world):
    world.graded(RIGHT)

    def lose(request):
        if is_score(request):
            lms.services.fault = lambda request: None
            lms.services._answer(request)
            raise RequestFailed("timed out")

    lms.services.fault = lose
    lms.run(minutes=5)
    assert marks(lms) == [1.0, 1.0]
    assert rows(lms)[0].state is ScoreState.SENT


@pytest.mark.parametrize("declared", [False, True])
def test_a_deleted_line_item_is_made_anew(lms, world, declared):
    if declared:
        url = lms.services.add_item(resourceLinkId="link-1")
        name_in_launches(lms, url)
    submission = world.graded(RIGHT, RIGHT)
    lms.run()
    lms.services.items.clear()
    set_points(lms, submission, 1.0)
    lms.run(minutes=1)
    assert marks(lms) == [2.0, 1.0]
    (item,) = lms.services.items.values()
    assert item["resourceLinkId"] == "link-1"
    set_points(lms, submission, 0.5)
    lms.run(minutes=1)
    assert len(lms.services.items) == 1
    assert marks(lms) == [2.0, 1.0, 0.5]


def name_in_launches(lms, url):
    from grader.store.models import LtiResourceLink

    with lms.database.write() as session:
        row = session.get(LtiResourceLink, lms.link_id)
        row.ags = {**row.ags, "lineitem": url}


def test_a_refused_score_keeps_the_platforms_words(lms, world):
    lms.services.users.clear()
    world.graded(RIGHT)
    lms.run()
    (row,) = rows(lms)
    assert (row.state, row.last_error) == (ScoreState.REFUSED, "400: The user is not in this course")
    lms.services.users.add("u-ada")
    lms.run(minutes=5)
    assert marks(lms) == [1.0]
    assert (rows(lms)[0].state, rows(lms)[0].last_error) == (ScoreState.SENT, None)


def test_a_score_that_is_refused_for_days_is_given_up_until_it_changes(lms, world):
    lms.services.users.clear()
    submission = world.graded(RIGHT, RIGHT)
    lms.run(hours=24 * 6)
    assert rows(lms)[0].due_at is None
    before = len(lms.services.requests)
    lms.run(hours=24)
    assert len(lms.services.requests) == before
    lms.services.users.add("u-ada")
    set_points(lms, submission, 1.0)
    lms.run(minutes=1)
    assert marks(lms) == [1.0]


def test_a_platform_that_gives_no_tokens_keeps_all_waiting(lms, world):
    world.graded(RIGHT)
    refusal = reply(400, {"error": "invalid_client", "error_description": "unknown key"})
    lms.services.fault = lambda request: refusal if request.url == TOKEN_URL else None
    lms.run(minutes=30)
    assert (service(lms).last_error, rows(lms)[0].state) == ("400: unknown key", ScoreState.WAITING)
    lms.services.fault = lambda request: None
    lms.run(minutes=15)
    assert marks(lms) == [1.0]


def test_a_token_goes_to_no_other_server(lms, world):
    elsewhere = {"id": "https://evil.example/items/1", "resourceLinkId": "link-1", "resourceId": "relu_der"}
    lms.services.items[ITEMS_URL + "/1"] = elsewhere
    world.graded(RIGHT)
    lms.run()
    assert all(request.url.startswith("https://lms.example.edu/") for request in lms.services.requests)
    assert "another server" in rows(lms)[0].last_error


def test_two_hosts_send_each_score_once(lms, world):
    other = lms.another_sender(lms.settings, "host 2")
    world.graded(RIGHT)
    seen = []

    def meanwhile(request):
        if is_score(request) and not seen:
            seen.append(other.send_due())

    lms.services.fault = meanwhile
    lms.run()
    assert (seen, marks(lms)) == ([0], [1.0])


def test_a_host_that_dies_is_followed_by_another_one(lms, world):
    world.graded(RIGHT)

    def die(request):
        raise KeyboardInterrupt

    lms.services.fault = die
    with lms.database.write() as session:
        lti_services.lease(session, lms.platform_id, "dead host", lms.clock.now(), 180)
    lms.services.fault = lambda request: None
    lms.run(minutes=2)
    assert marks(lms) == []
    lms.run(minutes=2)
    assert marks(lms) == [1.0]


def test_a_change_while_a_score_is_sent_is_sent_after_it(lms, world):
    submission = world.graded(RIGHT, RIGHT)

    def meanwhile(request):
        if is_score(request):
            lms.services.fault = lambda request: None
            set_points(lms, submission, 1.0)

    lms.services.fault = meanwhile
    lms.run(minutes=1)
    assert marks(lms) == [2.0, 1.0]
