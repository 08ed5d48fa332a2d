"""Regrades of an assignment: nothing changes before it is applied, and each result is written once."""

import pytest
from sqlalchemy import func, select, update

from grader.model import Verdict
from grader.store import audit, deliveries, overrides, regrade_results, regrades, runs
from grader.store.events import events_after
from grader.store.models import Delivery, Outline, RegradeState, Submission
from grader.store.regrade_results import Show
from grader.store.regrades import Which
from tests.store.regrading import ERROR, RIGHT, TEACHER, VERSIONS, WRONG, ready


def test_nothing_changes_before_it_is_applied(regrading, world, pair):
    before = [(row.score, row.verdict, row.run, row.report) for row in map(world.get, pair)]
    regrade = ready(regrading)
    assert regrading.get(regrade).state is RegradeState.READY
    assert [(row.score, row.verdict, row.run, row.report) for row in map(world.get, pair)] == before
    counts = regrading.counts(regrade)
    assert (counts.total, counts.done, counts.gains, counts.losses, counts.same) == (2, 2, 1, 1, 0)


def test_it_says_who_gains_or_loses_by_which_test(regrading, world, pair):
    regrade = ready(regrading)
    found = regrading.page(regrade)
    # Losses first.
    assert [(row.name, row.result.old_points, row.result.new_points, row.result.change) for row in found.items] == [
        ("Ben", 2.0, 1.0, -1.0),
        ("Ada", 1.0, 2.0, 1.0),
    ]
    assert [
        (test["name"], test["old_verdict"], test["new_verdict"]) for row in found.items for test in row.result.tests
    ] == [
        ("case0", "accepted", "wrong_answer"),
        ("case1", "wrong_answer", "accepted"),
    ]
    assert [row.name for row in regrading.page(regrade, show=Show.GAINS).items] == ["Ada"]
    assert [row.name for row in regrading.page(regrade, show=Show.LOSSES).items] == ["Ben"]
    with world.database.read() as session:
        assert regrade_results.changes(session, regrade.id) == [(-1.0, 1), (1.0, 1)]
        tests = regrade_results.changed_tests(session, regrade.id)
    assert [(test.name, test.fixed, test.broken) for test in tests] == [("case0", 0, 1), ("case1", 1, 0)]


def test_applied_to_all(regrading, world, pair):
    regrade = ready(regrading)
    regrading.apply(regrade, explanation="The test of zeros was corrected.")
    assert regrading.get(regrade).state is RegradeState.APPLYING
    assert [world.get(row).score for row in pair] == [1.0, 2.0]
    regrading.write_chosen()
    assert regrading.get(regrade).state is RegradeState.APPLIED
    rows = [world.get(row) for row in pair]
    assert [(row.score, row.verdict, row.run, row.graded_run) for row in rows] == [
        (2.0, RIGHT, 2, 2),
        (1.0, Verdict.PARTIALLY_ACCEPTED, 2, 2),
    ]
    assert all(row.receipt == VERSIONS | {"run": 2} for row in rows)
    with world.database.read() as session:
        told = regrade_results.applied_to(session, pair[0].id)
        events = [event.kind.value for event in events_after(session, pair[0].id, 0)]
        entries = [entry for entry in audit.entries(session, world.course_id) if entry.action == "submission.regraded"]
    assert [(note.explanation, note.tests, note.old_points, note.new_points) for note in told] == [
        ("The test of zeros was corrected.", ("Case1",), 1.0, 2.0)
    ]
    assert events == ["case", "case", "done"]
    assert {(entry.actor, entry.subject) for entry in entries} == {("Ingrid", row.id) for row in pair}


def test_applied_to_gains_only(regrading, world, pair):
    regrade = ready(regrading)
    regrading.apply(regrade, Which.GAINS)
    regrading.write_chosen()
    assert [world.get(row).score for row in pair] == [2.0, 2.0]
    assert regrading.states(regrade) == ["applied", "kept"]


def test_applied_to_a_selection(regrading, world, pair):
    regrade = ready(regrading)
    regrading.apply(regrade, [pair[1].id])
    regrading.write_chosen()
    assert [world.get(row).score for row in pair] == [1.0, 1.0]


def test_an_equal_result_is_written_without_telling_anybody(regrading, world, pair):
    with world.database.write() as session:
        deliveries.create_webhook(session, course_id=world.course_id, url="https://example.org/hook")
        session.add(Outline(slug="relu_der", suite_version="2", content={"cases": []}))
    regrade = ready(regrading, {"ada@example.org": (RIGHT, WRONG), "ben@example.org": (WRONG, RIGHT)})
    assert regrading.counts(regrade).same == 1
    with world.database.read() as session:
        assert regrades.stale_counts(session, world.course_id) == {"relu_der": 2}
    regrading.apply(regrade, Which.GAINS)
    regrading.write_chosen()
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Delivery)) == 0
        assert regrade_results.applied_to(session, pair[0].id) == []
        assert regrades.stale_counts(session, world.course_id) == {"relu_der": 1}


def test_webhooks_are_told_of_each_change(regrading, world, pair):
    with world.database.write() as session:
        deliveries.create_webhook(session, course_id=world.course_id, url="https://example.org/hook")
    regrade = ready(regrading)
    regrading.apply(regrade)
    regrading.write_chosen()
    with world.database.read() as session:
        sent = {row.submission_id: row.payload["score"] for row in session.scalars(select(Delivery))}
    assert sent == {pair[0].id: 2.0, pair[1].id: 1.0}


def test_discarded(regrading, world, pair):
    regrade = ready(regrading)
    with world.database.write() as session:
        regrades.discard(session, regrade.id, author=TEACHER)
    assert regrading.get(regrade).state is RegradeState.DISCARDED
    assert regrading.entries() == []
    assert [world.get(row).score for row in pair] == [1.0, 2.0]


def test_cancelled_while_a_worker_grades(regrading, world, pair):
    regrade = regrading.start()
    claim = regrading.claim(regrading.entries()[0].result_id)
    with world.database.write() as session:
        regrades.cancel(session, regrade.id, author=TEACHER)
    with world.database.read() as session:
        assert claim.is_cancelled(session)
    with pytest.raises(runs.StaleClaim):
        regrading.finish(claim, RIGHT)
    assert regrading.states(regrade) == ["kept", "kept"]
    regrading.start()


def test_one_at_a_time_and_only_with_attempts(regrading, world, pair):
    regrading.start()
    with pytest.raises(regrades.AlreadyOpen):
        regrading.start()


def test_practice_runs_and_unfinished_attempts_are_left_out(regrading, world):
    world.graded(RIGHT, practice=True)
    world.hand_in(student="ben@example.org")
    with pytest.raises(regrades.NothingToRegrade):
        regrading.start()


def test_only_stale_ones_if_so_asked(regrading, world, pair):
    with world.database.write() as session:
        session.add(Outline(slug="relu_der", suite_version="1", content={"cases": []}))
    with pytest.raises(regrades.NothingToRegrade):
        regrading.start(stale_only=True)
    with world.database.write() as session:
        session.execute(update(Outline).values(suite_version="2"))
    assert regrading.start(stale_only=True).total == 2


def test_what_is_not_ready_cannot_be_applied(regrading, pair):
    regrade = regrading.start()
    with pytest.raises(regrades.NotReady):
        regrading.apply(regrade)


def test_results_of_two_versions_are_not_applied(regrading, world, pair):
    regrade = regrading.start()
    first, second = regrading.entries()
    regrading.finish(regrading.claim(first.result_id), RIGHT, RIGHT)
    regrading.finish(regrading.claim(second.result_id), RIGHT, RIGHT, receipt=VERSIONS | {"suite": "3"})
    regrading.settle()
    with pytest.raises(regrades.MixedVersions):
        regrading.apply(regrade)
    assert regrading.get(regrade).state is RegradeState.READY


def test_an_attempt_that_was_graded_since_keeps_its_newer_result(regrading, world, pair):
    regrade = ready(regrading)
    with world.database.write() as session:
        runs.regrade(session, pair[0].id)
    world.finish(world.claim(pair[0]), WRONG, WRONG)
    regrading.apply(regrade)
    regrading.write_chosen()
    assert [world.get(row).score for row in pair] == [0.0, 1.0]
    assert regrading.states(regrade) == ["applied", "outdated"]
    assert regrading.get(regrade).state is RegradeState.APPLIED


def test_overrides_survive_those_that_were_set_meanwhile_too(regrading, world, pair):
    def set_points(submission, row, score):
        with world.database.write() as session:
            overrides.set_points(session, submission.id, row=row, score=score, reason="Fair.", author=TEACHER)

    set_points(pair[0], None, 1.5)
    regrade = ready(regrading)
    assert regrading.page(regrade, show=Show.ALL).items[-1].result.new_points == 1.5
    set_points(pair[1], "row", 0.5)
    regrading.apply(regrade)
    regrading.write_chosen()
    rows = [world.get(row) for row in pair]
    assert [(row.score, row.override_score, row.points) for row in rows] == [(2.0, 1.5, 1.5), (1.0, 0.5, 0.5)]


def test_another_result_of_the_same_versions_is_nondeterminism(regrading, world, pair):
    for _ in range(2):
        regrade = ready(regrading)
        regrading.apply(regrade)
        regrading.write_chosen()
        assert regrading.counts(regrade).nondeterministic == 0
    regrade = ready(regrading, {"ada@example.org": (RIGHT, ERROR), "ben@example.org": (WRONG, RIGHT)})
    counts = regrading.counts(regrade)
    assert (counts.nondeterministic, counts.losses) == (1, 1)
    assert [row.name for row in regrading.page(regrade, show=Show.NONDETERMINISTIC).items] == ["Ada"]


def test_points_are_compared_out_of_the_points_now(regrading, world, pair):
    regrade = ready(regrading, {"ada@example.org": (RIGHT, WRONG, WRONG, RIGHT), "ben@example.org": (RIGHT,) * 4})
    counts = regrading.counts(regrade)
    assert (counts.gains, counts.losses, counts.same, counts.other_tests) == (0, 0, 2, 2)


def test_late_work_is_compared_after_its_deduction(regrading, world, pair):
    with world.database.write() as session:
        session.execute(update(Submission).where(Submission.id == pair[0].id).values(late_percent=50.0))
    regrade = ready(regrading)
    found = {row.name: row.result for row in regrading.page(regrade).items}
    assert (found["Ada"].old_points, found["Ada"].new_points, found["Ada"].change) == (0.5, 1.0, 0.5)
    regrading.apply(regrade)
    regrading.write_chosen()
    assert (world.get(pair[0]).score, world.get(pair[0]).points) == (2.0, 1.0)
