"""Invalid request bodies: the response says what is wrong, with a 4xx status."""

from __future__ import annotations

import io
import json

import pytest

from web.problems import MAX_DRAIN

MIB = 1024 * 1024


@pytest.mark.parametrize("path", ["/submissions", "/webhooks"])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "line 1, column 2"),
        (b'{"assignment": "relu_der",}', "line 1"),
        (b"", "it is empty"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"assignment": ' + b"1" * 5000 + b"}", "digits"),
    ],
)
def test_what_is_no_json_is_told_with_its_place(app, lms, path, body, words):
    app.testing = False
    answer = lms.post(path, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"].startswith("The body is not readable JSON: ")
    assert words in answer.json["detail"]


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"1"])
def test_what_is_no_object_is_told(lms, body):
    answer = lms.post("/submissions", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["detail"] == "body: it must be an object"


def test_fields_are_told_in_plain_words(lms):
    answer = lms.post("/submissions", json={"assignment": "relu_der", "sorce": "x = 1"})
    assert answer.status_code == 422
    assert answer.json["detail"] == "source: it is missing; sorce: there is no such field"
    answer = lms.post("/webhooks", json={"uri": "https://lms.example.edu/"})
    assert answer.json["detail"] == "url: it is missing; uri: there is no such field"
    assert lms.get("/submissions?page=0").json["detail"] == "page: must be 1 or more"
    assert lms.get("/submissions?per_page=201").json["detail"] == "per_page: must be 200 or less"


def test_what_cannot_be_done_at_an_address_is_told_with_what_can(lms):
    answer = lms.delete("/submissions")
    assert answer.status_code == 405
    assert answer.json["detail"] == "DELETE is not allowed here; use GET, HEAD, OPTIONS, POST."
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_another_scheme_than_bearer_is_told_apart_from_a_wrong_token(nobody):
    for header, words in (("Basic bWU6aXQ=", "Send an API token"), ("Bearer wrong", "unknown or revoked")):
        answer = nobody.get("/assignments", headers={"Authorization": header})
        assert answer.status_code == 401
        assert words in answer.json["detail"]


@pytest.mark.parametrize(("size", "left"), [(5 * MIB, 0), (MAX_DRAIN + 5 * MIB, 5 * MIB)])
def test_a_body_that_is_too_large_is_taken_in_so_that_its_sender_reads_the_answer(lms, size, left):
    # Closing the connection instead would end the sender's writing, and it would never read why.
    body = io.BytesIO(b"x" * size)
    answer = lms.post("/submissions", input_stream=body, content_length=size, content_type="application/json")
    assert answer.status_code == 413
    assert "1 MiB" in answer.json["detail"]
    assert size - body.tell() == left


def test_a_roster_that_is_too_large_is_no_submission(lms, world):
    document = lms.get("/openapi.json").json
    route = document["paths"]["/api/v1/courses/{course_id}/members/import"]["post"]
    assert "413" in route["responses"]
    answer = lms.post(f"/courses/{world.networks}/members/import", json={"csv": "x" * (3 * MIB), "preview": True})
    assert answer.status_code == 413
    assert "A request may hold at most" in answer.json["detail"]


def test_a_body_in_chunks_that_is_too_large_is_no_broken_json(lms):
    body = io.BytesIO(b'{"assignment": "relu_der", "source": "' + b"#" * (5 * MIB) + b'"}')
    terminated = {"wsgi.input_terminated": True, "wsgi.input": body}
    answer = lms.post("/submissions", content_type="application/json", environ_overrides=terminated)
    assert answer.status_code == 413
    assert "1 MiB" in answer.json["detail"]
    assert not body.read()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.py", "passwd.py"),
        ("..\\..\\evil.py", "evil.py"),
        ("a\u202eyp.\x1b[31m\r\nX: y\x00.py", "ayp.[31mX: y.py"),
        ('"; filename=x".py', '"; filename=x".py'),
        ("x" * 200 + ".py", "x" * 97 + ".py"),
    ],
)
def test_a_file_keeps_its_own_name_and_nothing_else(app, lms, browse, world, name, kept):
    answer = lms.hand_in(filename=name, student="alice@example.edu")
    assert answer.status_code == 202, answer.json
    alice = browse("alice")
    answer = alice.get(f"/submissions/{answer.json['id']}/file")
    assert answer.status_code == 200
    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment; filename=")
    assert not set(told) & set("\r\n\0\x1b")
    archive = alice.get("/account/data.json").text
    assert [submission["filename"] for submission in json.loads(archive)["submissions"]] == [kept]


@pytest.mark.parametrize("name", ["x" * 300, "x" * 3000, "..", ".", "%00", "a%2fb", "%2e%2e%2fapp", "\u202e", "_"])
def test_no_name_of_an_assignment_is_a_fault_of_the_grader(app, lms, browse, world, name):
    app.testing = False
    for path in (f"/assignments/{name}", f"/assignments/{name}/grades"):
        answer = lms.get(path)
        assert answer.status_code in (404, 405), answer.text
    assert lms.hand_in(assignment=name).status_code in (404, 422)
    assert browse("alice").get(f"/courses/{world.networks}/{name}").status_code == 404
    assert browse("ina").get(f"/teach/{world.networks}/{name}").status_code in (404, 405)
