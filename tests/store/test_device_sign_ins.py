"""Sign-ins of programs: codes, answers, and the token that comes of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from grader.store import accounts, device_sign_ins, merging, privacy, tokens
from grader.store.clock import database_time
from grader.store.device_sign_ins import ALPHABET, Outcome
from grader.store.models import ApiToken, DeviceSignIn, Person, Role, Scope
from grader.store.tokens import LEAST_SCOPES


@pytest.fixture
def ada(database, course) -> int:
    with database.read() as session:
        return accounts.by_email(session, "ada@example.org").id


@pytest.fixture
def begun(database, course):
    with database.write() as session:
        return device_sign_ins.begin(
            session, program="grader", device="laptop", address="192.0.2.1", scopes=LEAST_SCOPES
        )


@pytest.fixture
def ask(database, begun):
    """Asks for the token once the interval is over, or at once."""

    def poll(*, at_once: bool = False):
        with database.write() as session:
            if not at_once:
                session.execute(update(DeviceSignIn).values(polled_at=None))
            return device_sign_ins.poll(session, begun.device_code)

    return poll


def test_codes_are_short_and_unambiguous(begun):
    first, second = begun.user_code.split("-")
    assert len(first) == len(second) == 4
    assert set(first + second) <= set(ALPHABET)
    assert not set(ALPHABET) & set("AEIOUY01")


def test_the_token_is_given_once_and_is_the_persons(database, begun, ask, ada):
    assert ask().outcome is Outcome.PENDING
    with database.write() as session:
        typed = begun.user_code.lower().replace("-", " ")
        assert device_sign_ins.waiting(session, typed).address == "192.0.2.1"
        assert device_sign_ins.allow(session, typed, ada).program == "grader"
        assert device_sign_ins.waiting(session, typed) is None
    given = ask()
    assert given.outcome is Outcome.TOKEN
    assert ask().outcome is Outcome.UNKNOWN
    with database.read() as session:
        token = tokens.find_token(session, given.secret)
        assert (token.person_id, token.course_id, token.role) == (ada, None, Role.STUDENT)
        assert (token.name, token.scopes) == ("grader (laptop)", LEAST_SCOPES)
        assert token.expires_at is not None
        assert session.scalars(select(DeviceSignIn)).all() == []
        assert given.secret not in str(vars(token))


def test_nothing_secret_is_stored(database, begun):
    with database.read() as session:
        assert begun.device_code not in str(vars(session.scalars(select(DeviceSignIn)).one()))


def test_a_program_that_asks_too_often_is_slowed_down(database, ask):
    assert ask().outcome is Outcome.PENDING
    for _ in range(2):
        assert ask(at_once=True).outcome is Outcome.SLOW_DOWN
    with database.write() as session:
        assert session.scalar(select(DeviceSignIn.interval)) == 15
        session.execute(update(DeviceSignIn).values(polled_at=database_time(-14)))
    assert ask(at_once=True).outcome is Outcome.SLOW_DOWN
    with database.write() as session:
        session.execute(update(DeviceSignIn).values(polled_at=database_time(-21)))
    assert ask(at_once=True).outcome is Outcome.PENDING


def test_a_denied_one_gets_no_token(database, begun, ask, ada):
    with database.write() as session:
        assert device_sign_ins.deny(session, begun.user_code) is not None
        assert device_sign_ins.allow(session, begun.user_code, ada) is None
    assert ask().outcome is Outcome.DENIED


def test_an_expired_one_gets_no_token(database, begun, ask, ada):
    with database.write() as session:
        device_sign_ins.allow(session, begun.user_code, ada)
        session.execute(update(DeviceSignIn).values(expires_at=database_time(-1)))
    assert ask().outcome is Outcome.EXPIRED
    with database.write() as session:
        assert device_sign_ins.waiting(session, begun.user_code) is None
        session.execute(update(DeviceSignIn).values(expires_at=database_time(-device_sign_ins.LIFETIME - 1)))
        device_sign_ins.begin(session, program="other", device="", address="", scopes=[Scope.SUBMISSIONS_READ])
        assert session.scalar(select(DeviceSignIn.program)) == "other"
    assert ask().outcome is Outcome.UNKNOWN


def make_token(session, person_id: int) -> str:
    person = session.get_one(Person, person_id)
    return tokens.create_for_person(session, person, name="grader", scopes=LEAST_SCOPES)[1]


def test_one_token_or_all_of_a_person_are_revoked(database, ada):
    with database.write() as session:
        secrets = [make_token(session, ada) for _ in range(3)]
        newest = tokens.tokens_of_person(session, ada)[0].id
        assert [token.id for token in tokens.revoke_of_person(session, ada, newest)] == [newest]
        assert tokens.revoke_of_person(session, ada, newest) == []
        assert [tokens.find_token(session, secret) is not None for secret in secrets] == [True, True, False]
        assert len(tokens.revoke_of_person(session, ada)) == 2
        assert tokens.tokens_of_person(session, ada) == []


def test_a_new_password_ends_the_tokens(database, ada):
    with database.write() as session:
        secret = make_token(session, ada)
        accounts.close_other_sessions(session, ada, keep="")
        assert tokens.find_token(session, secret) is None


def test_the_tokens_of_a_deleted_account_are_deleted(database, begun, ada):
    with database.write() as session:
        make_token(session, ada)
        device_sign_ins.allow(session, begun.user_code, ada)
        assert [each["name"] for each in privacy.export_person(session, ada, {})["tokens"]] == ["grader"]
        privacy.delete_person(session, ada)
        assert session.scalars(select(ApiToken)).all() == []
        assert session.scalars(select(DeviceSignIn)).all() == []


def test_the_tokens_of_a_merged_account_do_not_open_the_other(database, begun, ada, course):
    with database.write() as session:
        ben = accounts.by_email(session, "ben@example.org")
        secret = make_token(session, ben.id)
        device_sign_ins.allow(session, begun.user_code, ben.id)
        merging.merge(session, session.get_one(Person, ada), ben, actor="ina", course_id=course.id)
        assert tokens.find_token(session, secret) is None
        assert session.scalars(select(DeviceSignIn)).all() == []
