"""The instructor's page of one submission."""

from __future__ import annotations

import pytest

from grader.model import Verdict
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def graded(hand_in, worker):
    """Alice's attempt with 5 of 15 points."""
    submission = hand_in("alice")
    worker.grade(submission, visible_case(), hidden_case())
    return submission


@pytest.fixture
def ina(browse):
    return browse("ina")


def test_code_results_and_attempts_on_one_page(ina, graded, hand_in, worker):
    again = hand_in("alice")
    worker.grade(again, visible_case(), hidden_case(Verdict.ACCEPTED))
    shown = ina.get(f"/submissions/{graded}").text
    assert "Alice Example, attempt 1" in shown
    assert "Entry [0, 1] is 31337, expected 0." in shown
    assert "Attempts of Alice Example" in shown
    assert f"/compare?c={again}&amp;c={graded}" in shown


def test_a_line_is_chosen_without_script(ina, browse, graded):
    page = f"/submissions/{graded}?line=1"
    shown = ina.get(page).text
    assert "Comment on line 1" in shown
    answer = ina.post(f"/teach/submissions/{graded}/comments", {"line": "1", "text": "Why $x$?"}, page=page)
    assert answer.location.startswith(f"/submissions/{graded}#comment-")
    assert "Why " in browse("alice").get(f"/submissions/{graded}").text
    assert "Comment on line 99" not in ina.get(f"/submissions/{graded}?line=99").text


def test_refused_forms_keep_what_was_written(ina, graded):
    page = f"/submissions/{graded}"
    refused = ina.post(
        f"/teach{page}/overrides", {"row": "gradient", "score": "99", "reason": "A long reason."}, page=page
    )
    assert refused.status_code == 422
    for shown in ("The points must be between 0 and 15.", "A long reason.", 'value="99"', 'role="alert"'):
        assert shown in refused.text
    assert "Points are a number." in ina.post(f"/teach{page}/overrides", {"score": "ten"}, page=page).text
    assert "Write a comment first." in ina.post(f"/teach{page}/comments", {"text": " "}, page=page).text


def test_the_address_of_a_form_leads_back(ina, browse, graded):
    for form in ("comments", "overrides", "overrides/take-back", "regrade"):
        answer = ina.get(f"/teach/submissions/{graded}/{form}?student=x")
        assert answer.location.startswith(f"/submissions/{graded}?student=x#")
        assert browse("alice").get(f"/teach/submissions/{graded}/{form}").status_code == 404


def test_both_overrides_stay_on_record(ina, browse, graded):
    page = f"/submissions/{graded}"
    for score, reason in ((8, "First thought."), (9, "Second thought.")):
        ina.post(f"/teach{page}/overrides", {"score": score, "reason": reason}, page=page)
    shown = ina.get(page).text
    assert "First thought." in shown
    assert "taken back or replaced" in shown
    assert "Second thought." in shown
    assert "9 / 15" in shown
    assert "Second thought." in browse("alice").get(page).text


def test_next_and_previous_by_the_filter_of_the_list(ina, graded, hand_in, worker, world):
    wrong = hand_in("bob")
    worker.grade(wrong, visible_case(Verdict.WRONG_ANSWER), hidden_case())
    newest = hand_in("alice")
    worker.grade(newest, visible_case(), hidden_case())
    shown = ina.get(f"/submissions/{newest}").text
    assert "1 of 3" in shown
    assert f'data-key="j" href="/submissions/{wrong}"' in shown
    of_alice = ina.get(f"/submissions/{newest}?student=alice@example.edu").text
    assert "1 of 2" in of_alice
    assert f'data-key="j" href="/submissions/{graded}?student=alice@example.edu"' in of_alice
    listed = ina.get(f"/teach/{world.networks}/relu_der/submissions?student=alice@example.edu&trials=no").text
    assert f"/submissions/{newest}?student=alice%40example.edu&amp;trials=no" in listed


def test_cancel_while_it_runs_and_regrade_after_it(ina, graded, worker):
    page = f"/submissions/{graded}"
    assert "data-when-done>" in ina.get(page).text
    ina.post(f"/teach{page}/regrade", page=page)
    running = ina.get(page).text
    assert "data-until-done>" in running
    assert "data-when-done hidden" in running
    worker.grade(graded, visible_case(), hidden_case())
    assert "data-until-done hidden" in ina.get(page).text


def test_saved_comments(ina, browse, graded, world, lms):
    saved, page = f"/teach/{world.networks}/saved-comments", f"/submissions/{graded}"
    assert ina.post(saved, {"title": "Zero", "text": "Look at **zero**."}).status_code == 303
    again = ina.post(saved, {"title": "Zero", "text": "Another text."})
    assert (again.status_code, "Another text." in again.text) == (409, True)
    made = lms.post(f"/courses/{world.networks}/saved-comments", json={"title": "Shape", "text": "See the shape."}).json
    listed = lms.get(f"/courses/{world.networks}/saved-comments").json["saved_comments"]
    assert [row["title"] for row in listed] == ["Shape", "Zero"]
    zero = listed[1]["id"]
    ina.post(f"/teach{page}/comments", {"saved": str(zero), "text": "And the sign."}, page=page)
    told = browse("alice").get(page).text
    assert "Look at <strong>zero</strong>." in told
    assert "And the sign." in told
    assert lms.delete(f"/courses/{world.networks}/saved-comments/{made['id']}").status_code == 204
    assert ina.post(f"{saved}/{zero}/delete", page=saved).status_code == 303
    assert "Nothing is saved yet." in ina.get(saved).text
    assert browse("alice").get(saved).status_code == 404
