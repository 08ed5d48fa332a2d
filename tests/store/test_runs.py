"""Claims, results, failures and what is recovered."""

import math
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from grader.model import Lane, Lifecycle, Source, Verdict
from grader.store import deliveries, events, recovery, runs
from grader.store.events import EventKind, StoredEvent, first_seq
from grader.store.models import Submission, now
from grader.store.submissions import Priority
from grader.store.transitions import QueueEntry
from tests.store.conftest import case_event, report, result


def nobody_died(_holder):
    return False


def everybody_died(_holder):
    return True


def recover(world, has_ended=nobody_died, **more):
    with world.database.write() as session:
        return recovery.recover(session, max_claims=3, has_ended=has_ended, enqueue_in=30, **more)


def overdue(world, **more):
    with world.database.write() as session:
        return recovery.overdue(session, lanes=tuple(Lane), resend_seconds=30, **more)


def set_values(world, submission, **values):
    with world.database.write() as session:
        row = session.get_one(Submission, submission.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_one_of_many_claims(world):
    submission = world.hand_in()
    with ThreadPoolExecutor(8) as pool:
        claims = [claim for claim in pool.map(lambda _: world.claim(submission), range(8)) if claim]
    assert len(claims) == 1
    assert (claims[0].run, claims[0].claims, claims[0].content) == (1, 1, None)
    assert (claims[0].source, claims[0].sha256) == (Source(filename="a.py", cells=("x = 1\n",)), submission.sha256)


def test_a_claim_of_a_row_from_before_cells_were_kept_holds_the_file(world):
    submission = world.hand_in()
    set_values(world, submission, source=None)
    claim = world.claim(submission)
    assert (claim.filename, claim.content, claim.source) == ("a.py", b"x = 1\n", None)


def test_a_result_is_stored_with_its_events(world):
    submission = world.hand_in()
    claim = world.claim(submission)
    done = world.finish(claim, Verdict.ACCEPTED, Verdict.WRONG_ANSWER)
    row = world.get(submission)
    assert (row.status, row.score, row.max_score, row.verdict) == (
        Lifecycle.GRADED,
        1.0,
        2.0,
        Verdict.PARTIALLY_ACCEPTED,
    )
    assert [case["name"] for case in row.report["cases"]] == ["case0", "case1"]
    assert row.receipt == {"suite": "1"}
    with world.database.read() as session:
        stored = events.events_after(session, submission.id, 0)
        rest = events.events_after(session, submission.id, stored[1].seq)
    assert [event.kind for event in stored] == [EventKind.CASE, EventKind.CASE, EventKind.DONE]
    assert rest == [done]
    assert done.payload == {
        "status": "graded",
        "verdict": "partially_accepted",
        "score": 1.0,
        "max_score": 2.0,
        "failure": None,
    }


def test_a_second_delivery_changes_nothing(world):
    submission = world.graded(Verdict.ACCEPTED)
    assert world.claim(submission) is None
    assert world.get(submission).run == 1


def test_who_lost_the_claim_writes_nothing(world):
    submission = world.hand_in()
    old = world.claim(submission)
    recover(world, everybody_died)
    new = world.claim(submission)
    late = result("late")
    with pytest.raises(runs.StaleClaim), world.database.write() as session:
        runs.add_events(session, submission.id, old.run, [case_event(old, 1, late)])
    with pytest.raises(runs.StaleClaim), world.database.write() as session:
        runs.finish(session, old, report([late]), receipt={}, events=[], seq=first_seq(1) + 1)
    with pytest.raises(runs.StaleClaim), world.database.write() as session:
        runs.renew(session, submission.id, old.run, lease_seconds=30)
    world.finish(new, Verdict.ACCEPTED)
    row = world.get(submission)
    assert (row.run, row.graded_run, row.verdict) == (2, 2, Verdict.ACCEPTED)


def test_a_report_that_other_programs_cannot_read_is_refused(world):
    claim = world.claim(world.hand_in())
    case = result("case0")
    broken = StoredEvent(
        submission_id=claim.submission_id,
        seq=first_seq(1) + 1,
        kind=EventKind.CASE,
        payload=case.to_json() | {"actual": math.nan},
    )
    with pytest.raises(Exception, match="JSON compliant"), world.database.write() as session:
        runs.add_events(session, claim.submission_id, claim.run, [broken])


def test_a_lease_that_is_renewed_holds(world):
    submission = world.hand_in()
    claim = world.claim(submission)
    set_values(world, submission, lease_until=now() - timedelta(seconds=1))
    with world.database.write() as session:
        assert runs.renew(session, submission.id, claim.run, lease_seconds=30)
    assert recover(world) == []


def test_a_lease_that_ran_out_is_taken_back(world):
    submission = world.hand_in()
    world.claim(submission)
    set_values(world, submission, lease_until=now() - timedelta(seconds=1))
    (outcome,) = recover(world)
    assert outcome == QueueEntry(submission_id=submission.id, lane=Lane.INTERACTIVE, priority=0)
    assert world.get(submission).status is Lifecycle.QUEUED


def test_a_dead_holder_is_noticed_before_its_lease_runs_out(world):
    submission = world.hand_in()
    world.claim(submission, holder="dead")
    other = world.hand_in("ben@example.org")
    world.claim(other, holder="alive")
    outcomes = recover(world, lambda holder: holder == "dead")
    assert [outcome.submission_id for outcome in outcomes] == [submission.id]


def test_tries_are_capped_and_the_cause_is_told(world):
    submission = world.hand_in()
    for _ in range(3):
        claim = world.claim(submission)
        outcomes = recover(world, everybody_died)
    (done,) = outcomes
    row = world.get(submission)
    assert (row.status, row.score, row.verdict) == (Lifecycle.FAILED, None, None)
    assert "ended unexpectedly" in row.failure
    assert "3 times" in row.failure
    assert done.seq > first_seq(claim.run)
    assert done.payload["status"] == "failed"
    assert world.claim(submission) is None


def test_a_stop_on_purpose_costs_no_try(world):
    submission = world.hand_in()
    for _ in range(5):
        world.claim(submission)
        recover(world, everybody_died, count_claim=False)
    assert world.claim(submission).claims == 1


def test_a_judge_error_is_tried_again_then_given_up(world):
    submission = world.hand_in()
    kinds = []
    for _ in range(3):
        claim = world.claim(submission)
        with world.database.write() as session:
            kinds.append(
                type(
                    runs.give_back(
                        session, submission.id, claim.run, cause="The jail broke.", max_claims=3, enqueue_in=0
                    )
                )
            )
    assert kinds == [QueueEntry, QueueEntry, StoredEvent]


def test_what_waits_too_long_is_handed_over_again_once(world):
    late, fresh = world.hand_in(), world.hand_in("ben@example.org")
    set_values(world, late, enqueue_at=now() - timedelta(seconds=1))
    assert [entry.submission_id for entry in overdue(world)] == [late.id]
    assert overdue(world) == []
    assert {entry.submission_id for entry in overdue(world, at_once=True)} == {late.id, fresh.id}


def test_only_lanes_that_lost_messages_are_handed_over(world):
    submission = world.hand_in()
    set_values(world, submission, enqueue_at=now() - timedelta(seconds=1))
    with world.database.write() as session:
        assert recovery.overdue(session, lanes=[Lane.TRAINING], resend_seconds=30) == []
        assert recovery.queued_by_lane(session) == {Lane.INTERACTIVE: 1}


def test_cancel_while_it_waits(world):
    submission = world.hand_in(attempts_allowed=1)
    with world.database.write() as session:
        done = runs.cancel(session, submission.id, by="you")
    assert done.payload["status"] == "failed"
    assert "Cancelled by you" in world.get(submission).failure
    assert world.claim(submission) is None
    assert world.hand_in(attempts_allowed=1).attempt == 2


def test_cancel_while_it_runs(world):
    submission = world.hand_in()
    claim = world.claim(submission)
    with world.database.write() as session:
        assert runs.cancel(session, submission.id, by="you") is None
    with world.database.write() as session:
        assert runs.is_cancelled(session, submission.id, claim.run)
        assert not runs.renew(session, submission.id, claim.run, lease_seconds=30)
        runs.stop(session, submission.id, claim.run)
    assert world.get(submission).status is Lifecycle.FAILED


def test_cancel_of_what_is_finished_changes_nothing(world):
    submission = world.graded(Verdict.ACCEPTED)
    with world.database.write() as session:
        assert runs.cancel(session, submission.id, by="you") is None
    assert world.get(submission).score == 1.0


def test_regrading_keeps_the_result_until_the_new_one(world):
    submission = world.graded(Verdict.WRONG_ANSWER)
    with world.database.write() as session:
        entry = runs.regrade(session, submission.id)
    assert entry.priority == Priority.REGRADE
    waiting = world.get(submission)
    assert (waiting.status, waiting.score) == (Lifecycle.QUEUED, 0.0)
    world.finish(world.claim(submission), Verdict.ACCEPTED)
    with world.database.read() as session:
        stored = events.events_after(session, submission.id, 0)
    assert {event.run for event in stored} == {2}
    assert world.get(submission).score == 1.0


def test_a_regrade_that_fails_leaves_the_result(world):
    submission = world.graded(Verdict.ACCEPTED)
    with world.database.write() as session:
        runs.regrade(session, submission.id)
    claim = world.claim(submission)
    with world.database.write() as session:
        done = runs.give_back(session, submission.id, claim.run, cause="Broken.", max_claims=1, enqueue_in=0)
    row = world.get(submission)
    assert (row.status, row.score, row.graded_run) == (Lifecycle.GRADED, 1.0, 1)
    assert "Broken." in row.failure
    assert done.payload["status"] == "graded"


def test_nobody_regrades_what_is_not_finished(world):
    submission = world.hand_in()
    with world.database.write() as session:
        assert runs.regrade(session, submission.id) is None


def test_the_outbox_is_filled_with_the_result(world):
    with world.database.write() as session:
        deliveries.create_webhook(session, course_id=world.course_id, url="https://lms.example/hook")
    submission = world.graded(Verdict.ACCEPTED)
    with world.database.write() as session:
        (delivery,) = deliveries.claim_due(session)
        assert deliveries.claim_due(session) == []
    assert delivery.kind == "submission.graded"
    assert delivery.payload["submission"] == submission.id
    assert delivery.payload["score"] == 1.0


def test_a_delivery_is_repeated_and_in_the_end_given_up(world):
    with world.database.write() as session:
        deliveries.create_webhook(session, course_id=world.course_id, url="https://lms.example/hook")
    world.graded(Verdict.ACCEPTED)
    tries = 0
    while True:
        with world.database.write() as session:
            due = deliveries.claim_due(session)
            if not due:
                break
            deliveries.failed(session, due[0], "no answer")
        tries += 1
        with world.database.write() as session:
            session.get_one(type(due[0]), due[0].id).due_at = now() - timedelta(seconds=1)
    assert tries == len(deliveries.BACKOFF) + 1
