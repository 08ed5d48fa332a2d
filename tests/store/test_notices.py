"""Notices and the emails that carry them, as they are stored."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.store import accounts, email_preferences, emails, notices
from grader.store.models import Email, EmailKind, EmailState, EmailTiming, EmailTopic, Notice, NoticeKind
from tests.store.regrading import ready


@pytest.fixture
def people(database, course):
    with database.read() as session:
        return notices.members(session, course.id)


def tell(database, course, people, kind=NoticeKind.MESSAGE):
    with database.write() as session:
        new = notices.NewNotice(kind=kind, course_id=course.id, title="Hello", text="Come to the lab.", source_id=1)
        notices.tell(session, people, new)


def stored(database, model):
    with database.read() as session:
        return session.query(model).order_by(model.id).all()


def test_an_applied_regrade_tells_why_and_by_how_much_once(regrading, world, pair):
    regrade = ready(regrading)
    regrading.apply(regrade, explanation="The test of zeros was corrected.")
    regrading.write_chosen()
    regrading.write_chosen()
    told = stored(world.database, Notice)
    assert [(row.kind, row.text, row.submission_id) for row in told] == [
        (NoticeKind.REGRADE, "The test of zeros was corrected.", row.id) for row in pair
    ]
    assert [(row.details["old"], row.details["new"]) for row in told] == [(1.0, 2.0), (2.0, 1.0)]
    assert told[0].details["tests"] == ["Case1"]


def test_a_regrade_that_changes_no_points_tells_nobody(regrading, world, pair):
    verdicts = {row.student: [case["verdict"] for case in row.report["cases"]] for row in pair}
    regrade = ready(regrading, {name: tuple(map(type(pair[0].verdict), each)) for name, each in verdicts.items()})
    regrading.apply(regrade)
    regrading.write_chosen()
    assert stored(world.database, Notice) == []


def test_notices_of_a_short_time_are_one_email(database, course, people):
    tell(database, course, people.values())
    tell(database, course, [people["ada@example.org"]])
    assert [(row.person_id, row.kind) for row in stored(database, Email)] == [
        (person_id, EmailKind.NOTICES) for person_id in people.values()
    ]
    with database.write() as session:
        for email in session.query(Email):
            email.due_at = datetime.now(UTC) - timedelta(seconds=1)
    tell(database, course, [people["ada@example.org"]])
    assert len(stored(database, Email)) == 3


def test_preferences_decide_which_email_tells_it(database, course, people):
    ada, ben = people.values()
    with database.write() as session:
        email_preferences.save(session, ada, {EmailTopic.MESSAGES: EmailTiming.NEVER})
        email_preferences.save(session, ben, {EmailTopic.MESSAGES: EmailTiming.DAILY})
    tell(database, course, [ada, ben])
    assert [(row.person_id, row.kind) for row in stored(database, Email)] == [(ben, EmailKind.DIGEST)]
    assert len(stored(database, Notice)) == 2
    tell(database, course, [ada, ben], NoticeKind.COMMENT)
    assert [(row.person_id, row.kind) for row in stored(database, Email)] == [
        (ben, EmailKind.DIGEST),
        (ada, EmailKind.DIGEST),
    ]


def test_a_refused_address_gets_no_email_until_its_person_wants_it_again(database, course, people):
    ada = people["ada@example.org"]
    tell(database, course, [ada])
    with database.write() as session:
        emails.refuse_address(session, session.query(Email).one(), "550 no such user")
    tell(database, course, [ada])
    assert [row.state for row in stored(database, Email)] == [EmailState.REFUSED]
    with database.write() as session:
        email_preferences.save(session, ada, {})
    tell(database, course, [ada])
    assert [row.state for row in stored(database, Email)] == [EmailState.REFUSED, EmailState.WAITING]


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-11-29T05:00", "", "2026-11-29T07:00"),
        ("2026-11-29T07:00", "", "2026-11-30T07:00"),
        ("2026-11-29T05:30", "Europe/Vienna", "2026-11-29T06:00"),
        ("2026-11-29T06:30", "Europe/Vienna", "2026-11-30T06:00"),
        # The night in which the clocks change.
        ("2027-03-27T12:00", "Europe/Vienna", "2027-03-28T05:00"),
    ],
)
def test_a_digest_is_due_at_seven_where_its_reader_is(now, zone, expected):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert emails.next_digest(moment, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_an_email_is_handed_over_by_one_sender_only(database, course, people):
    tell(database, course, [people["ada@example.org"]])
    (email,) = stored(database, Email)
    for expected in (True, False):
        with database.write() as session:
            assert emails.hand_over(session, email.id) is expected
    # As after a process that died while it was handing it over: it is not sent again.
    with database.write() as session:
        session.get(Email, email.id).due_at = datetime.now(UTC) - timedelta(hours=1)
    with database.write() as session:
        assert not emails.any_due(session)
        assert emails.claim_due(session) == []


def test_tries_back_off_until_it_has_failed(database, course, people):
    tell(database, course, [people["ada@example.org"]])
    states = []
    while not states or states[-1] is EmailState.WAITING:
        with database.write() as session:
            session.query(Email).one().due_at = datetime.now(UTC) - timedelta(seconds=1)
        with database.write() as session:
            (email,) = emails.claim_due(session)
        with database.write() as session:
            states.append(emails.retry(session, email, "the server is down"))
    assert len(states) == len(emails.BACKOFF) + 1
    assert stored(database, Email)[0].last_error == "the server is down"


def test_the_person_behind_a_changed_password_is_told(database, people):
    with database.write() as session:
        accounts.set_password(session, people["ada@example.org"], "new")
        accounts.set_password(session, people["ada@example.org"], "newer")
    assert [row.kind for row in stored(database, Email)] == [EmailKind.PASSWORD_CHANGED]
