"""The outbox as a whole: random faults, and thousands of scores."""

import math
import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from grader.model import Lane, Lifecycle, Verdict
from grader.outbound.requests import RequestFailed
from grader.store import lti_scores, lti_services
from grader.store.models import Enrolment, LtiUser, Person, Role, ScoreState, Submission, now
from grader.worker.lms.turns import MAX_BATCH, TURN_SECONDS
from tests.lti.services import reply
from tests.lti.test_faults import is_score, set_points
from tests.lti.test_sending import rows
from tests.sampling import is_thorough

RIGHT = Verdict.ACCEPTED


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_the_last_state_arrives_and_none_out_of_order(lms, world, seed):
    chance = random.Random(seed)
    lms.services.rule = chance.choice(["moodle", "openedx"])
    students = {"u-ada": world.graded(*9 * [RIGHT]), "u-ben": world.graded(*9 * [RIGHT], student="ben@example.org")}
    states = {user: [9.0] for user in students}

    def fault(request):
        kind = chance.random()
        if kind < 0.15:
            return reply(chance.choice([500, 502, 503]), {})
        if kind < 0.3:
            return reply(*chance.choice([(429, {}), (403, {"message": "Rate Limit Exceeded"})]))
        if kind < 0.4:
            raise RequestFailed("timed out")
        if kind < 0.5 and is_score(request):
            lms.services._answer(request)
            raise RequestFailed("timed out")
        if kind < 0.55:
            lms.services.expire_tokens()
        elif kind < 0.6:
            lms.services.items.clear()
        elif kind < 0.65:
            lms.services.behind = timedelta(seconds=chance.choice([0, 2]))
        return None

    lms.services.fault = fault
    for _ in range(25):
        user = chance.choice(list(students))
        states[user].append(float(chance.randrange(9)))
        set_points(lms, students[user], states[user][-1])
        lms.run(minutes=chance.choice([0, 0, 2, 10]))
    lms.services.fault = lambda request: None
    lms.run(hours=2)
    for user, wanted in states.items():
        history = [body for (_, who), rows in lms.services.scores.items() if who == user for body in rows]
        assert history[-1]["scoreGiven"] == wanted[-1]
        assert is_subsequence([body["scoreGiven"] for body in history], wanted)
        times = [datetime.fromisoformat(body["timestamp"]) for body in history]
        assert times == sorted(set(times))
    assert all(row.state is ScoreState.SENT for row in rows(lms))


def is_subsequence(part, whole):
    """Whether `part`, in which states may be repeated, comes in the order of `whole`."""
    left = iter(whole)
    current = next(left)
    for value in part:
        while value != current:
            current = next(left, None)
            if current is None:
                return False
    return True


def fill(lms, number):
    """So many students, each with a graded submission whose points are the number of the student."""
    people = range(1000, 1000 + number)
    with lms.database.write() as session:
        at = now()
        columns = {"name": "x", "password_hash": "", "created_at": at}
        session.execute(insert(Person), [{"id": n, "email": f"s{n}@example.org", **columns} for n in people])
        member = {"course_id": lms.course_id, "role": Role.STUDENT, "created_at": at}
        session.execute(insert(Enrolment), [{"person_id": n, **member} for n in people])
        user = {"platform_id": lms.platform_id, "created_at": at}
        session.execute(insert(LtiUser), [{"subject": f"u{n}", "person_id": n, **user} for n in people])
        graded = {"course_id": lms.course_id, "assignment": "relu_der", "attempt": 1, "practice": False, "content": b""}
        graded |= {"filename": "a.py", "sha256": "", "status": Lifecycle.GRADED, "lane": Lane.INTERACTIVE, "run": 1}
        graded |= {"graded_run": 1, "max_score": 20_000.0, "verdict": RIGHT, "created_at": at, "report": {}}
        submissions = [
            {"id": str(n), "student": f"s{n}@example.org", "person_id": n, "score": float(n), **graded} for n in people
        ]
        session.execute(insert(Submission), submissions)
        lti_scores.changed(session, lms.course_id)
    lms.services.users |= {f"u{n}" for n in people}
    return people


def test_thousands_of_scores_arrive_at_the_pace_of_the_platform(lms):
    """2,000 on SQLite; 10,000 with `make test-thorough`."""
    number = (10_000 if is_thorough() else 2_000) if lms.database.is_sqlite else 300
    people = fill(lms, number)
    begin = lms.clock.now()
    lms.sender.send_due()
    # A turn is short, and the rest waits for the next one.
    assert (lms.clock.now() - begin).total_seconds() <= TURN_SECONDS
    assert sum(map(len, lms.services.scores.values())) <= MAX_BATCH
    lms.run(hours=1)
    assert {user: body[0]["scoreGiven"] for (_, user), body in lms.services.scores.items()} == {
        f"u{n}": float(n) for n in people
    }
    assert all(len(bodies) == 1 for bodies in lms.services.scores.values())
    assert math.fsum(lms.clock.waits) >= number / lti_services.PACE
    assert {row.state for row in rows(lms)} == {ScoreState.SENT}


def test_a_mark_costs_a_course_without_a_platform_one_statement(database, course, world):
    """`world` has no platform; the statements of a grading are counted elsewhere."""
    from sqlalchemy import event

    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with database.write() as session:
        lti_scores.changed(session, course.id, student="ada@example.org", slug="relu_der")
    assert sum("lti_" in text for text in statements) == 1
