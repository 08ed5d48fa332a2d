"""One answer is checked alone, by the page and by the API, within the question's tries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.model import Verdict
from grader.store import courses, submissions
from grader.store.models import now
from tests.web.grading import visible_case


@pytest.fixture
def path(world, database):
    with database.write() as db:
        courses.set_assignment(db, world.networks, "backprop_homework")
    return f"/courses/{world.networks}/backprop_homework"


@pytest.fixture
def alice(browse, path):
    return browse("alice")


def check(browser, path, question, answer, **kwargs):
    return browser.post(f"{path}/questions/{question}/check", {f"answer.{question}": answer}, page=path, **kwargs)


def grade(worker, sent, question, answer, verdict=Verdict.WRONG_ANSWER):
    submission = sent.location.rpartition("/")[2]
    worker.grade(submission, visible_case(verdict, name=question, row="network", actual=answer))
    return submission


def test_a_check_is_a_run_of_that_question_alone(alice, path, worker, database):
    sent = check(alice, path, "loss", "0.25")
    submission = grade(worker, sent, "loss", "0.25")
    with database.read() as db:
        row = submissions.get(db, submission)
    assert (row.question, row.attempt, row.practice) == ("loss", 0, True)
    assert submission not in alice.get(f"{path}/history").text
    assert "4 of 5 tries left" in alice.get(path).text


def test_the_script_gets_the_addresses_of_the_run(alice, path):
    sent = check(alice, path, "loss", "0.25", headers={"Accept": "application/json"})
    assert sent.status_code == 202
    assert {"page", "events", "state", "cancel"} <= sent.json.keys()


def test_the_same_answer_submitted_costs_no_further_try(alice, path, worker):
    grade(worker, check(alice, path, "loss", "0.25"), "loss", "0.25")
    sent = alice.post(f"{path}/submissions", {"answer.loss": "0.25", "mode": "submit"}, page=path)
    grade(worker, sent, "loss", "0.25")
    assert "4 of 5 tries left" in alice.get(path).text


def test_a_check_that_waits_counts_for_its_own_question_only(alice, path):
    check(alice, path, "loss", "0.25")
    page = alice.get(path).text
    assert page.count("4 of 5 tries left") == 1


def test_no_check_without_tries(alice, path, worker):
    for option in ("a", "b"):
        grade(worker, check(alice, path, "error_last", option), "error_last", option)
    refused = check(alice, path, "error_last", "a")
    assert refused.status_code == 403
    assert "No tries are left" in refused.text


@pytest.mark.parametrize("answer", ["", "about a half", "1 1/2"])
def test_a_malformed_answer_costs_no_try_and_no_run(alice, path, answer):
    refused = check(alice, path, "loss", answer, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert "4 of 5" not in alice.get(path).text


def test_no_check_after_the_deadline(alice, path, database, world):
    with database.write() as db:
        courses.set_assignment(db, world.networks, "backprop_homework", due_at=now() - timedelta(seconds=1))
    assert check(alice, path, "loss", "0.25").status_code == 403


def test_limited_attempts_are_not_got_around(browse, database, world):
    """The questions of this assignment have no tries of their own."""
    with database.write() as db:
        courses.set_assignment(db, world.networks, "training_quiz", attempts=2)
    path = f"/courses/{world.networks}/training_quiz"
    alice = browse("alice")
    name = alice.get(path).text.partition('data-question="')[2].partition('"')[0]
    sent = alice.post(f"{path}/questions/{name}/check", {f"answer.{name}": "1"}, page=path)
    assert sent.status_code == 403
    assert "checked only when you submit" in sent.text


def test_the_api_checks_an_answer(lms, tool, foreigner, path):
    address = "/assignments/backprop_homework/questions/loss/check"
    sent = lms.post(address, json={"answer": "0.25", "student": "alice@example.edu"})
    assert sent.status_code == 202
    body = lms.get(f"/submissions/{sent.json['id']}").json
    assert (body["question"], body["trial"], body["student"]) == ("loss", True, "alice@example.edu")
    assert tool.post(address, json={"answer": "x"}).status_code == 422
    assert foreigner.post(address, json={"answer": "0.25"}).status_code == 404
    assert lms.post("/assignments/backprop_homework/questions/none/check", json={"answer": "1"}).status_code == 404


def test_a_number_is_previewed(alice, path):
    preview = f"{path}/questions/loss/number"
    assert alice.get(preview, query_string={"text": "-1/4"}).json == {"text": "−0.25", "error": None}
    assert alice.get(preview, query_string={"text": "2,5e-3"}).json["text"] == "0.0025"
    unreadable = alice.get(preview, query_string={"text": "1 1/2"}).json
    assert unreadable["text"] is None
    assert "cannot be read" in unreadable["error"]
    assert alice.get(f"{path}/questions/error_last/number").status_code == 404
