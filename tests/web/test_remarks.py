"""Comments, points and regrade requests: who may do what, on the pages and through the API."""

from __future__ import annotations

import pytest

from grader.model import Verdict
from grader.store import audit
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def graded(hand_in, worker):
    """Alice's attempt: 5 of 15 points."""
    submission = hand_in("alice")
    worker.grade(submission, visible_case(), hidden_case())
    return submission


@pytest.fixture
def page(graded):
    return f"/submissions/{graded}"


@pytest.fixture
def teach(browse, page):
    ina = browse("ina")

    def post(what, **fields):
        return ina.post(f"/teach{page}/{what}", fields, page=page)

    post.browser = ina
    return post


@pytest.fixture
def alice(browse):
    return browse("alice")


def actions(database, world):
    with database.read() as db:
        return [entry.action for entry in audit.entries(db, world.networks)]


def test_a_comment_stands_beside_its_line_until_it_is_deleted(teach, alice, page, database, world):
    assert teach("comments", text="Use **>** here: $x > 0$", line="1").status_code == 303
    assert teach("comments", text="Well done").status_code == 303
    shown = alice.get(page).text
    assert "Use <strong>&gt;</strong> here" in shown
    assert 'class="comment-row"' in shown
    assert "Ina Example" in shown
    number = teach.browser.get(page).text.partition("/comments/")[2].partition("/")[0]
    assert teach(f"comments/{number}/delete").status_code == 303
    assert "Use <strong>" not in alice.get(page).text or "Well done" not in alice.get(page).text
    assert {"comment.added", "comment.deleted"} <= set(actions(database, world))


def test_the_queue_of_requests(teach, alice, page, world, lms, database):
    alice.post(f"{page}/regrade-requests", {"row": "gradient", "reason": "Zero is right."}, page=page)
    queue = f"/teach/{world.networks}/regrade-requests"
    ina = teach.browser
    assert "Zero is right." in ina.get(queue).text
    listed = lms.get(f"/courses/{world.networks}/regrade-requests").json
    assert [(row["student"], row["row"], row["state"]) for row in listed["regrade_requests"]] == [
        ("alice@example.edu", "gradient", "open")
    ]
    answer = f"/teach{page}/regrade-requests/{listed['regrade_requests'][0]['id']}/answer"
    empty = ina.post(answer, {"text": " ", "from": "queue"}, page=queue)
    assert empty.status_code == 422
    assert "Write an answer first." in empty.text
    assert ina.post(answer, {"text": "You are **right**.", "from": "queue"}, page=queue).location == queue
    assert "No open requests." in ina.get(queue).text
    assert "You are <strong>right</strong>." in ina.get(f"{queue}?state=answered").text
    assert "You are <strong>right</strong>." in alice.get(page).text
    assert alice.get(queue).status_code == 404


def test_markup_in_a_comment_is_text(teach, alice, page):
    teach("comments", text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in alice.get(page).text


@pytest.mark.parametrize("fields", [{"text": " "}, {"text": "x", "line": "0"}, {"text": "x", "line": "99"}])
def test_a_comment_needs_a_text_and_a_line_that_is_there(teach, fields):
    assert teach("comments", **fields).status_code == 422


def test_the_student_sees_a_comment_by_opening_the_page(teach, alice, page, lms, graded):
    teach("comments", text="Look")
    seen = lambda: lms.get(f"/submissions/{graded}/comments").json["comments"][0]["seen_at"]  # noqa: E731
    teach.browser.get(page)
    assert seen() is None
    alice.get(page)
    assert seen() is not None


def test_points_that_a_person_sets_count_everywhere(teach, alice, page, lms, graded, world):
    assert teach("overrides", row="gradient", score="12,5", reason="The idea is right").status_code == 303
    shown = alice.get(page).text
    assert "Set to 12.5 of 15 by Ina Example: The idea is right" in shown
    head = shown[shown.index('class="score outcome-score"') :][:1500]
    assert "12.5 <small>/ 15 points" in head
    assert "Set by hand" in head
    assert "The tests gave 5." in head
    body = lms.get(f"/submissions/{graded}").json
    assert (body["score"], body["graded_score"], body["report"]["score"]) == (12.5, 5.0, 5.0)
    line = next(
        line for line in lms.get("/assignments/relu_der/grades").json["grades"] if line["student"].startswith("alice")
    )
    assert (line["score"], line["graded_score"]) == (12.5, 5.0)
    assert ",12.5,15," in lms.get("/assignments/relu_der/grades?format=csv").text
    assert "12.5" in alice.get("/").text
    teach("overrides/take-back", row="gradient")
    assert lms.get(f"/submissions/{graded}").json["score"] == 5.0


@pytest.mark.parametrize("fields", [{"score": "16"}, {"score": "many"}, {"score": "-1"}, {"score": "3", "reason": ""}])
def test_points_in_range_and_with_a_reason_only(teach, fields):
    assert teach("overrides", **{"reason": "because", **fields}).status_code == 422


def test_a_student_requests_a_regrade_and_gets_an_answer(teach, alice, page, database, world):
    ask = {"row": "gradient", "reason": "My ReLU is right."}
    assert alice.post(f"{page}/regrade-requests", ask, page=page).status_code == 303
    assert alice.post(f"{page}/regrade-requests", ask, page=page).status_code == 409
    assert "My ReLU is right." in alice.get(page).text
    number = teach.browser.get(page).text.partition("/regrade-requests/")[2].partition("/")[0]
    assert teach(f"regrade-requests/{number}/answer", text="Zero is the problem.").status_code == 303
    assert "Zero is the problem." in alice.get(page).text
    assert alice.post(f"{page}/regrade-requests/{number}/withdraw", page=page).status_code == 409
    assert {"regrade.requested", "regrade.answered"} <= set(actions(database, world))


def test_a_request_is_withdrawn(alice, page, lms, graded):
    alice.post(f"{page}/regrade-requests", {"row": "gradient", "reason": "Look"}, page=page)
    number = lms.get(f"/submissions/{graded}/regrade-requests").json["regrade_requests"][0]["id"]
    assert alice.post(f"{page}/regrade-requests/{number}/withdraw", page=page).status_code == 303
    found = lms.get(f"/submissions/{graded}/regrade-requests").json["regrade_requests"]
    assert [request["state"] for request in found] == ["withdrawn"]


def test_practice_runs_and_unfinished_attempts_have_no_regrade(alice, hand_in, worker):
    practice = hand_in("alice", practice=True)
    worker.grade(practice, visible_case(Verdict.WRONG_ANSWER))
    for submission in (practice, hand_in("alice")):
        page = f"/submissions/{submission}"
        ask = {"row": "gradient", "reason": "Look"}
        assert alice.post(f"{page}/regrade-requests", ask, page="/account").status_code == 409


WRITES = ("comments", "overrides", "overrides/take-back", "comments/1/delete", "regrade-requests/1/answer")


@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize(("name", "status"), [("alice", 404), ("bob", 404), ("otto", 404)])
def test_only_its_instructor_writes(browse, page, what, name, status):
    browser = browse(name)
    fields = {"text": "x", "score": "1", "reason": "y"}
    assert browser.post(f"/teach{page}/{what}", fields, page="/account").status_code == status


@pytest.mark.parametrize("name", ["bob", "ina", "otto"])
def test_only_its_student_requests_a_regrade(browse, page, name):
    fields = {"row": "gradient", "reason": "x"}
    assert browse(name).post(f"{page}/regrade-requests", fields, page="/account").status_code == 404


def test_the_api_writes_with_an_instructors_token_only(lms, tool, foreigner, nobody, graded):
    address = f"/submissions/{graded}"
    bodies = {"comments": {"text": "x"}, "overrides": {"score": 3, "reason": "y"}}
    for what, body in bodies.items():
        assert lms.post(f"{address}/{what}", json=body).status_code == 201
        assert tool.post(f"{address}/{what}", json=body).status_code == 404
        assert foreigner.post(f"{address}/{what}", json=body).status_code == 404
        assert nobody.post(f"{address}/{what}", json=body).status_code == 401
    assert lms.delete(f"{address}/overrides").status_code == 204
    assert lms.delete(f"{address}/overrides").status_code == 404


def test_a_students_token_asks_for_a_regrade_of_its_own(tool, lms, worker):
    submission = tool.hand_in().json["id"]
    address = f"/submissions/{submission}"
    ask = {"row": "gradient", "reason": "Look"}
    assert tool.post(f"{address}/regrade-requests", json=ask).status_code == 409
    worker.grade(submission, visible_case(), hidden_case())
    made = tool.post(f"{address}/regrade-requests", json=ask)
    assert (made.status_code, made.json["state"]) == (201, "open")
    assert tool.post(f"{address}/comments", json={"text": "x"}).status_code == 403
    one = f"/api/v1{address}/regrade-requests/{made.json['id']}"
    assert tool.client.patch(one, json={"answer": "no"}, headers=tool.headers).status_code == 403
    answered = lms.client.patch(one, json={"answer": "No."}, headers=lms.headers)
    assert (answered.json["state"], answered.json["answered_by"]) == ("answered", "token LMS")
    assert tool.delete(f"{address}/regrade-requests/{made.json['id']}").status_code == 409


def test_the_report_says_that_a_file_that_does_not_load_used_no_attempt(hand_in, worker, lms, alice, page):
    submission = hand_in("alice")
    worker.grade(submission, visible_case(Verdict.LOAD_ERROR), hidden_case(Verdict.LOAD_ERROR))
    notes = lms.get(f"/submissions/{submission}").json["report"]["notes"]
    assert notes == ["Your file did not load, so this used none of your attempts."]
    assert notes[0] in alice.get(f"/submissions/{submission}").text
