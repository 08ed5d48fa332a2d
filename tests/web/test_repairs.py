"""Repairs on the pages and in the API: who sees how much of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from grader.model import Assignment, HiddenFeedback, Verdict
from grader.store import privacy, repairs
from grader.store.models import SubmissionRepair
from tests.repair.results import change
from tests.repair.results import repairs as result
from tests.web.grading import hidden_case, visible_case

FIRST, SECOND, THIRD = result(change()).repairs[0].rungs
EDIT = "Z &gt; 0"


@pytest.fixture
def failed(hand_in, worker, database):
    """`failed("alice")` is a failed submission of hers; with its repairs, if some are given."""

    def make(name="alice", found=None, **options):
        submission_id = hand_in(name, **options)
        worker.grade(submission_id, visible_case(Verdict.WRONG_ANSWER), hidden_case())
        if found is not None:
            with database.write() as db:
                job = repairs.job(db, submission_id)
                assert job is not None
                repairs.save(db, job, "code", found)
        return submission_id

    return make


@pytest.fixture
def settings_of(monkeypatch):
    """`settings_of(hints_from=...)` changes what the web reads in every assignment.toml."""

    def change_assignments(**fields):
        init = Assignment.__init__

        def changed(self, **values):
            init(self, **values | fields)

        monkeypatch.setattr(Assignment, "__init__", changed)

    return change_assignments


def test_the_page_waits_for_repairs_and_shows_them(browse, failed, database):
    submission_id = failed()
    alice = browse("alice")
    page = alice.get(f"/submissions/{submission_id}").text
    assert f'data-url="/submissions/{submission_id}/repairs"' in page
    assert alice.get(f"/submissions/{submission_id}/repairs").json == {"status": "pending", "html": ""}
    with database.write() as db:
        repairs.save(db, repairs.job(db, submission_id), "code", result(change()))
    answer = alice.get(f"/submissions/{submission_id}/repairs").json
    assert answer["status"] == "ready"
    assert FIRST in answer["html"]
    page = alice.get(f"/submissions/{submission_id}").text
    assert FIRST in page
    assert "<code>Z &gt;= 0</code>" in page
    assert THIRD in page
    assert EDIT not in page
    assert "data-url" not in page


def test_the_last_message_says_where_to_ask(browse, failed):
    submission_id = failed()
    events = browse("alice").get(f"/submissions/{submission_id}/events", headers={"Accept": "application/json"}).json
    assert events["events"][-1]["data"]["repairs"] == f"/submissions/{submission_id}/repairs"


def test_nothing_is_waited_for_after_full_marks(browse, hand_in, worker):
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case())
    alice = browse("alice")
    assert alice.get(f"/submissions/{submission_id}/repairs").json == {"status": "none", "html": ""}
    assert "data-url" not in alice.get(f"/submissions/{submission_id}").text


def test_the_instructor_sees_the_change(browse, failed):
    submission_id = failed(found=result(change()))
    page = browse("ina").get(f"/submissions/{submission_id}").text
    assert FIRST in page
    assert EDIT in page


def test_nobody_else_sees_anything(browse, failed, foreigner):
    submission_id = failed(found=result(change()))
    for name in ("bob", "charlie"):
        assert browse(name).get(f"/submissions/{submission_id}/repairs").status_code == 404
    assert foreigner.get(f"/submissions/{submission_id}/repairs").status_code == 404


def test_the_steps_follow_the_attempts(browse, failed, settings_of, lms):
    settings_of(hints_from=(1, 2, 3))
    first = failed(found=result(change()))
    html = browse("alice").get(f"/submissions/{first}/repairs").json["html"]
    assert FIRST in html
    assert "look at" not in html
    second = failed(found=result(change()))
    html = browse("alice").get(f"/submissions/{second}/repairs").json["html"]
    assert "look at" in html
    assert THIRD not in html


def test_nothing_is_told_before_the_first_step(browse, failed, settings_of):
    settings_of(hints_from=(2, 2, 2))
    submission_id = failed(found=result(change()))
    assert browse("alice").get(f"/submissions/{submission_id}/repairs").json["html"] == ""


def test_students_see_the_change_where_the_assignment_says_so(browse, failed, settings_of):
    settings_of(repair_edits=True)
    submission_id = failed(found=result(change()))
    assert EDIT in browse("alice").get(f"/submissions/{submission_id}/repairs").json["html"]


@pytest.mark.parametrize("feedback", [HiddenFeedback.VERDICT, HiddenFeedback.SUMMARY])
def test_of_hidden_tests_no_more_is_told_than_of_a_mistake(browse, failed, settings_of, feedback):
    settings_of(hidden_feedback=feedback)
    submission_id = failed(found=result(change(), by_visible_tests=False))
    assert browse("alice").get(f"/submissions/{submission_id}/repairs").json["html"] == ""
    assert FIRST in browse("ina").get(f"/submissions/{submission_id}/repairs").json["html"]


def test_the_place_of_a_repair_that_hidden_tests_have_chosen_is_not_told(browse, failed, settings_of, database, world):
    settings_of(hidden_feedback=HiddenFeedback.DIAGNOSIS, repair_edits=True)
    submission_id = failed(found=result(change(), by_visible_tests=False))
    shown = browse("alice").get(f"/submissions/{submission_id}/repairs").json["html"]
    assert "A small change of your code makes all tests pass." in shown
    assert "It is about a comparison." in shown
    (kept,) = browse("alice").get("/account/data.json").json["submissions"]
    assert kept["repairs"][0]["changes"] == []
    for text in (shown, browse("alice").get(f"/submissions/{submission_id}").text, str(kept["repairs"])):
        assert "line 2" not in text
        assert "Which part?" not in text
        assert EDIT not in text
    assert FIRST in browse("ina").get(f"/submissions/{submission_id}/repairs").json["html"]


def test_the_place_is_told_where_positions_in_hidden_tests_are(browse, failed, settings_of):
    settings_of(hidden_feedback=HiddenFeedback.NUMBERS)
    submission_id = failed(found=result(change(), by_visible_tests=False))
    assert FIRST in browse("alice").get(f"/submissions/{submission_id}/repairs").json["html"]


def test_the_students_code_is_shown_as_text(browse, failed):
    hostile = "<script>alert(1)</script>\u202e"
    found = result(change(), rungs=(FIRST, f"In line 2, look at `{hostile}`.", THIRD), edit=hostile)
    submission_id = failed(found=found)
    for name in ("alice", "ina"):
        page = browse(name).get(f"/submissions/{submission_id}").text
        assert "<script>alert" not in page
        assert "\u202e" not in page


def test_programs_read_them(lms, failed):
    submission_id = failed()
    assert lms.get(f"/submissions/{submission_id}/repairs").json == {"status": "pending", "repairs": []}
    other = failed("bob", found=result(change()))
    answer = lms.get(f"/submissions/{other}/repairs").json
    assert answer["status"] == "ready"
    assert answer["repairs"] == [
        {
            "function": "relu_der",
            "complete": True,
            "changes": [{"line": 2, "cell": 0, "kind": "comparison"}],
            "hints": [FIRST, SECOND, THIRD],
            "edit": "line 2: `Z >= 0` → `Z > 0`",
        }
    ]


def test_the_report_stays_as_it_is(lms, failed):
    submission_id = failed()
    before = lms.get(f"/submissions/{submission_id}").json
    other = failed("bob", found=result(change()))
    assert set(lms.get(f"/submissions/{other}").json) == set(before)
    assert set(lms.get(f"/submissions/{other}").json["report"]) == set(before["report"])


def test_a_class_sees_what_it_shares(browse, world, failed):
    failed(found=result(change()))
    failed("bob", found=result(replace(change(), line=9)))
    page = browse("ina").get(f"/teach/{world.networks}/relu_der").text
    assert "Changes that repair" in page
    assert "the boundary of a comparison" in page
    assert re.search(r'100 %<span class="faint small"> 2</span>', page)


def test_they_are_a_part_of_a_persons_data(browse, failed, database, world):
    submission_id = failed(found=result(change()))
    (kept,) = browse("alice").get("/account/data.json").json["submissions"]
    assert kept["repairs"][0]["hints"] == [FIRST, SECOND, THIRD]
    assert kept["repairs"][0]["edit"] is None
    with database.write() as db:
        privacy.delete_person(db, world.people["alice"])
    with database.read() as db:
        assert db.get(SubmissionRepair, submission_id) is None
