"""What students and instructors are told when the grader itself fails again and again."""

from __future__ import annotations

import pytest

from grader.model import Verdict
from grader.store import runs
from grader.store.failures import MOST_FAILURES
from tests.web.grading import visible_case


@pytest.fixture
def fail(worker, hand_in, database):
    def hand_in_and_fail(name: str = "alice") -> str:
        submission_id = hand_in(name)
        claim = worker.claim(submission_id)
        with database.write() as db:
            runs.give_back(db, submission_id, claim.run, cause="The jail broke.", max_claims=1, enqueue_in=0)
        return submission_id

    return hand_in_and_fail


def test_the_student_is_asked_to_wait(fail, browse, lms, world):
    for _ in range(MOST_FAILURES):
        fail()
    alice = browse("alice")
    page = f"/courses/{world.networks}/relu_der"
    code = "def relu_der(dA, cache):\n    return dA\n"
    answer = alice.post(f"{page}/submissions", {"source": code}, page=page)
    assert answer.status_code == 429
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    assert "The grader failed on your last 5 submissions" in answer.text
    assert "You can try again in 60 minutes." in answer.text
    refused = lms.hand_in(student="alice@example.edu")
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert int(refused.headers["Retry-After"]) > 3500
    assert lms.hand_in(student="bob@example.edu").status_code == 202


def test_the_instructor_is_told_on_the_pages(fail, browse, worker, hand_in, world):
    ina = browse("ina")
    course, page = f"/teach/{world.networks}", f"/teach/{world.networks}/relu_der"
    assert "The grader itself failed" not in ina.get(page).text
    first, second = fail(), fail("bob")
    shown = ina.get(page).text
    assert "The grader itself failed at 2 submissions and gave up." in shown
    assert "The jail broke. It was tried once. It costs no attempt." in shown
    assert f"/submissions/{first}" in shown
    assert f"/submissions/{second}" in shown
    assert "grader failed at 2" in ina.get(course).text
    worker.grade(hand_in("alice"), visible_case(Verdict.ACCEPTED))
    assert "The grader itself failed at 1 submission and gave up." in ina.get(page).text
    assert "grader failed at 1" in ina.get(course).text


def test_the_operator_sees_a_metric(fail, app):
    assert "grader_recent_failures 0.0" in app.test_client().get("/metrics").text
    fail()
    fail("bob")
    assert "grader_recent_failures 2.0" in app.test_client().get("/metrics").text


def test_a_program_can_list_what_failed(fail, hand_in, lms):
    failed = fail()
    hand_in("bob")
    found = lms.get("/submissions?status=failed").json
    assert [row["id"] for row in found["submissions"]] == [failed]
    assert found["submissions"][0]["error"].startswith("The jail broke.")
    assert [row["error"] for row in lms.get("/submissions?status=queued").json["submissions"]] == [None]
    assert lms.get("/submissions?status=nonsense").status_code == 422


def test_polling_after_an_interruption_repeats_nothing(hand_in, worker, lms, database):
    submission_id = hand_in("alice")
    path = f"/submissions/{submission_id}/events"
    headers = {"Accept": "application/json"}
    claim = worker.claim(submission_id)
    worker.tell(claim, 1, visible_case())
    (event,) = lms.get(path, headers=headers).json["events"]
    with database.write() as db:
        runs.give_back(db, submission_id, claim.run, cause="The jail broke.", max_claims=3, enqueue_in=0)
    worker.grade(submission_id, visible_case(), visible_case(name="another"))
    body = lms.get(f"{path}?after={event['id']}", headers=headers).json
    assert [found["data"].get("name") for found in body["events"]] == ["another", None]
    assert body["finished"]
