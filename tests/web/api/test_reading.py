"""Assignments, grades, webhooks, and the documents about the API itself."""

from __future__ import annotations

import csv
import io
import re

import pytest
from openapi_spec_validator import validate

from grader.model import Verdict
from grader.store import accounts, courses, deliveries
from grader.store.models import Role
from tests.web.clients import password_hash
from tests.web.grading import hidden_case, visible_case
from web.api.auth import OPEN_ENDPOINTS
from web.api.openapi import OAUTH

#: The part of the document on which programs of others rely from the start; it has these paths and no other.
CONTRACT = ("/api/v1/assignments", "/api/v1/submissions", "/api/v1/webhooks")


def test_assignments_of_the_course(lms, tool, nobody):
    answer = lms.get("/assignments")
    assert [assignment["slug"] for assignment in answer.json["assignments"]] == ["relu_der"]
    detail = tool.get("/assignments/relu_der").json
    assert detail["max_score"] == 15
    assert "relu_der" in detail["entry_points"]
    assert "def relu_der" in detail["starter"]
    assert sum(row["points"] for row in detail["rows"]) == 15
    assert lms.get("/assignments/backward").status_code == 404
    assert nobody.get("/assignments").status_code == 401


@pytest.fixture
def graded(worker, hand_in, database, world):
    """Alice has 5 of 15 in two attempts, Bob nothing; somebody's name is a formula."""
    with database.write() as db:
        evil = accounts.create_person(db, email="eve@example.edu", name="=HYPERLINK(1)", password_hash=password_hash())
        courses.enrol(db, world.networks, evil.id, Role.STUDENT)
    worker.grade(hand_in("alice"), visible_case(Verdict.WRONG_ANSWER), hidden_case())
    worker.grade(hand_in("alice"), visible_case(), hidden_case())
    worker.grade(hand_in("bob", practice=True), visible_case())


def rows(answer) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.text)))


def test_grades_as_json(lms, graded):
    body = lms.get("/assignments/relu_der/grades").json
    by_student = {grade["student"]: grade for grade in body["grades"]}
    alice = by_student["alice@example.edu"]
    assert (alice["score"], alice["max_score"], alice["attempts"]) == (5.0, 15.0, 2)
    assert alice["verdict"] == "partially_accepted"
    assert by_student["bob@example.edu"]["score"] is None
    assert len(by_student) == 3


def test_grades_as_csv(lms, graded):
    table = rows(lms.get("/assignments/relu_der/grades?format=csv"))
    assert table[0][:4] == ["student", "email", "assignment", "score"]
    names = {row[1]: row for row in table[1:]}
    assert names["alice@example.edu"][3:7] == ["5", "15", "partially_accepted", "2"]
    assert names["bob@example.edu"][3] == ""
    assert names["eve@example.edu"][0] == "'=HYPERLINK(1)"


def test_grades_for_canvas(lms, graded):
    table = rows(lms.get("/assignments/relu_der/grades?format=canvas"))
    assert table[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert len(table[0]) == 6
    assert table[1] == ["Points Possible", "", "", "", "", "15"]
    alice = next(row for row in table if row[3] == "alice@example.edu")
    assert alice == ["Alice Example", "", "", "alice@example.edu", "", "5"]


def test_grades_for_moodle(lms, graded):
    table = rows(lms.get("/assignments/relu_der/grades?format=moodle"))
    title = table[0][3]
    assert table[0] == ["Username", "Email address", "ID number", title, f"{title} feedback"]
    alice = next(row for row in table if row[1] == "alice@example.edu")
    assert alice[3:] == ["5", "partially accepted"]


def test_grades_are_for_instructors(lms, tool, foreigner, nobody):
    path = "/assignments/relu_der/grades"
    assert tool.get(path).status_code == 403
    assert nobody.get(path).status_code == 401
    assert {grade["student"] for grade in foreigner.get(path).json["grades"]} == {"charlie@example.edu"}
    assert lms.get(f"{path}?format=xlsx").status_code == 422
    assert lms.get("/assignments/none/grades").status_code == 404


def test_webhooks(lms, tool, foreigner, worker, hand_in, database, world):
    made = lms.post("/webhooks", json={"url": "https://lms.example.edu/hook"})
    assert made.status_code == 201
    assert len(made.json["secret"]) >= 32
    worker.grade(hand_in("alice"), visible_case())
    with database.write() as db:
        (due,) = deliveries.claim_due(db)
        assert due.payload["event"] == "submission.graded"
    hook = made.json["id"]
    assert foreigner.delete(f"/webhooks/{hook}").status_code == 404
    assert tool.delete(f"/webhooks/{hook}").status_code == 403
    assert lms.delete(f"/webhooks/{hook}").status_code == 204
    assert lms.delete(f"/webhooks/{hook}").status_code == 404
    assert tool.post("/webhooks", json={"url": "https://lms.example.edu/hook"}).status_code == 403


@pytest.mark.parametrize("body", [{}, {"url": "ftp://x"}, {"url": "no"}, {"url": "https://x", "secret": "short"}])
def test_wrong_webhooks_are_refused(lms, body):
    answer = lms.post("/webhooks", json=body)
    assert answer.status_code == 422
    assert answer.json["errors"]


def served(app):
    """Path of the document -> methods, of every route of the API that is no documentation."""
    found = {}
    for rule in app.url_map.iter_rules():
        if (rule.endpoint.startswith("api.") and rule.endpoint not in OPEN_ENDPOINTS) or rule.rule in OAUTH:
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
            found.setdefault(path, set()).update(method.lower() for method in rule.methods - {"HEAD", "OPTIONS"})
    return found


def test_the_openapi_document_is_valid_and_complete(nobody, app):
    answer = nobody.get("/openapi.json")
    validate(answer.json)
    assert answer.json["openapi"].startswith("3.1")
    paths = answer.json["paths"]
    documented = {path: set(methods) for path, methods in paths.items()}
    assert documented == served(app)
    of_submissions = {path: methods for path, methods in documented.items() if path.startswith(CONTRACT)}
    assert of_submissions == {
        "/api/v1/assignments": {"get"},
        "/api/v1/assignments/{slug}": {"get"},
        "/api/v1/assignments/{slug}/grades": {"get"},
        "/api/v1/assignments/{slug}/questions/{question}/check": {"post"},
        "/api/v1/submissions": {"get", "post"},
        "/api/v1/submissions/{submission_id}": {"get"},
        "/api/v1/submissions/{submission_id}/events": {"get"},
        "/api/v1/submissions/{submission_id}/regrade": {"post"},
        "/api/v1/submissions/{submission_id}/repairs": {"get"},
        "/api/v1/submissions/{submission_id}/cancel": {"post"},
        "/api/v1/submissions/{submission_id}/comments": {"get", "post"},
        "/api/v1/submissions/{submission_id}/comments/{comment_id}": {"delete"},
        "/api/v1/submissions/{submission_id}/overrides": {"get", "post", "delete"},
        "/api/v1/submissions/{submission_id}/regrade-requests": {"get", "post"},
        "/api/v1/submissions/{submission_id}/regrade-requests/{request_id}": {"patch", "delete"},
        "/api/v1/webhooks": {"get", "post"},
        "/api/v1/webhooks/{webhook_id}": {"get", "patch", "delete"},
        "/api/v1/webhooks/{webhook_id}/rotate-secret": {"post"},
        "/api/v1/webhooks/{webhook_id}/test": {"post"},
        "/api/v1/webhooks/{webhook_id}/replay": {"post"},
        "/api/v1/webhooks/{webhook_id}/deliveries": {"get"},
        "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}": {"get"},
        "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay": {"post"},
    }
    assert set(paths["/api/v1/submissions"]["post"]["requestBody"]["content"]) == {
        "multipart/form-data",
        "application/json",
    }
    for path, methods in paths.items():
        for operation in methods.values():
            # A program that has no token yet asks for one without any.
            assert ("401" in operation["responses"]) == (path not in OAUTH)
            for status, response in operation["responses"].items():
                kind = "application/json" if path in OAUTH and status == "400" else "application/problem+json"
                assert status[0] == "2" or status == "304" or list(response["content"]) == [kind]
    assert not [name for name in answer.json["components"]["schemas"] if "." in name]


def test_the_documentation_page_loads_nothing_from_elsewhere(app, world):
    page = app.test_client().get("/api/docs")
    assert page.status_code == 200
    for operation in ("POST /api/v1/submissions", "GET /api/v1/submissions/{submission_id}/events"):
        assert operation in page.text
    assert "https://" not in page.text.replace("https://grader.example", "")


def test_unknown_paths_and_methods_are_problems_too(nobody, lms):
    for answer, status in ((nobody.get("/nothing"), 404), (lms.delete("/assignments"), 405)):
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"
        assert set(answer.json) >= {"type", "title", "status", "detail"}


@pytest.mark.parametrize("student", ["alice@example.edu", "Alice@Example.EDU", " alice@example.edu "])
def test_a_student_is_found_however_the_email_is_written(lms, student):
    handed_in = lms.hand_in(student=student).json["id"]
    answer = lms.get("/submissions", query_string={"student": student})
    assert [(submission["id"], submission["student"]) for submission in answer.json["submissions"]] == [
        (handed_in, "alice@example.edu")
    ]
    assert lms.get("/submissions", query_string={"student": "a\u202eb"}).status_code == 422


@pytest.mark.parametrize("path", ["/submissions", "/webhooks"])
def test_the_statuses_of_refused_posts_are_documented(lms, tool, nobody, path):
    documented = set(lms.get("/openapi.json").json["paths"][f"/api/v1{path}"]["post"]["responses"])
    received = {
        lms.post(path, data=b"{", content_type="application/json").status_code,
        lms.post(path, json={}).status_code,
        tool.post(path, json={"url": "https://lms.example.edu/"}).status_code,
        nobody.post(path, json={}).status_code,
    }
    assert {400, 401, 422} <= received
    assert {str(status) for status in received} <= documented
