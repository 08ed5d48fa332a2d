"""A run that is repeated after a fault of the grader sends watchers only what they do not have."""

import itertools
from dataclasses import replace

import pytest

from grader.model import CaseFinished, CaseResult, Lifecycle, Report, Verdict
from grader.store import recovery, runs
from grader.store.events import EventKind, StoredEvent, events_after, first_seq
from grader.worker.events import EventBroadcaster, Publisher, SentResults
from tests.worker.parts import RIGHT, deliver_until_finished, get, hand_in, wait_until
from tests.worker.test_live import Watcher


def case(run, number, name, **changes):
    fields = {"title": name, "row": "row", "verdict": Verdict.ACCEPTED, "score": 1, "max_score": 1, "visible": True}
    payload = CaseResult(name=name, **(fields | {"message": "", "duration_ms": float(run)} | changes)).to_json()
    return StoredEvent(submission_id="s", seq=first_seq(run) + number, kind=EventKind.CASE, payload=payload)


def progress(run, number, name):
    payload = {"case": name, "iteration": number, "of": 9, "seconds": 1.0, "data": {}}
    return StoredEvent(submission_id="s", seq=first_seq(run) + number, kind=EventKind.PROGRESS, payload=payload)


def test_the_same_result_of_a_newer_run_is_repeated():
    sent = SentResults([case(1, 1, "a")])
    assert sent.is_repeated(case(2, 1, "a"))
    assert sent.is_repeated(case(3, 1, "a"))
    assert not sent.is_repeated(case(2, 2, "b"))


def test_another_result_is_a_correction():
    sent = SentResults([case(1, 1, "a")])
    assert not sent.is_repeated(case(2, 1, "a", verdict=Verdict.WRONG_ANSWER, score=0))
    assert sent.is_repeated(case(3, 1, "a", verdict=Verdict.WRONG_ANSWER, score=0))


def test_progress_is_repeated_once_its_case_has_a_result():
    sent = SentResults()
    assert not sent.is_repeated(progress(1, 1, "a"))
    assert not sent.is_repeated(progress(2, 1, "a"))
    assert not sent.is_repeated(case(2, 2, "a"))
    assert sent.is_repeated(progress(3, 1, "a"))


class Runs:
    """Two runs of one submission; the first is interrupted."""

    def __init__(self, settings, database, course_id):
        self.database = database
        self.submission = hand_in(database, course_id)
        self.publisher = Publisher(settings)
        self.begin()

    def begin(self):
        with self.database.write() as session:
            self.claim = runs.claim(session, self.submission.id, holder="test", lease_seconds=60)
        self._numbers = itertools.count(1)

    def interrupt(self):
        with self.database.write() as session:
            recovery.recover(session, max_claims=3, has_ended=lambda _: True, enqueue_in=60)

    def tell(self, *names, stored=True, **changes):
        """Publish results and store them; returns their numbers."""
        made = [case(self.claim.run, next(self._numbers), name, **changes) for name in names]
        events = [replace(event, submission_id=self.submission.id) for event in made]
        for event in events:
            self.publisher.publish(event)
        if stored:
            with self.database.write() as session:
                runs.add_events(session, self.submission.id, self.claim.run, events)
        return [event.seq for event in events]

    def finish(self):
        report = Report(assignment="doubling", verdict=Verdict.ACCEPTED, score=1, max_score=1, duration_ms=1, cases=())
        seq = first_seq(self.claim.run) + next(self._numbers)
        with self.database.write() as session:
            done = runs.finish(session, self.claim, report, receipt={}, events=(), seq=seq)
        self.publisher.publish(done)
        return done.seq


@pytest.fixture
def two_runs(settings, database, course_id):
    made = Runs(settings, database, course_id)
    yield made
    made.publisher.close()


@pytest.fixture
def broadcaster(settings, database):
    made = EventBroadcaster(settings, database)
    yield made
    made.close()


def test_a_watcher_gets_each_result_once(two_runs, broadcaster):
    watcher = Watcher(broadcaster, two_runs.submission)
    first = two_runs.tell("a", "b")
    # The second run deletes the results of the first.
    wait_until(lambda: watcher.seqs == first)
    two_runs.interrupt()
    two_runs.begin()
    *_, new = two_runs.tell("a", "b", "c")
    done = two_runs.finish()
    assert watcher.ended() == [*first, new, done]


def test_a_result_that_changed_is_sent_as_a_correction(two_runs, broadcaster):
    watcher = Watcher(broadcaster, two_runs.submission)
    first = two_runs.tell("a", "b")
    # The second run deletes the results of the first.
    wait_until(lambda: watcher.seqs == first)
    two_runs.interrupt()
    two_runs.begin()
    two_runs.tell("a")
    changed = two_runs.tell("b", verdict=Verdict.WRONG_ANSWER, score=0)
    done = two_runs.finish()
    assert watcher.ended() == [*first, *changed, done]


@pytest.mark.parametrize("finished", [False, True])
def test_who_comes_back_after_an_interruption_gets_what_is_new(two_runs, broadcaster, finished):
    first = two_runs.tell("a", "b")
    two_runs.interrupt()
    two_runs.begin()
    *_, new = two_runs.tell("a", "b", "c")
    if finished:
        done = two_runs.finish()
        watcher = Watcher(broadcaster, two_runs.submission, after=first[-1])
    else:
        watcher = Watcher(broadcaster, two_runs.submission, after=first[-1])
        done = two_runs.finish()
    assert watcher.ended() == [new, done]


def test_who_has_seen_nothing_gets_all_results_of_the_newest_run(two_runs, broadcaster):
    two_runs.tell("a", "b")
    two_runs.interrupt()
    two_runs.begin()
    second = two_runs.tell("a", "b", "c")
    done = two_runs.finish()
    assert Watcher(broadcaster, two_runs.submission).ended() == [*second, done]


def test_a_regrade_sends_all_results_again(two_runs, broadcaster, database):
    two_runs.tell("a")
    two_runs.interrupt()
    two_runs.begin()
    two_runs.tell("a")
    earlier = two_runs.finish()
    with database.write() as session:
        runs.regrade(session, two_runs.submission.id)
    two_runs.begin()
    again = two_runs.tell("a")
    assert Watcher(broadcaster, two_runs.submission, after=earlier).seqs == []
    done = two_runs.finish()
    assert Watcher(broadcaster, two_runs.submission, after=earlier).ended() == [*again, done]
    with database.read() as session:
        assert [event.seq for event in events_after(session, two_runs.submission.id, 0)] == [*again, done]


class FailingOnce:
    """Grades like the evaluators' supervisor, but the first run ends with a judge error at the third test."""

    def __init__(self, supervisor):
        self._supervisor = supervisor
        self.runs = 0

    def grade(self, task):
        self.runs += 1
        if self.runs > 1:
            return self._supervisor.grade(task)
        results = []
        report = self._supervisor.grade(replace(task, on_event=lambda event: results.append(event.result)))
        results[2] = replace(results[2], verdict=Verdict.JUDGE_ERROR, score=0)
        results[3:] = [replace(result, verdict=Verdict.SKIPPED, score=0) for result in results[3:]]
        for result in results:
            task.on_event(CaseFinished(result=result))
        return replace(report, verdict=Verdict.JUDGE_ERROR, cases=tuple(results))

    def prepare(self, slug):
        self._supervisor.prepare(slug)


def test_a_judge_error_is_not_sent_and_the_next_run_sends_the_rest(grader, settings, database, course_id, broadcaster):
    submission = hand_in(database, course_id, RIGHT)
    sent = []
    stream = broadcaster.stream(submission.id)
    grader._reports._supervisor = FailingOnce(grader._reports._supervisor)
    deliver_until_finished(settings, database, grader, submission)
    sent = [event for event in stream if event is not None]
    row = get(database, submission)
    assert (row.status, row.verdict, row.run) == (Lifecycle.GRADED, Verdict.ACCEPTED, 2)
    assert [event.payload.get("name") for event in sent] == [*(f"number_{n}" for n in range(1, 7)), None]
    assert {event.payload["verdict"] for event in sent} == {"accepted"}


def test_a_watcher_of_both_runs_sees_each_test_once(grader, settings, database, course_id, broadcaster):
    submission = hand_in(database, course_id, RIGHT)
    grader._reports._supervisor = FailingOnce(grader._reports._supervisor)
    stream = broadcaster.stream(submission.id, heartbeat=0.05)
    assert next(stream) is None
    grader.grade(submission.id)
    assert get(database, submission).status is Lifecycle.QUEUED
    sent = [next(event for event in stream if event is not None) for _ in range(2)]
    assert [event.run for event in sent] == [1, 1]
    grader.grade(submission.id)
    sent += [event for event in stream if event is not None]
    assert [event.payload.get("name") for event in sent] == [*(f"number_{n}" for n in range(1, 7)), None]
    assert [event.run for event in sent] == [1, 1, 2, 2, 2, 2, 2]
