"""A grading run in this process, with a real jail."""

import contextlib
import threading
import time

import pytest
from sqlalchemy.exc import OperationalError

from grader.errors import JudgeFault, SandboxUnavailable
from grader.model import Lane, Lifecycle, Verdict
from grader.sandbox import open_jail
from grader.store import pauses, recovery, runs
from grader.store.events import events_after
from grader.store.models import Pause, Submission
from grader.worker.queue import Queue
from tests.worker.parts import RIGHT, SLOW, WRONG, deliver_until_finished, get, hand_in, wait_until


class BrokenJail:
    """Fails as a jail fails whose zygote has died for good: `times` times, after `working` init processes."""

    def __init__(self, times, working=0, error=JudgeFault):
        self.times, self.working, self.error = times, working, error

    mode = "warm"

    @contextlib.contextmanager
    def open(self, _mode):
        try:
            jail = open_jail("warm")
        except SandboxUnavailable as error:
            pytest.skip(str(error))
        with jail as self.jail:
            yield self

    def hand_over(self):
        if self.working:
            self.working -= 1
        elif self.times:
            self.times -= 1
            raise self.error("the zygote is gone")
        return self.jail.hand_over()


def kinds(database, submission):
    with database.read() as session:
        return [event.kind.value for event in events_after(session, submission.id, 0)]


def forget_source(database, submission):
    """Make it a row from before the cells were kept."""
    with database.write() as session:
        session.get_one(Submission, submission.id).source = None


def test_right_code_gets_full_marks(grader, database, course_id):
    submission = hand_in(database, course_id, RIGHT)
    grader.grade(submission.id)
    row = get(database, submission)
    assert (row.status, row.verdict, row.score, row.max_score) == (Lifecycle.GRADED, Verdict.ACCEPTED, 6.0, 6.0)
    assert kinds(database, submission) == ["case"] * 6 + ["done"]


def test_wrong_code_does_not(grader, database, course_id):
    submission = hand_in(database, course_id, WRONG)
    grader.grade(submission.id)
    assert (get(database, submission).verdict, get(database, submission).score) == (Verdict.WRONG_ANSWER, 0.0)


def test_a_worker_grades_with_a_cold_jail(graders, settings, database, course_id):
    grader = graders(settings.model_copy(update={"jail_mode": "cold"}), open_jail)
    right, wrong = hand_in(database, course_id, RIGHT), hand_in(database, course_id, WRONG, student="ben")
    grader.begin()
    for submission in (right, wrong):
        grader.grade(submission.id)
    rows = [get(database, submission) for submission in (right, wrong)]
    assert [(row.verdict, row.run) for row in rows] == [(Verdict.ACCEPTED, 1), (Verdict.WRONG_ANSWER, 1)]
    assert {row.receipt["jail"] for row in rows} == {"cold"}
    assert kinds(database, right) == ["case"] * 6 + ["done"]


def test_a_trial_runs_the_visible_cases_only(grader, database, course_id):
    submission = hand_in(database, course_id, RIGHT, practice=True)
    grader.grade(submission.id)
    row = get(database, submission)
    assert [case["visible"] for case in row.report["cases"]] == [True] * 3
    assert row.attempt == 0


def test_an_upload_that_is_none_is_told_so(grader, database, course_id):
    submission = hand_in(database, course_id, b"%PDF-1.7", filename="double.py")
    forget_source(database, submission)
    grader.grade(submission.id)
    row = get(database, submission)
    assert (row.verdict, row.score, row.max_score) == (Verdict.LOAD_ERROR, 0.0, 6.0)
    assert "PDF" in row.report["notes"][0]


def test_a_row_from_before_cells_were_kept_is_read_from_its_file(grader, database, course_id):
    submission = hand_in(database, course_id, b"\xef\xbb\xbf%matplotlib inline\r\n" + RIGHT)
    forget_source(database, submission)
    grader.grade(submission.id)
    row = get(database, submission)
    assert (row.verdict, row.score) == (Verdict.ACCEPTED, 6.0)
    assert "matplotlib" in row.report["notes"][0]


def test_a_second_delivery_changes_nothing(grader, database, course_id):
    submission = hand_in(database, course_id, RIGHT)
    grader.grade(submission.id)
    grader.grade(submission.id)
    assert get(database, submission).run == 1
    assert kinds(database, submission) == ["case"] * 6 + ["done"]


class Claims:
    """Stands for `runs.claim` while the database does not answer, for a number of attempts."""

    def __init__(self, monkeypatch, *, failures):
        self.failures, self.attempts, self.claim = failures, 0, runs.claim
        monkeypatch.setattr("grader.worker.grading.run.runs.claim", self)
        monkeypatch.setattr("grader.worker.grading.run.CLAIM_PAUSES", (0.01,) * 6)

    def __call__(self, *arguments, **options):
        self.attempts += 1
        if self.attempts <= self.failures:
            raise OperationalError("", {}, OSError("no answer"))
        return self.claim(*arguments, **options)


def test_a_claim_waits_for_a_database_that_is_away(grader, database, course_id, monkeypatch):
    claims = Claims(monkeypatch, failures=3)
    submission = hand_in(database, course_id, RIGHT)
    grader.grade(submission.id)
    assert (get(database, submission).verdict, claims.attempts) == (Verdict.ACCEPTED, 4)


def test_a_claim_does_not_wait_for_ever(grader, database, course_id, monkeypatch):
    claims = Claims(monkeypatch, failures=99)
    submission = hand_in(database, course_id, RIGHT)
    with pytest.raises(OperationalError):
        grader.grade(submission.id)
    assert (get(database, submission).status, claims.attempts) == (Lifecycle.QUEUED, 7)


def test_a_claim_does_not_wait_for_what_waiting_cannot_change(grader, database, course_id, monkeypatch):
    claims = Claims(monkeypatch, failures=1)
    monkeypatch.setattr("grader.worker.grading.run.is_unavailable", lambda _error: False)
    with pytest.raises(OperationalError):
        grader.grade(hand_in(database, course_id, RIGHT).id)
    assert claims.attempts == 1


def test_a_fault_of_ours_is_tried_again(graders, settings, database, course_id):
    grader = graders(settings, BrokenJail(times=2).open)
    submission = hand_in(database, course_id, RIGHT)
    deliver_until_finished(settings, database, grader, submission)
    row = get(database, submission)
    assert (row.verdict, row.claims, row.run) == (Verdict.ACCEPTED, 3, 3)


@pytest.mark.parametrize("error", [JudgeFault, SandboxUnavailable])
def test_a_jail_that_is_lost_after_the_last_test_costs_no_run(error, graders, settings, database, course_id):
    grader = graders(settings, BrokenJail(times=1, working=1, error=error).open)
    submissions = [hand_in(database, course_id, RIGHT), hand_in(database, course_id, RIGHT, student="ben")]
    for submission in submissions:
        grader.grade(submission.id)
        row = get(database, submission)
        assert (row.verdict, row.claims, row.run) == (Verdict.ACCEPTED, 1, 1)
        assert kinds(database, submission) == ["case"] * 6 + ["done"]


def test_a_fault_that_stays_is_told_and_costs_nothing(graders, settings, database, course_id):
    grader = graders(settings, BrokenJail(times=99).open)
    submission = hand_in(database, course_id, RIGHT, attempts_allowed=1)
    deliver_until_finished(settings, database, grader, submission)
    row = get(database, submission)
    assert (row.status, row.score, row.verdict) == (Lifecycle.FAILED, None, None)
    assert "costs no attempt" in row.failure
    assert "zygote" not in row.failure
    assert kinds(database, submission) == ["done"]
    assert hand_in(database, course_id, RIGHT, attempts_allowed=1).attempt == 2


def test_the_first_retry_is_enqueued_at_once_and_the_second_after_a_pause(graders, settings, database, course_id):
    queue = Queue(settings)
    grader = graders(settings, BrokenJail(times=99).open)
    submission = hand_in(database, course_id, RIGHT)
    grader.grade(submission.id)
    assert queue.waiting(Lane.INTERACTIVE) == 1
    grader.grade(submission.id)
    assert queue.waiting(Lane.INTERACTIVE) == 1
    assert get(database, submission).status is Lifecycle.QUEUED
    queue.close()


def in_background(action):
    thread = threading.Thread(target=action, daemon=True)
    thread.start()
    return thread


def test_a_run_that_is_cancelled_ends_soon(grader, database, course_id):
    submission = hand_in(database, course_id, SLOW)

    def cancel():
        wait_until(lambda: get(database, submission).status is Lifecycle.RUNNING)
        with database.write() as session:
            runs.cancel(session, submission.id, by="you")

    in_background(cancel)
    grader.grade(submission.id)
    row = get(database, submission)
    assert (row.status, row.score) == (Lifecycle.FAILED, None)
    assert "Cancelled" in row.failure
    after = hand_in(database, course_id, RIGHT, student="ben")
    grader.grade(after.id)
    assert get(database, after).verdict is Verdict.ACCEPTED


def test_a_run_that_was_taken_away_writes_nothing(grader, database, course_id, settings):
    submission = hand_in(database, course_id, SLOW)

    def take_away():
        wait_until(lambda: get(database, submission).status is Lifecycle.RUNNING)
        with database.write() as session:
            recovery.recover(session, max_claims=3, has_ended=lambda _: True, enqueue_in=60)

    in_background(take_away)
    grader.grade(submission.id)
    assert get(database, submission).status is Lifecycle.QUEUED
    assert kinds(database, submission) == []


def test_the_lease_of_a_long_run_is_renewed(graders, settings, database, course_id):
    grader = graders(type(settings)(**(vars(settings) | {"lease_seconds": 1.5})))
    submission = hand_in(database, course_id, SLOW)
    seen = set()

    def look():
        while get(database, submission).status is not Lifecycle.GRADED:
            with database.read() as session:
                seen.add(session.get_one(Submission, submission.id).lease_until)
            time.sleep(0.05)

    thread = in_background(look)
    grader.grade(submission.id)
    thread.join(timeout=30)
    assert len(seen - {None}) >= 2
    assert get(database, submission).verdict is Verdict.ACCEPTED


def test_events_of_a_long_run_are_stored_on_the_way(grader, database, course_id):
    submission = hand_in(database, course_id, SLOW)
    stored = []

    def look():
        wait_until(lambda: len(kinds(database, submission)) >= 2)
        stored.append(get(database, submission).status)

    thread = in_background(look)
    grader.grade(submission.id)
    thread.join(timeout=30)
    assert stored == [Lifecycle.RUNNING]


def test_a_run_that_takes_longer_than_ever_allowed_is_our_fault(graders, settings, database, course_id):
    limited = type(settings)(**(vars(settings) | {"interactive_seconds": 1.0}))
    grader = graders(limited)
    submission = hand_in(database, course_id, SLOW)
    grader.grade(submission.id)
    row = get(database, submission)
    assert (row.status, row.claims) == (Lifecycle.QUEUED, 1)


def test_what_is_paused_is_graded_when_the_pause_ends(grader, database, course_id):
    with database.write() as session:
        pause_id = pauses.pause(session, assignment="doubling", author="root@example.org").id
    submission = hand_in(database, course_id, RIGHT)
    grader.grade(submission.id)
    assert (get(database, submission).status, get(database, submission).run) == (Lifecycle.QUEUED, 0)
    with database.write() as session:
        (entry,) = pauses.resume(session, session.get_one(Pause, pause_id), resend_seconds=30)
    grader.grade(entry.submission_id)
    assert get(database, submission).verdict is Verdict.ACCEPTED
