"""Regrades of an assignment on the pages: preview, decision, and what the student is told."""

from __future__ import annotations

import re

import pytest

from grader.model import Verdict
from grader.store import audit, overrides
from grader.store.comments import Author
from grader.store.models import Outline
from tests.web.grading import hidden_case, visible_case
from tests.web.regrading import corrected, finish_regrades


@pytest.fixture
def graded(hand_in, worker):
    """Alice's attempt with 5 of 15 points, and Bob's with 15."""
    alice, bob = hand_in("alice"), hand_in("bob")
    worker.grade(alice, visible_case(), hidden_case())
    worker.grade(bob, visible_case(), hidden_case(Verdict.ACCEPTED))
    return alice, bob


@pytest.fixture
def ina(browse):
    return browse("ina")


@pytest.fixture
def start(ina, world, graded):
    """Starts a regrade and gives its page."""

    def begin(**fields):
        page = f"/teach/{world.networks}/regrades"
        answer = ina.post(page, {"assignment": "relu_der", **fields})
        assert answer.status_code == 303
        return answer.location

    return begin


def actions(database, world):
    with database.read() as db:
        return [entry.action for entry in audit.entries(db, world.networks)]


def test_stale_attempts_are_counted_with_a_way_to_regrade_them(ina, world, graded, database):
    page = f"/teach/{world.networks}/regrades"
    assert "Graded by other tests" not in ina.get(page).text
    with database.write() as db:
        db.add(Outline(slug="relu_der", suite_version="new", content={"cases": []}))
    shown = ina.get(page).text
    assert "Graded by other tests" in shown
    assert "2 attempts" in shown


def test_progress_preview_apply(ina, browse, start, graded, world, database):
    page = start()
    shown = ina.get(page).text
    assert "Nothing has changed yet" in shown
    assert '<progress class="meter" max="2" value="0"' in shown
    assert ina.get(f"{page}/progress").json == {"state": "running", "done": 0, "of": 2}
    finish_regrades(database, visible_case(), corrected(hidden_case()))
    shown = ina.get(page).text
    assert "1 gain, 0 lose, 1 keep" in shown
    assert re.search(r"5 → <strong>15</strong>", shown)
    assert "Inputs that are exactly zero: failed → passed" in shown
    assert "5 of 15" not in browse("alice").get(f"/submissions/{graded[0]}").text
    assert ina.post(f"{page}/apply", {"which": "gains"}, page=page).status_code == 303
    finish_regrades(database)
    assert "applied 1 changed result" in ina.get(page).text
    told = browse("alice").get(f"/submissions/{graded[0]}").text
    assert "Regraded: the test “Inputs that are exactly zero” was corrected." in told
    assert "5 of 15 points before, 15 of 15 now." in told
    assert "31337" not in told
    assert "Regraded" not in browse("bob").get(f"/submissions/{graded[1]}").text
    assert {"regrade.started", "regrade.applied", "submission.regraded"} <= set(actions(database, world))


def test_an_explanation_replaces_the_sentence(ina, browse, start, graded, database):
    page = start()
    finish_regrades(database, visible_case(), corrected(hidden_case()))
    ina.post(f"{page}/apply", {"which": "all", "explanation": "Zero was **wrong** in the test."}, page=page)
    finish_regrades(database)
    told = browse("alice").get(f"/submissions/{graded[0]}").text
    assert "Zero was <strong>wrong</strong> in the test." in told
    assert "Inputs that are exactly zero" in told


def test_losses_are_left_out_by_default(ina, start, graded, lms, database):
    page = start()
    finish_regrades(database, visible_case(), hidden_case())
    assert "0 gain, 1 lose" in ina.get(page).text
    ina.post(f"{page}/apply", {}, page=page)
    finish_regrades(database)
    assert lms.get(f"/submissions/{graded[1]}").json["score"] == 15


def test_a_selection(ina, start, graded, lms, database):
    page = start()
    finish_regrades(database, visible_case(), hidden_case())
    refused = ina.post(f"{page}/apply", {"which": "selected"}, page=page, follow_redirects=True)
    assert "Choose at least one attempt in the list." in refused.text
    ina.post(f"{page}/apply", {"which": "selected", "submission": [graded[1]]}, page=page)
    finish_regrades(database)
    assert lms.get(f"/submissions/{graded[1]}").json["score"] == 5


def test_both_results_side_by_side(ina, start, database):
    page = start()
    finish_regrades(database, visible_case(), corrected(hidden_case()))
    link = re.search(r'href="([^"]+/results/\d+)"', ina.get(page).text)[1]
    shown = ina.get(link).text
    assert "Entry [0, 1] is 31337, expected 0." in shown
    assert "0 / 10" in shown
    assert "10 / 10" in shown


def test_discard_and_cancel(ina, start, graded, lms, database):
    page = start()
    assert "cancelled" in ina.post(f"{page}/cancel", page=page, follow_redirects=True).text
    page = start()
    late = ina.post(f"{page}/discard", page=page, follow_redirects=True)
    assert "Attempts are still being graded again." in late.text
    finish_regrades(database, visible_case())
    assert "No points have changed." in ina.post(f"{page}/discard", page=page, follow_redirects=True).text
    assert lms.get(f"/submissions/{graded[0]}").json["score"] == 5


def test_a_second_one_and_an_empty_one_are_refused(ina, start, world, graded):
    start()
    page = f"/teach/{world.networks}/regrades"
    again = ina.post(page, {"assignment": "relu_der"}, follow_redirects=True)
    assert "A regrade of this assignment is open." in again.text
    assert ina.post(page, {"assignment": "nothing"}).status_code == 404


def test_overrides_count_in_the_preview(ina, start, graded, database):
    with database.write() as db:
        author = Author(person_id=None, name="Ina")
        overrides.set_points(db, graded[0], row=None, score=12, reason="Fair.", author=author)
    page = start()
    finish_regrades(database, visible_case(), corrected(hidden_case()))
    assert "0 gain, 0 lose, 2 keep their points, 1 of them with other results of tests." in ina.get(page).text


def test_who_does_not_teach_sees_nothing(browse, start):
    page = start()
    for name in ("alice", "otto"):
        assert browse(name).get(page).status_code == 404
        assert browse(name).get(f"{page}/progress").status_code == 404
