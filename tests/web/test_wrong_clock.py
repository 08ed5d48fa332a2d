"""A web host whose clock is wrong judges deadlines and limits as all others do."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import TooManyRequests

from grader.store import clock, courses, models
from grader.store.clock import DatabaseClock
from web.cookie_signatures import tolerant
from web.limits import FREE_FAILURES, LONGEST_DELAY, RateLimits

#: Seconds that the host's clock is wrong.
WRONG = 300


@pytest.fixture
def set_clock(monkeypatch):
    """`set_clock(seconds)` moves the host's clock, as Python programs read it."""
    real = time.time

    def move(seconds: float) -> None:
        class WrongClock(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + timedelta(seconds=seconds)

        for module in (clock, models.base):
            monkeypatch.setattr(module, "datetime", WrongClock)
        monkeypatch.setattr(time, "time", lambda: real() + seconds)

    return move


@pytest.fixture
def in_minutes(database, world):
    """Set opening and deadline, in minutes from now."""

    def save(**minutes: float) -> None:
        times = {name: datetime.now(UTC) + timedelta(minutes=number) for name, number in minutes.items()}
        with database.write() as db:
            courses.set_assignment(db, world.networks, "relu_der", **times)

    return save


def hand_in(browser, world) -> int:
    page = f"/courses/{world.networks}/relu_der"
    fields = {"csrf_token": browser.csrf("/account"), "source": "def relu_der(dA, cache):\n    return dA\n"}
    return browser.client.post(f"{page}/submissions", data=fields).status_code


def test_a_clock_ahead_closes_nothing_early(browse, world, in_minutes, set_clock, tool):
    in_minutes(due_at=2)
    alice = browse("alice")
    set_clock(WRONG)
    assert hand_in(alice, world) == 303
    assert tool.hand_in().status_code == 202
    assert "in 1 minute" in alice.get(f"/courses/{world.networks}/relu_der").text


def test_a_clock_behind_accepts_nothing_late(browse, world, in_minutes, set_clock, tool):
    in_minutes(due_at=-2)
    alice = browse("alice")
    set_clock(-WRONG)
    assert hand_in(alice, world) == 403
    assert tool.hand_in().status_code == 403
    assert "The deadline has passed" in alice.get(f"/courses/{world.networks}/relu_der").text


def test_a_clock_ahead_opens_nothing_early(browse, world, in_minutes, set_clock, tool):
    in_minutes(opens_at=2)
    alice = browse("alice")
    set_clock(WRONG)
    assert hand_in(alice, world) == 404
    assert tool.get("/assignments/relu_der").status_code == 404


@pytest.mark.parametrize("wrong", [WRONG, -WRONG])
def test_a_sign_in_holds_on_hosts_with_different_clocks(browse, set_clock, wrong):
    alice = browse()
    assert alice.sign_in("alice").status_code == 303
    set_clock(wrong)
    assert alice.get("/account").status_code == 200
    browser = browse("bob")
    set_clock(0)
    assert browser.get("/account").status_code == 200


def test_old_and_forged_cookies_are_refused(app, set_clock):
    serializer = tolerant(URLSafeTimedSerializer("key", salt="test"))
    signed = serializer.dumps("alice")
    set_clock(-WRONG)
    assert serializer.loads(signed, max_age=60) == "alice"
    with pytest.raises(BadSignature):
        serializer.loads(signed[:-2] + "AA", max_age=60)
    set_clock(WRONG)
    with pytest.raises(SignatureExpired):
        serializer.loads(signed, max_age=60)


@pytest.mark.parametrize("wrong", [WRONG, -WRONG])
def test_limits_hold_over_hosts_with_different_clocks(redis_url, tmp_path, set_clock, wrong):
    mine, other = (RateLimits(redis_url, f"{tmp_path.name}:") for _ in range(2))
    set_clock(wrong)
    for _ in range(5):
        mine.spend("sign-in", "alice", "5 per minute")
    set_clock(0)
    with pytest.raises(TooManyRequests) as refused:
        other.spend("sign-in", "alice", "5 per minute")
    assert 50 <= refused.value.retry_after <= 60
    set_clock(wrong)
    with pytest.raises(TooManyRequests) as refused:
        mine.spend("sign-in", "alice", "5 per minute")
    assert 50 <= refused.value.retry_after <= 60


@pytest.mark.parametrize("wrong", [WRONG, -WRONG])
def test_delays_hold_over_hosts_with_different_clocks(redis_url, tmp_path, set_clock, monkeypatch, wrong):
    mine, other = (RateLimits(redis_url, f"{tmp_path.name}:") for _ in range(2))
    set_clock(wrong)
    for _ in range(FREE_FAILURES):
        mine.spend_with_delay("sign-in to", "alice")
    # So many more failures than are free that the next one causes the longest delay.
    monkeypatch.setattr("web.limits.FREE_FAILURES", FREE_FAILURES - 10)
    mine.spend_with_delay("sign-in to", "alice")
    set_clock(0)
    with pytest.raises(TooManyRequests) as refused:
        other.spend_with_delay("sign-in to", "alice")
    assert LONGEST_DELAY - 10 <= refused.value.retry_after <= LONGEST_DELAY


def test_the_databases_time_goes_on_while_it_does_not_answer(database, monkeypatch, set_clock):
    known = DatabaseClock(database)
    first = known.now()
    assert abs((datetime.now(UTC) - first).total_seconds()) < 5
    monkeypatch.setattr(clock, "ASK_EVERY", 0.0)
    monkeypatch.setattr(database, "read", _unavailable)
    set_clock(WRONG)
    assert 0 <= (known.now() - first).total_seconds() < 5
    with pytest.raises(OperationalError):
        DatabaseClock(database).now()


def _unavailable():
    raise OperationalError("SELECT 1", {}, Exception("the database does not answer"))
