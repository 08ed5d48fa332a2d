"""Work of regrades: delivered twice, lost, interrupted, given up."""

import pytest

from grader.model import Lifecycle
from grader.store import regrade_application, regrade_runs, runs
from grader.store.models import RegradeState
from tests.store.regrading import RIGHT, SWAPPED, WRONG, ready


def test_a_second_delivery_changes_nothing(regrading, world, pair):
    regrade = regrading.start()
    first, _ = regrading.entries()
    assert regrading.entries() == []
    claim = regrading.claim(first.result_id)
    assert regrading.claim(first.result_id) is None
    regrading.finish(claim, RIGHT, RIGHT)
    assert regrading.claim(first.result_id) is None
    with pytest.raises(runs.StaleClaim):
        regrading.finish(claim, WRONG, WRONG)
    regrading.grade_all(SWAPPED)
    assert regrading.states(regrade) == ["graded", "queued"]


def test_what_was_lost_or_interrupted_goes_on(regrading, world, pair):
    regrade = regrading.start()
    first, second = regrading.entries()
    claim = regrading.claim(first.result_id, holder="gone")
    with world.database.write() as session:
        assert regrade_runs.recover(session, max_claims=3, has_ended=lambda holder: holder == "gone") == 1
    with pytest.raises(runs.StaleClaim):
        regrading.finish(claim, RIGHT)
    assert regrading.entries() == [first]
    assert regrading.entries(lost=True) == []
    assert regrading.entries(lost=True, at_once=True) == [first, second]
    for entry in (first, second):
        regrading.finish(regrading.claim(entry.result_id), RIGHT, RIGHT)
    regrading.settle()
    assert regrading.states(regrade) == ["graded", "graded"]
    assert regrading.get(regrade).state is RegradeState.READY


def test_a_worker_that_ends_each_time_fails_the_result_not_the_regrade(regrading, world, pair):
    regrade = regrading.start()
    first, second = regrading.entries()
    regrading.finish(regrading.claim(second.result_id), RIGHT, RIGHT)
    for _ in range(3):
        regrading.claim(first.result_id, lease_seconds=-1)
        with world.database.write() as session:
            regrade_runs.recover(session, max_claims=3, has_ended=lambda _holder: False)
    regrading.settle()
    assert regrading.states(regrade) == ["failed", "graded"]
    assert regrading.counts(regrade).failed == 1
    regrading.apply(regrade)
    regrading.write_chosen()
    assert world.get(pair[0]).status is Lifecycle.GRADED
    assert world.get(pair[0]).score == 1.0


def test_a_stop_on_purpose_is_no_try(regrading, world, pair):
    regrading.start()
    first, _ = regrading.entries()
    for _ in range(5):
        assert regrading.claim(first.result_id, holder="gone") is not None
        with world.database.write() as session:
            regrade_runs.recover(session, max_claims=2, has_ended=lambda _holder: True, count_claim=False)
    assert regrading.claim(first.result_id).work.claims == 1


def test_only_a_window_of_results_is_in_the_queue(regrading, world, monkeypatch):
    monkeypatch.setattr(regrade_runs, "WINDOW", 2)
    for _ in range(5):
        world.graded(RIGHT)
    regrading.start()
    first, second = regrading.entries()
    assert regrading.entries() == []
    regrading.finish(regrading.claim(first.result_id), RIGHT)
    assert [entry.result_id for entry in regrading.entries()] == [second.result_id + 1]


def test_a_result_is_chosen_once(regrading, world, pair):
    regrade = ready(regrading)
    regrading.apply(regrade)
    entries = regrading.entries()
    with world.database.write() as session:
        assert regrade_application.apply_result(session, entries[0].result_id).done is not None
    with world.database.write() as session:
        assert regrade_application.apply_result(session, entries[0].result_id) is None
    assert [world.get(row).run for row in pair] in ([2, 1], [1, 2])
    assert regrading.states(regrade) == ["applied", "chosen"]
