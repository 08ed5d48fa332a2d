"""Settings, extensions and lateness in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from grader.model import Assignment, Counts, HiddenFeedback, Policy, RubricRow, Verdict
from grader.model.deadlines import Phase
from grader.store import assignment_settings, courses, deliveries, extensions, grades, lateness, schedules
from grader.store.attempts import costs_attempt
from grader.store.extensions import NewExtension, NoSuchExtension
from grader.store.models import AuditEntry, Delivery, Enrolment, Section, Submission, table_of
from grader.store.submissions import CoolingDown

ADA, BEN, INA = "ada@example.org", "ben@example.org", "ina@example.org"
RIGHT, WRONG = Verdict.ACCEPTED, Verdict.WRONG_ANSWER
DUE = datetime(2026, 11, 28, 22, 59, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASSIGNMENT = Assignment(
    slug="relu_der",
    title="relu_der",
    course="",
    summary="",
    entry_points=(),
    rows=(RubricRow(name="row", title="Row", points=2.0),),
    prompt="",
    starter="",
    support="",
    folder="",
    defaults=Policy(days_accepted=3, percent=10),
)
ASSIGNMENTS = {"relu_der": ASSIGNMENT, "other": replace(ASSIGNMENT, slug="other")}


@pytest.fixture
def given_assignment(world):
    with world.database.write() as session:
        courses.set_assignment(session, world.course_id, "other", due_at=DUE)
        return courses.set_assignment(session, world.course_id, "relu_der", due_at=DUE)


def submitted(world, after, *verdicts, student=ADA, assignment="relu_der"):
    """An attempt that was submitted `after` the deadline and is graded."""
    row = world.graded(*verdicts, student=student, assignment=assignment)
    with world.database.write() as session:
        session.execute(update(Submission).where(Submission.id == row.id).values(created_at=DUE + after))
    return row


def change(world, actor=INA, unset=frozenset(), **values):
    with world.database.write() as session:
        row = courses.course_assignment(session, world.course_id, "relu_der")
        changed = assignment_settings.change(session, row, values, unset=unset, actor=actor)
        refresh(session, world)
        return changed


def refresh(session, world, student=None):
    found = schedules.course_schedules(session, world.course_id, ASSIGNMENTS, ASSIGNMENTS.__getitem__, student)
    return lateness.refresh(session, world.course_id, found, student)


def extend(world, *students, due_at=None, attempts=0, slug="relu_der"):
    with world.database.write() as session:
        row = courses.course_assignment(session, world.course_id, slug)
        new = NewExtension(due_at=due_at, attempts=attempts, reason="Illness")
        made = extensions.create(session, row, students, new, actor=INA)
        refresh(session, world)
        return made


def points(world, row):
    return world.get(row).points


def test_late_work_loses_its_share_and_the_graded_points_stay(world, given_assignment):
    on_time = submitted(world, -HOUR, RIGHT, WRONG)
    late = submitted(world, HOUR, RIGHT, RIGHT)
    with world.database.write() as session:
        assert refresh(session, world) == 1
        assert refresh(session, world) == 0
    row = world.get(late)
    assert (row.score, row.points, row.full_points, row.late_seconds, row.late_percent) == (2.0, 1.8, 2.0, 3600, 10.0)
    assert points(world, on_time) == 1.0
    with world.database.read() as session:
        found = {line.student: line for line in grades.grades(session, world.course_id, "relu_der")}[ADA]
    assert (found.score, found.graded_score, found.full_score, found.late_percent) == (1.8, 2.0, 2.0, 10.0)


def test_the_best_attempt_is_the_best_after_the_deduction(world, given_assignment):
    on_time = submitted(world, -HOUR, RIGHT, WRONG)
    submitted(world, HOUR, RIGHT, RIGHT)
    change(world, percent=60.0)
    with world.database.read() as session:
        assert grades.counting_submission(session, world.course_id, ADA, "relu_der").id == on_time.id
        assert grades.grades(session, world.course_id, "relu_der")[0].submission_id == on_time.id


def test_an_extension_takes_the_deduction_away_and_gives_it_back_when_revoked(world, given_assignment):
    late, other = submitted(world, HOUR, RIGHT), submitted(world, HOUR, RIGHT, student=BEN)
    (extension,) = extend(world, ADA, due_at=DUE + DAY)
    assert (points(world, late), points(world, other)) == (1.0, 0.9)
    with world.database.read() as session:
        lines = {line.student: line.extended for line in grades.grades(session, world.course_id, "relu_der")}
    assert lines == {ADA: True, BEN: False}
    with world.database.write() as session:
        row = courses.course_assignment(session, world.course_id, "relu_der")
        extensions.revoke(session, row, extension.id, actor=INA)
        refresh(session, world)
        with pytest.raises(NoSuchExtension):
            extensions.revoke(session, row, extension.id, actor=INA)
    assert points(world, late) == 0.9


def test_a_new_extension_replaces_the_one_before_and_both_are_on_record(world, given_assignment):
    extend(world, ADA, BEN, due_at=DUE + DAY)
    extend(world, ADA, attempts=2)
    with world.database.read() as session:
        found = extensions.of_assignment(session, given_assignment.id)
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "extension.created")).all()
    assert [(row.student, row.due_at, row.attempts) for row in found] == [(ADA, None, 2), (BEN, DUE + DAY, 0)]
    assert [entry.details["student"] for entry in entries] == [ADA, BEN, ADA]
    assert entries[-1].details["old"]["due_at"] == (DUE + DAY).isoformat()


def test_a_section_has_dates_of_its_own(world, given_assignment):
    late = submitted(world, HOUR, RIGHT)
    other = submitted(world, HOUR, RIGHT, student=BEN)
    with world.database.write() as session:
        section = Section(course_id=world.course_id, name="Lab 2")
        session.add(section)
        session.flush()
        ada = session.scalars(select(Enrolment).order_by(Enrolment.id)).first()
        ada.section_id = section.id
        key = str(section.id)
    change(world, sections={key: {"opens_at": None, "due_at": (DUE + DAY).isoformat(), "closes_at": None}})
    assert (points(world, late), points(world, other)) == (1.0, 0.9)
    with world.database.read() as session:
        found = schedules.course_schedules(session, world.course_id, ASSIGNMENTS, ASSIGNMENTS.__getitem__)
        assert (found.of("relu_der", ADA).due_at, found.of("relu_der", BEN).due_at) == (DUE + DAY, DUE)
        # One student's own schedules are the same, and so is that of one assignment.
        alone = schedules.course_schedules(session, world.course_id, ASSIGNMENTS, ASSIGNMENTS.__getitem__, ADA)
        assert alone.of_student(ADA) == found.of_student(ADA)
        single = schedules.course_schedules(session, world.course_id, ["relu_der"], ASSIGNMENTS.__getitem__, ADA)
        assert single.of_student(ADA) == {"relu_der": found.of("relu_der", ADA)}


def test_a_section_has_rules_of_its_own(world, given_assignment):
    late = submitted(world, HOUR, RIGHT)
    other = submitted(world, HOUR, RIGHT, student=BEN)
    with world.database.write() as session:
        section = Section(course_id=world.course_id, name="Lab 2")
        session.add(section)
        session.flush()
        ada = session.scalars(select(Enrolment).order_by(Enrolment.id)).first()
        ada.section_id = section.id
        key = str(section.id)
    own = {"percent": 25.0, "attempts": 7, "cooldown_minutes": 5, "hidden_after": "verdict", "counts": "last"}
    change(world, attempts=3, sections={key: own})
    assert (points(world, late), points(world, other)) == (0.75, 0.9)
    with world.database.read() as session:
        found = schedules.course_schedules(session, world.course_id, ASSIGNMENTS, ASSIGNMENTS.__getitem__)
        given_row = courses.course_assignment(session, world.course_id, "relu_der")
        kept = assignment_settings.snapshot(session, given_row)["sections"][key]
    assert (found.attempts("relu_der", ADA), found.attempts("relu_der", BEN)) == (7, 3)
    mine, theirs = found.policy("relu_der", ADA), found.policy("relu_der", BEN)
    assert (mine.cooldown_minutes, theirs.cooldown_minutes) == (5, 0)
    assert (mine.hidden_after, theirs.hidden_after) == (HiddenFeedback.VERDICT, None)
    # All points in a column of the gradebook count in the same way.
    assert mine.counts is None
    del own["counts"]
    assert kept == {**dict.fromkeys(assignment_settings.MOMENTS), **own}
    change(world, sections={})
    assert points(world, late) == 0.9


def test_an_assignment_that_is_closed_by_hand_accepts_nothing(world, given_assignment):
    with world.database.write() as session:
        row = courses.course_assignment(session, world.course_id, "relu_der")
        row.closed_at = DUE - DAY
        found = schedules.course_schedules(session, world.course_id, ASSIGNMENTS, ASSIGNMENTS.__getitem__)
        assert found.of("relu_der", ADA).phase(DUE - HOUR) is Phase.CLOSED
        assert found.of("other", ADA).phase(DUE - HOUR) is Phase.OPEN


def test_late_days_cover_the_first_late_days_of_the_course(world, given_assignment):
    second = submitted(world, 2 * HOUR, RIGHT, assignment="other")
    first = submitted(world, HOUR, RIGHT)
    change(world, student_late_days=1)
    assert (points(world, first), world.get(first).late_days) == (1.0, 1)
    assert (points(world, second), world.get(second).late_days) == (0.9, 0)


def test_a_failure_of_the_grader_is_never_late(world, given_assignment):
    failed = submitted(world, HOUR, RIGHT)
    with world.database.write() as session:
        session.execute(update(Submission).where(Submission.id == failed.id).values(status="failed"))
        assert refresh(session, world) == 0


def test_each_change_is_on_record_with_old_and_new_values_and_can_be_undone(world, given_assignment):
    assert change(world, percent=25.0, attempts=5)
    assert not change(world, percent=25.0)
    assert change(world, percent=50.0, due_at=None)
    with world.database.write() as session:
        row = courses.course_assignment(session, world.course_id, "relu_der")
        newest, oldest = assignment_settings.history(session, row)
        assert oldest.details == {"old": {"attempts": None}, "new": {"attempts": 5, "percent": 25.0}}
        assert newest.details["old"] == {"due_at": DUE.isoformat(), "percent": 25.0}
        assignment_settings.restore(session, row, newest.id, actor=INA)
        assert (row.due_at, row.policy, row.attempts) == (DUE, {"percent": 25.0}, 5)
        assignment_settings.restore(session, row, oldest.id, actor=INA)
        assert (row.policy, row.attempts) == (None, None)


def test_a_change_of_another_assignment_cannot_be_undone_here(world, given_assignment):
    change(world, attempts=5)
    with world.database.write() as session:
        other = courses.course_assignment(session, world.course_id, "other")
        entry = session.scalars(select(AuditEntry)).one()
        with pytest.raises(assignment_settings.NoSuchChange):
            assignment_settings.restore(session, other, entry.id, actor=INA)


def test_hidden_results_follow_deadline_and_release(world, given_assignment):
    change(world, hidden_before="nothing", hidden_after="numbers")
    with world.database.write() as session:
        row = courses.course_assignment(session, world.course_id, "relu_der")

        def shown(*, past_due):
            policy = schedules.policy_of(ASSIGNMENT, row)
            return schedules.hidden_feedback(ASSIGNMENT, policy, released=row.released, past_due=past_due)

        feedback = [shown(past_due=past) for past in (False, True)]
        assert feedback == [HiddenFeedback.NOTHING, HiddenFeedback.NUMBERS]
        row.manual_release = True
        assert shown(past_due=True) is HiddenFeedback.NOTHING
        assignment_settings.release(session, row, released=True, actor=INA)
        assert shown(past_due=True) is HiddenFeedback.NUMBERS


def test_the_next_attempt_waits_for_the_cooldown_and_practice_does_not(world):
    world.hand_in(cooldown_minutes=10)
    with pytest.raises(CoolingDown) as refused:
        world.hand_in(cooldown_minutes=10)
    assert 590 <= refused.value.seconds <= 600
    world.hand_in(cooldown_minutes=10, practice=True)
    world.hand_in(cooldown_minutes=0)


def test_webhooks_are_told_of_a_changed_score(world, given_assignment):
    with world.database.write() as session:
        deliveries.create_webhook(session, course_id=world.course_id, url="https://lms.example.org/")
    submitted(world, HOUR, RIGHT)
    extend(world, ADA, attempts=1)
    with world.database.read() as session:
        bodies = [row.payload for row in session.scalars(select(Delivery).order_by(Delivery.id))]
    assert [body["score"] for body in bodies] == [1.0, 0.9]
    assert (bodies[1]["graded_score"], bodies[1]["extended"], bodies[1]["released"]) == (1.0, True, True)
    assert bodies[1]["late"] == {"seconds": 3600, "days_used": 0, "percent": 10.0}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(-3, 80), st.sampled_from([RIGHT, WRONG, Verdict.LOAD_ERROR])), max_size=5),
    st.sampled_from(Counts),
)
def test_the_attempt_that_counts_is_the_same_for_the_class_and_the_student(world, given_assignment, attempts, counts):
    with world.database.write() as session:
        session.execute(table_of(Submission).delete())
    # Numbers follow the time of submission.
    for hours, verdict in sorted(attempts, key=lambda entry: entry[0]):
        submitted(world, hours * HOUR, verdict, RIGHT if verdict is RIGHT else verdict)
    with world.database.write() as session:
        refresh(session, world)
    with world.database.read() as session:
        own = grades.counting_submission(session, world.course_id, ADA, "relu_der", counts)
        lines = {line.student: line for line in grades.grades(session, world.course_id, "relu_der", counts)}
        rows = session.execute(select(Submission, costs_attempt()).where(Submission.score.is_not(None)))
        expected = max(((_rank(row, used, counts), row.id) for row, used in rows), default=(None, None))[1]
    assert lines[ADA].submission_id == (own.id if own else None) == expected


def _rank(row: Submission, used: bool, counts: Counts) -> tuple[float, int]:
    return (used, row.attempt) if counts is Counts.LAST else (row.points / row.max_score, -row.attempt)
