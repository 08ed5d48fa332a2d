"""Submitting and reading submissions by API: permissions and refusals."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from grader.model import Verdict
from grader.store import courses, submissions
from grader.store.models import Submission, now
from tests.web.grading import hidden_case, visible_case

CODE = b"def relu_der(dA, cache):\n    return dA * (cache['Z'] > 0)\n"


def stored(database) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(Submission))


def test_a_file_is_accepted_at_once(lms, database):
    form = {"assignment": "relu_der", "student": "alice@example.edu", "file": (io.BytesIO(CODE), "mine.py")}
    answer = lms.post("/submissions", data=form)
    assert answer.status_code == 202
    body = answer.json
    assert set(body) == {"id", "status", "links"}
    assert body["status"] == "queued"
    assert body["links"] == {
        "self": f"/api/v1/submissions/{body['id']}",
        "events": f"/api/v1/submissions/{body['id']}/events",
    }
    assert answer.headers["Location"] == body["links"]["self"]
    with database.read() as db:
        row = db.get(Submission, body["id"])
        assert (row.student, row.content, row.filename, row.attempt) == ("alice@example.edu", CODE, "mine.py", 1)
        assert row.person_id is not None


def test_it_is_handed_to_the_queue(lms, app):
    before = app.extensions["services"].queue.health().waiting["interactive"]
    lms.hand_in()
    assert app.extensions["services"].queue.health().waiting["interactive"] == before + 1


def test_a_text_is_accepted_and_is_null_until_graded(lms):
    answer = lms.hand_in(student="somebody from elsewhere", enrol=True)
    assert answer.status_code == 202
    body = lms.get(f"/submissions/{answer.json['id']}").json
    assert body["report"] is None
    assert body["status"] == "queued"
    assert body["student"] == "somebody from elsewhere"
    assert body["attempt"] == 1
    assert body["queue_position"] == 0
    assert body["created_at"].endswith("Z")


def test_a_pasted_notebook_is_kept_as_a_notebook(lms, database):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": CODE.decode()}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    answer = lms.hand_in(json.dumps(notebook))
    assert answer.status_code == 202
    with database.read() as db:
        assert db.get(Submission, answer.json["id"]).filename == "submission.ipynb"


def test_a_pasted_notebook_is_read_once(lms, database):
    notebook = {"nbformat": 4, "cells": [{"cell_type": "code", "source": text} for text in ("%time\nx = 1", "y = 2")]}
    sent = lms.hand_in(json.dumps(notebook)).json["id"]
    with database.read() as db:
        kept = submissions.source_of(db, sent)
    assert (kept.filename, kept.cells) == ("submission.ipynb", ("pass\nx = 1", "y = 2"))
    assert "%time" in kept.notes[0]


def test_the_limit_of_an_upload_is_the_one_that_is_set(app, settings, lms):
    services = app.extensions["services"]
    app.extensions["services"] = replace(services, settings=settings.model_copy(update={"max_upload_bytes": 2048}))
    file = {"assignment": "relu_der", "file": (io.BytesIO(b"#" * 2049), "mine.py")}
    for answer in (lms.hand_in("#" * 2049), lms.post("/submissions", data=file)):
        assert answer.status_code == 413
        assert "the most that is accepted is 2 KiB" in answer.json["detail"]
    assert lms.hand_in("#" * 2048).status_code == 202


def test_answers_to_questions_are_kept_as_answers(lms, database):
    answer = lms.hand_in('{"answers": {"first": "a"}}', filename="answers.json")
    assert answer.status_code == 202
    with database.read() as db:
        assert db.get(Submission, answer.json["id"]).filename == "answers.json"
    refused = lms.hand_in('{"other": 1}', filename="answers.json")
    assert refused.status_code == 422
    assert "no answers" in refused.json["detail"]


def test_code_that_begins_with_a_dictionary_stays_code(lms, database):
    answer = lms.hand_in("{}\r\ndef relu_der(dA, cache):\r\n    return dA\r\n")
    with database.read() as db:
        assert db.get(Submission, answer.json["id"]).filename == "submission.py"


def test_the_report_is_whole_for_instructors_and_redacted_for_students(lms, tool, worker):
    for program, sees in ((lms, True), (tool, False)):
        submission_id = program.hand_in().json["id"]
        worker.grade(submission_id, visible_case(), hidden_case())
        answer = program.get(f"/submissions/{submission_id}")
        body = answer.json
        assert (body["status"], body["verdict"], body["score"]) == ("graded", "partially_accepted", 5.0)
        report = body["report"]
        assert set(report) >= {"assignment", "verdict", "score", "max_score", "duration_ms", "cases"}
        shown, hidden = report["cases"]
        assert shown["log"] == "printed by the student"
        assert (hidden["title"], hidden["verdict"]) == ("Inputs that are exactly zero", "wrong_answer")
        assert ("31337" in answer.text) is sees
        assert hidden["actual"] == (31337 if sees else None)
        assert hidden["diagnosis"]["name"] == "gradient_at_zero"


def test_others_submissions_are_not_there(lms, tool, foreigner, nobody, hand_in):
    of_alice = hand_in("alice")
    assert lms.get(f"/submissions/{of_alice}").status_code == 200
    assert tool.get(f"/submissions/{of_alice}").status_code == 404
    assert foreigner.get(f"/submissions/{of_alice}").status_code == 404
    assert nobody.get(f"/submissions/{of_alice}").status_code == 401
    for path in ("events", "regrade", "cancel"):
        ask = foreigner.get if path == "events" else foreigner.post
        assert ask(f"/submissions/{of_alice}/{path}").status_code == 404
    unknown = foreigner.get("/submissions/00000000-0000-0000-0000-000000000000")
    assert unknown.json == foreigner.get(f"/submissions/{of_alice}").json


def test_a_sign_in_reads_its_own_and_changes_nothing(browse, hand_in):
    of_alice = hand_in("alice")
    path = f"/api/v1/submissions/{of_alice}"
    assert browse("alice").get(path).status_code == 200
    assert browse("ina").get(path).status_code == 200
    for other in ("bob", "charlie", "otto"):
        assert browse(other).get(path).status_code == 404
    assert browse("alice").client.post(f"{path}/cancel").status_code == 401
    assert browse("ina").client.post(f"{path}/regrade").status_code == 401
    assert browse("ina").client.post("/api/v1/submissions", json={}).status_code == 401


@pytest.mark.parametrize("header", ["Bearer nng_wrong", "Basic abc", "nonsense", "Bearer", "Bearer \u00e9"])
def test_wrong_tokens_are_refused(nobody, header):
    answer = nobody.get("/assignments", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


REFUSED = [
    ({"assignment": "relu_der"}, "mine.txt", CODE, 415, ".py file"),
    ({"assignment": "relu_der"}, "mine", CODE, 415, "no ending"),
    ({"assignment": "relu_der"}, "mine.py", b"", 422, "empty"),
    ({"assignment": "relu_der"}, "mine.py", b"\x00\x01", 422, "binary"),
    ({"assignment": "relu_der"}, "mine.py", b"\xff\xfe\x41", 422, "UTF-16"),
    ({"assignment": "relu_der"}, "mine.ipynb", b"{broken", 422, "JSON is broken"),
    ({"assignment": "relu_der"}, "mine.py", b"#" * (1024 * 1024 + 1), 413, "1 MiB"),
    ({"assignment": "relu_der"}, "mine.py", b"#" * (5 * 1024 * 1024), 413, "1 MiB"),
    ({"assignment": "nothing"}, "mine.py", CODE, 404, "no assignment"),
    ({"assignment": "../secret"}, "mine.py", CODE, 404, "no assignment"),
    ({}, "mine.py", CODE, 422, "assignment"),
    ({"assignment": "relu_der", "studnet": "a"}, "mine.py", CODE, 422, "studnet"),
]


@pytest.mark.parametrize(("form", "name", "content", "status", "words"), REFUSED)
def test_what_is_no_submission_is_refused_and_leaves_nothing(lms, database, form, name, content, status, words):
    answer = lms.post("/submissions", data={**form, "file": (io.BytesIO(content), name)})
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert words in answer.json["detail"]
    assert answer.json["status"] == status
    assert stored(database) == 0


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"assignment": "relu_der"}, 422, "source"),
        ({"assignment": "relu_der", "source": 5}, 422, "source"),
        ({"assignment": "relu_der", "source": ""}, 422, "is empty"),
        ({"assignment": "relu_der", "source": "x = '\ud800'"}, 422, "surrogate"),
        ({"assignment": "relu_der", "source": "x = 1", "filename": "x.exe"}, 415, ".exe"),
        ({"assignment": "relu_der", "source": "x", "student": "a\nb"}, 422, "student"),
        (["relu_der"], 422, "must be an object"),
    ],
)
def test_wrong_json_is_refused(lms, database, body, status, words):
    answer = lms.post("/submissions", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.json
    assert words in answer.json["detail"]
    assert stored(database) == 0


def test_broken_json_and_other_types_are_refused(lms):
    assert lms.post("/submissions", data="{", content_type="application/json").status_code == 400
    assert lms.post("/submissions", data="x", content_type="text/plain").status_code == 415
    assert lms.post("/submissions", data={"assignment": "relu_der"}).status_code == 415


def test_a_repeated_request_is_one_submission(lms, tool, database):
    def send(program, source: str):
        body = {"assignment": "relu_der", "source": source}
        return program.post("/submissions", json=body, headers={"Idempotency-Key": "k1"})

    first, again = send(lms, "x = 1"), send(lms, "x = 1")
    assert first.status_code == again.status_code == 202
    assert first.json["id"] == again.json["id"]
    assert send(lms, "x = 2").status_code == 422
    assert stored(database) == 1
    assert send(tool, "x = 1").json["id"] != first.json["id"]
    empty = lms.post("/submissions", json={}, headers={"Idempotency-Key": "x" * 300})
    assert empty.status_code == 422


def test_attempts_and_deadlines_bind_students_tokens_only(lms, tool, database, world):
    with database.write() as db:
        courses.set_assignment(db, world.networks, "relu_der", attempts=1)
    assert tool.hand_in(student="x", enrol=True).status_code == 202
    refused = tool.hand_in(student="x")
    assert refused.status_code == 403
    assert "attempts" in refused.json["detail"]
    assert tool.hand_in(student="x", trial=True).status_code == 202
    assert lms.hand_in(student="x").status_code == 202
    with database.write() as db:
        courses.set_assignment(db, world.networks, "relu_der", due_at=now() - timedelta(seconds=1))
    late = tool.hand_in(student="y", enrol=True)
    assert late.status_code == 403
    assert "deadline" in late.json["detail"]
    assert lms.hand_in(student="y", enrol=True).status_code == 202


def test_programs_are_not_bound_by_the_students_rate(lms):
    assert {lms.hand_in(student="a", enrol=True).status_code for _ in range(40)} == {202}


def test_a_list_comes_in_pages(lms, tool, foreigner, hand_in):
    # Of one student: those of others may be of the same millisecond, and are then in the order of their identifiers.
    ids = [hand_in("alice") for _ in range(4)]
    page = lms.get("/submissions?per_page=3")
    assert page.json["total"] == 4
    assert [submission["id"] for submission in page.json["submissions"]] == list(reversed(ids))[:3]
    assert 'page=2>; rel="next"' in page.headers["Link"]
    assert 'rel="prev"' not in page.headers["Link"]
    second = lms.get("/submissions?per_page=3&page=2")
    assert [submission["id"] for submission in second.json["submissions"]] == [ids[0]]
    assert 'rel="next"' not in second.headers["Link"]
    other = hand_in("bob")
    mine = lms.get("/submissions?student=bob@example.edu&assignment=relu_der")
    assert [submission["id"] for submission in mine.json["submissions"]] == [other]
    assert lms.get("/submissions?assignment=other").json["submissions"] == []
    assert tool.get("/submissions").json["total"] == 0
    assert foreigner.get("/submissions").json["total"] == 0


@pytest.mark.parametrize("query", ["page=0", "page=x", "per_page=1000", "colour=red"])
def test_wrong_queries_are_named(lms, query):
    answer = lms.get(f"/submissions?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == query.split("=")[0]


def test_grading_again(lms, tool, worker, hand_in):
    submission_id = hand_in("alice")
    assert lms.post(f"/submissions/{submission_id}/regrade").status_code == 409
    worker.grade(submission_id, visible_case(Verdict.WRONG_ANSWER))
    assert tool.post(f"/submissions/{submission_id}/regrade").status_code == 403
    answer = lms.post(f"/submissions/{submission_id}/regrade")
    assert answer.status_code == 202
    assert answer.json["status"] == "queued"
    worker.grade(submission_id, visible_case())
    assert lms.get(f"/submissions/{submission_id}").json["verdict"] == "accepted"


def test_cancelling(lms, tool, worker, hand_in):
    mine = tool.hand_in().json["id"]
    assert tool.post(f"/submissions/{mine}/cancel").json["status"] == "failed"
    body = tool.get(f"/submissions/{mine}").json
    assert body["score"] is None
    assert "Cancelled by" in body["error"]
    of_alice = hand_in("alice")
    assert tool.post(f"/submissions/{of_alice}/cancel").status_code == 404
    assert lms.post(f"/submissions/{of_alice}/cancel").status_code == 202
    again = lms.post(f"/submissions/{of_alice}/cancel")
    assert (again.status_code, again.json["detail"]) == (409, "This submission is already over.")
