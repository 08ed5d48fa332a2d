"""What is due, open, late and deducted. The examples are those of docs/deadlines.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.deadlines import Dates, Extra, LateAttempt, Phase, Schedule, lateness, schedule
from grader.model.policy import LateUnit, Policy

VIENNA = "Europe/Vienna"
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DUE = datetime(2026, 11, 28, 22, 59, tzinfo=UTC)
TEN_A_DAY = Policy(days_accepted=3, percent=10)


def vienna(*when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(VIENNA), fold=fold)


def due(at: datetime = DUE, policy: Policy = TEN_A_DAY, zone: str = "UTC", **more) -> Schedule:
    return schedule(Dates(due_at=at), policy, zone=zone, **more)


def test_without_rules_nothing_is_accepted_after_the_deadline():
    plain = due(policy=Policy())
    assert plain.phase(DUE - SECOND) is Phase.OPEN
    assert plain.phase(DUE) is Phase.CLOSED
    assert plain.closes_at == DUE


def test_without_a_deadline_work_is_on_time_until_the_closing_time():
    assert schedule(Dates(), TEN_A_DAY).phase(DUE) is Phase.OPEN
    closing = schedule(Dates(closes_at=DUE), TEN_A_DAY)
    assert (closing.phase(DUE - SECOND), closing.phase(DUE)) == (Phase.OPEN, Phase.CLOSED)


def test_before_the_opening_nothing_is_accepted():
    later = schedule(Dates(opens_at=DUE - DAY, due_at=DUE), TEN_A_DAY)
    assert (later.phase(DUE - DAY - SECOND), later.phase(DUE - DAY)) == (Phase.UPCOMING, Phase.OPEN)


@pytest.mark.parametrize(
    ("after", "phase", "percent"),
    [
        (-SECOND, Phase.OPEN, 0),
        (timedelta(), Phase.OPEN, 0),
        (10 * MINUTE - SECOND, Phase.OPEN, 0),
        (10 * MINUTE, Phase.LATE, 10),
        (DAY - SECOND, Phase.LATE, 10),
        (DAY, Phase.LATE, 20),
        (3 * DAY - SECOND, Phase.LATE, 30),
        (3 * DAY, Phase.CLOSED, 40),
    ],
)
def test_grace_is_on_time_and_days_count_from_the_deadline(after, phase, percent):
    dates = due(policy=replace(TEN_A_DAY, grace_minutes=10))
    assert (dates.phase(DUE + after), dates.deduction(DUE + after)) == (phase, percent)


def test_grace_holds_where_no_late_work_is_accepted():
    dates = due(policy=Policy(grace_minutes=10))
    assert (dates.phase(DUE + 9 * MINUTE), dates.phase(DUE + 10 * MINUTE)) == (Phase.OPEN, Phase.CLOSED)


def test_started_hours_and_the_floor():
    dates = due(policy=Policy(days_accepted=None, percent=5, per=LateUnit.HOUR, floor_percent=40))
    assert [dates.deduction(DUE + after) for after in (SECOND, HOUR - SECOND, HOUR, 11 * HOUR, 30 * DAY)] == [
        5,
        5,
        10,
        60,
        60,
    ]
    assert dates.phase(DUE + 365 * DAY) is Phase.LATE


def test_the_earlier_of_closing_time_and_last_day_ends_it():
    early = schedule(Dates(due_at=DUE, closes_at=DUE + DAY), TEN_A_DAY)
    late = schedule(Dates(due_at=DUE, closes_at=DUE + 9 * DAY), TEN_A_DAY)
    assert (early.closes_at, late.closes_at) == (DUE + DAY, DUE + 3 * DAY)


def test_an_extension_beyond_the_closing_time_is_accepted_until_its_own_deadline():
    dates = schedule(Dates(due_at=DUE, closes_at=DUE + DAY), TEN_A_DAY, extra=Extra(due_at=DUE + 5 * DAY))
    assert (dates.closes_at, dates.extended) == (DUE + 5 * DAY, True)
    assert dates.phase(DUE + 4 * DAY) is Phase.OPEN


def test_a_day_ends_at_the_deadlines_time_of_day_when_the_clock_goes_back():
    """On 25 October 2026 the day in Vienna has 25 hours."""
    dates = due(vienna(2026, 10, 24, 23, 59), zone=VIENNA)
    sunday = vienna(2026, 10, 25, 23, 58)
    assert sunday.astimezone(UTC) - dates.due_at == 25 * HOUR - MINUTE
    assert (dates.deduction(sunday), dates.deduction(sunday + MINUTE)) == (10, 20)
    assert dates.closes_at == vienna(2026, 10, 27, 23, 59)


def test_a_day_ends_at_the_deadlines_time_of_day_when_the_clock_goes_forward():
    """On 29 March 2026 the day in Vienna has 23 hours."""
    dates = due(vienna(2026, 3, 28, 12), zone=VIENNA)
    sunday = vienna(2026, 3, 29, 12)
    assert sunday.astimezone(UTC) - dates.due_at == 23 * HOUR
    assert (dates.deduction(sunday - SECOND), dates.deduction(sunday)) == (10, 20)


def test_hours_are_elapsed_hours_across_a_change_of_the_clock():
    dates = due(vienna(2026, 10, 25, 1, 30), replace(TEN_A_DAY, per=LateUnit.HOUR), zone=VIENNA)
    assert dates.deduction(vienna(2026, 10, 25, 2, 29)) == 10
    assert dates.deduction(vienna(2026, 10, 25, 2, 29, fold=1)) == 20


def test_a_sections_dates_replace_those_of_the_course_one_by_one():
    course = Dates(opens_at=DUE - 7 * DAY, due_at=DUE, closes_at=DUE + 2 * DAY)
    dates = schedule(course, TEN_A_DAY, section=Dates(due_at=DUE + DAY))
    assert (dates.opens_at, dates.due_at, dates.closes_at) == (DUE - 7 * DAY, DUE + DAY, DUE + 2 * DAY)


def test_section_and_extension_together_give_the_later_date():
    course, section = Dates(due_at=DUE), Dates(due_at=DUE + 2 * DAY)
    earlier = schedule(course, TEN_A_DAY, section=section, extra=Extra(due_at=DUE + DAY))
    later = schedule(course, TEN_A_DAY, section=section, extra=Extra(due_at=DUE + 3 * DAY))
    assert (earlier.due_at, earlier.extended) == (DUE + 2 * DAY, False)
    assert (later.due_at, later.extended) == (DUE + 3 * DAY, True)


def late(name: str, after: timedelta, assignment: str = "first") -> LateAttempt:
    return LateAttempt(id=name, assignment=assignment, submitted_at=DUE + after)


def test_late_days_are_used_in_the_order_of_submission():
    dates = {"first": due(), "second": due()}
    found = lateness(
        [late("c", 3 * HOUR, "second"), late("a", HOUR), late("b", 30 * HOUR), late("d", -HOUR)], dates, late_days=2
    )
    assert {name: (late.days_used, late.percent) for name, late in found.items()} == {
        "a": (1, 0),
        "c": (1, 0),
        # The student has none left for its second day; its first is covered by that of the attempt before.
        "b": (1, 10),
    }


def test_a_second_attempt_of_the_same_day_uses_no_further_late_day():
    found = lateness(
        [late("a", HOUR), late("b", 2 * HOUR), late("c", HOUR, "second")],
        dict.fromkeys(("first", "second"), due()),
        late_days=2,
    )
    assert [late.percent for late in found.values()] == [0, 0, 0]


def test_late_work_without_deduction_uses_no_late_days():
    found = lateness([late("a", HOUR)], {"first": due(policy=Policy(days_accepted=2))}, late_days=2)
    assert (found["a"].days_used, found["a"].percent, found["a"].seconds) == (0, 0, 3600)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
POLICIES = st.builds(
    Policy,
    grace_minutes=st.integers(0, 3000),
    days_accepted=st.none() | st.integers(0, 20),
    percent=st.floats(0, 100),
    per=st.sampled_from(LateUnit),
    floor_percent=st.floats(0, 100),
)
DATES = st.builds(Dates, due_at=st.none() | MOMENTS, closes_at=st.none() | MOMENTS, opens_at=st.none() | MOMENTS)
ZONES = st.sampled_from(["UTC", VIENNA, "America/New_York", "Pacific/Apia", "Asia/Kolkata"])


@given(DATES, POLICIES, ZONES, MOMENTS)
def test_work_on_time_loses_nothing_and_no_work_loses_more_than_the_floor_leaves(dates, policy, zone, at):
    found = schedule(dates, policy, zone=zone)
    percent = found.deduction(at)
    assert 0 <= percent <= max(0.0, 100 - policy.floor_percent)
    if found.phase(at) is Phase.OPEN:
        assert (percent, found.late_days(at), found.late_by(at)) == (0, 0, timedelta())


@given(DATES, POLICIES, ZONES, MOMENTS, MOMENTS)
def test_later_work_never_loses_less(dates, policy, zone, one_time, another):
    found = schedule(dates, policy, zone=zone)
    first, second = sorted((one_time, another))
    assert found.deduction(first) <= found.deduction(second)
    if found.phase(first) is Phase.CLOSED:
        assert found.phase(second) is Phase.CLOSED


@given(DATES, POLICIES, MOMENTS, MOMENTS, st.integers(0, 5))
def test_an_extension_never_harms(dates, policy, extended_to, at, late_days):
    without = schedule(dates, policy)
    extended = schedule(dates, policy, extra=Extra(due_at=extended_to))
    assert extended.deduction(at, late_days) <= without.deduction(at, late_days)
    assert extended.accepts(at) or not without.accepts(at)
    assert without.deduction(at, late_days + 1) <= without.deduction(at, late_days)


@given(DATES, POLICIES, ZONES)
def test_the_deadline_and_its_grace_are_always_accepted(dates, policy, zone):
    found = schedule(replace(dates, opens_at=None), policy, zone=zone)
    if found.due_at is not None:
        assert found.accepts(found.due_at - SECOND)
        assert found.accepts(found.due_at + timedelta(minutes=policy.grace_minutes) - SECOND)


@given(
    st.lists(st.tuples(st.sampled_from(["first", "second"]), st.integers(-100, 200)), max_size=12), st.integers(0, 6)
)
def test_late_days_never_exceed_what_the_student_has(submitted, late_days):
    attempts = [
        LateAttempt(id=str(number), assignment=slug, submitted_at=DUE + hours * HOUR)
        for number, (slug, hours) in enumerate(submitted)
    ]
    dates = {"first": due(), "second": due(DUE + 10 * HOUR)}
    found = lateness(attempts, dates, late_days)
    used = dict.fromkeys(dates, 0)
    for attempt in attempts:
        if attempt.id in found:
            used[attempt.assignment] = max(used[attempt.assignment], found[attempt.id].days_used)
            assert found[attempt.id].percent <= dates[attempt.assignment].deduction(attempt.submitted_at)
    assert sum(used.values()) <= late_days
