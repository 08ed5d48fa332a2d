"""A grading run in this process, behind a real wall."""

import contextlib
import threading

import pytest

from grader.errors import JudgeFault, SandboxUnavailable
from grader.model import Lane, Lifecycle, Verdict
from grader.sandbox import open_jail
from grader.store import outlines, recovery, runs
from grader.store.events import events_after
from grader.store.models import Submission
from grader.worker.grading.judges import Judges, LateJail
from grader.worker.grading.run import Grader
from grader.worker.queue import Queue
from tests.worker.parts import RIGHT, SLOW, WRONG, get, hand_in, wait_until


def grader_with(settings, open_jail):
    judges = Judges(settings.root, LateJail(open_jail, settings.jail_mode))
    judges.warm(Lane.INTERACTIVE, until=lambda: False)
    return Grader(settings, Lane.INTERACTIVE, judges)


@pytest.fixture
def grader(settings, database):
    try:
        made = grader_with(settings, open_jail)
        made.begin()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()


class BrokenJail:
    """Fails as a jail fails whose zygote has died for good."""

    def __init__(self, times):
        self.times = times

    @contextlib.contextmanager
    def open(self, mode):
        with open_jail(mode) as jail:
            self.jail = jail
            yield self

    @contextlib.contextmanager
    def admit(self, bundle):
        if self.times:
            self.times -= 1
            raise JudgeFault("the zygote is gone")
        with self.jail.admit(bundle) as admitted:
            yield admitted


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


def test_the_receipt_names_what_graded(grader, database, course_id, settings):
    first = hand_in(database, course_id, RIGHT)
    grader.grade(first.id)
    cases = settings.root / "testcases" / "doubling" / "cases.py"
    cases.write_text(cases.read_text().replace("6.5", "7.5"))
    second = hand_in(database, course_id, RIGHT)
    grader.grade(second.id)
    receipts = [get(database, one).receipt for one in (first, second)]
    assert receipts[0]["file"] == receipts[1]["file"] == first.sha256
    assert receipts[0]["suite"] != receipts[1]["suite"]
    assert receipts[0]["jail"] in {"warm", "cold"}


def test_changed_cases_are_used_at_once(grader, database, course_id, settings):
    reference = settings.root / "reference" / "doubling" / "solution.py"
    reference.write_text(reference.read_text().replace("2 * x", "3 * x"))
    submission = hand_in(database, course_id, WRONG)
    grader.grade(submission.id)
    assert get(database, submission).verdict is Verdict.ACCEPTED


def test_a_change_in_what_the_reference_builds_on_is_used_at_once(grader, database, course_id, settings):
    base, reference = (settings.root / "reference" / name for name in ("base.py", "doubling/solution.py"))
    base.write_text("def factor():\n    return 2\n")
    reference.write_text("from reference.base import factor\ndef double(x):\n    return factor() * x\n")
    first = hand_in(database, course_id, RIGHT)
    grader.grade(first.id)
    base.write_text(base.read_text().replace("2", "3"))
    second = hand_in(database, course_id, WRONG)
    grader.grade(second.id)
    rows = [get(database, submission) for submission in (first, second)]
    assert [row.verdict for row in rows] == [Verdict.ACCEPTED, Verdict.ACCEPTED]
    assert rows[0].receipt["suite"] != rows[1].receipt["suite"]


def deliver_until_finished(settings, database, grader, submission):
    """What queue and sweeper do, without them."""
    for _ in range(10):
        grader.grade(submission.id)
        if get(database, submission).status is not Lifecycle.QUEUED:
            return


def test_a_fault_of_ours_is_tried_again(settings, database, course_id):
    grader = grader_with(settings, BrokenJail(times=2).open)
    submission = hand_in(database, course_id, RIGHT)
    deliver_until_finished(settings, database, grader, submission)
    row = get(database, submission)
    assert (row.verdict, row.claims, row.run) == (Verdict.ACCEPTED, 3, 3)
    grader.close()


def test_a_fault_that_stays_is_told_and_costs_nothing(settings, database, course_id):
    grader = grader_with(settings, BrokenJail(times=99).open)
    submission = hand_in(database, course_id, RIGHT, attempts_allowed=1)
    deliver_until_finished(settings, database, grader, submission)
    row = get(database, submission)
    assert (row.status, row.score, row.verdict) == (Lifecycle.FAILED, None, None)
    assert "costs no attempt" in row.failure
    assert kinds(database, submission) == ["done"]
    assert hand_in(database, course_id, RIGHT, attempts_allowed=1).attempt == 2
    grader.close()


def test_the_first_retry_is_enqueued_at_once_and_the_second_after_a_pause(settings, database, course_id):
    queue = Queue(settings)
    grader = grader_with(settings, BrokenJail(times=99).open)
    submission = hand_in(database, course_id, RIGHT)
    grader.grade(submission.id)
    assert queue.waiting(Lane.INTERACTIVE) == 1
    grader.grade(submission.id)
    assert queue.waiting(Lane.INTERACTIVE) == 1
    assert get(database, submission).status is Lifecycle.QUEUED
    grader.close()
    queue.close()


def test_an_assignment_that_cannot_be_loaded_is_our_fault(grader, database, course_id, settings):
    cases = settings.root / "testcases" / "doubling" / "cases.py"
    text = cases.read_text()
    cases.write_text("import nothing_like_it\n")
    submission = hand_in(database, course_id, RIGHT)
    deliver_until_finished(settings, database, grader, submission)
    row = get(database, submission)
    assert row.status is Lifecycle.FAILED
    assert "which its instructor can see" in row.failure
    assert "cases.py" not in row.failure
    assert problem_told(database) == (
        "testcases/doubling/cases.py, line 1: ModuleNotFoundError: No module named 'nothing_like_it'"
    )
    cases.write_text(text)
    grader.grade(hand_in(database, course_id, RIGHT).id)
    assert problem_told(database) == ""


def problem_told(database):
    with database.read() as session:
        return outlines.problem(session, "doubling")


def test_what_is_wrong_with_an_assignment_is_told_before_anybody_hands_in(settings, database):
    (settings.root / "testcases" / "doubling" / "prompt.md").unlink()
    grader = grader_with(settings, open_jail)
    grader.begin()
    assert problem_told(database).startswith("testcases/doubling/prompt.md: this file is missing")
    grader.close()


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
            recovery.recover(session, max_claims=3, is_dead=lambda _: True, enqueue_in=60)

    in_background(take_away)
    grader.grade(submission.id)
    assert get(database, submission).status is Lifecycle.QUEUED
    assert kinds(database, submission) == []


def test_the_lease_of_a_long_run_is_renewed(settings, database, course_id):
    grader = grader_with(type(settings)(**(vars(settings) | {"lease_seconds": 1.5})), open_jail)
    submission = hand_in(database, course_id, SLOW)
    seen = set()

    def look():
        while get(database, submission).status is not Lifecycle.GRADED:
            with database.read() as session:
                seen.add(session.get_one(Submission, submission.id).lease_until)

    thread = in_background(look)
    grader.grade(submission.id)
    thread.join(timeout=30)
    assert len(seen - {None}) >= 2
    assert get(database, submission).verdict is Verdict.ACCEPTED
    grader.close()


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


def test_a_run_that_takes_longer_than_ever_allowed_is_our_fault(settings, database, course_id):
    limited = type(settings)(**(vars(settings) | {"interactive_seconds": 1.0}))
    grader = grader_with(limited, open_jail)
    submission = hand_in(database, course_id, SLOW)
    grader.grade(submission.id)
    row = get(database, submission)
    assert (row.status, row.claims) == (Lifecycle.QUEUED, 1)
    grader.close()
