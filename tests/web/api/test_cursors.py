"""Lists by cursor, and the filters of submissions."""

from __future__ import annotations

import re

import pytest

from grader.store import accounts, courses, sections
from grader.store.models import Enrolment, Role
from tests.web.grading import hidden_case, visible_case


def walk(program, path: str, name: str, key: str) -> list:
    """The keys of all items, by the `next` links."""
    found, url = [], path
    while url:
        answer = program.get(url)
        assert answer.status_code == 200, answer.text
        found += [item[key] for item in answer.json[name]]
        assert answer.json["page"] is None
        following = re.search(r'<([^>]+)>; rel="next"', answer.headers["Link"])
        assert (following is not None) == (answer.json["next_cursor"] is not None)
        url = following[1].partition("/api/v1")[2] if following else ""
    return found


@pytest.fixture
def many(lms):
    return [lms.hand_in(student=name, enrol=True).json["id"] for name in ("a", "b", "a", "c", "b", "a", "a")]


def test_a_cursor_lists_each_submission_once_while_others_come(lms, many):
    first = lms.get("/submissions?cursor=&per_page=3")
    lms.hand_in(student="late", enrol=True)
    rest = walk(lms, f"/submissions?per_page=3&cursor={first.json['next_cursor']}", "submissions", "id")
    assert [each["id"] for each in first.json["submissions"]] + rest == many[::-1]


def test_a_page_names_the_cursor_that_goes_on(lms, many):
    page = lms.get("/submissions?page=1&per_page=5").json
    assert (page["page"], page["total"]) == (1, 7)
    assert walk(lms, f"/submissions?per_page=5&cursor={page['next_cursor']}", "submissions", "id") == many[1::-1]
    assert lms.get("/submissions?page=2&per_page=5").json["next_cursor"] is None


def test_submissions_are_filtered(lms, world, database, worker, hand_in):
    alice, bob = hand_in("alice"), hand_in("bob", practice=True)
    worker.grade(alice, visible_case(), hidden_case())
    verdict = lms.get(f"/submissions/{alice}").json["verdict"]
    with database.write() as db:
        section = sections.create(db, world.networks, "Monday", actor="ina").id
        db.query(Enrolment).filter_by(
            course_id=world.networks, person_id=world.people["bob"]
        ).one().section_id = section
    created = lms.get(f"/submissions/{bob}").json["created_at"]

    def found(**query):
        return [each["id"] for each in lms.get("/submissions", query_string=query).json["submissions"]]

    assert found(verdict=verdict) == [alice]
    assert found(section=section) == [bob]
    assert found(trial="false") == [alice]
    assert found(since=created) == [bob]
    assert found(until=created) == [alice]
    assert found(since="2100-01-01T00:00:00Z") == []
    assert lms.get("/submissions?since=yesterday").status_code == 422
    assert lms.get("/submissions?since=2026-11-28T12:00:00").status_code == 422


@pytest.mark.parametrize("sort", ["name", "email", "role", "section", "since"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_members_by_cursor_are_those_of_the_pages(lms, world, database, sort, order):
    with database.write() as db:
        for number in range(5):
            person = accounts.create_person(db, email=f"p{number}@example.edu", name="Same Name", password_hash="")
            courses.enrol(db, world.networks, person.id, Role.STUDENT)
    path = f"/courses/{world.networks}/members?sort={sort}&order={order}"
    whole = [each["person_id"] for each in lms.get(path).json["members"]]
    assert len(whole) == 8
    assert walk(lms, f"{path}&per_page=3&cursor=", "members", "person_id") == whole
    other = lms.get(f"{path}&per_page=3").json["next_cursor"]
    wrong = "asc" if order == "desc" else "desc"
    assert lms.get(f"/courses/{world.networks}/members?sort={sort}&order={wrong}&cursor={other}").status_code == 422


def test_the_gradebook_by_cursor(lms, world, worker, hand_in):
    worker.grade(hand_in("alice"), visible_case(), hidden_case())
    for sort in ("name", "total", "relu_der"):
        path = f"/courses/{world.networks}/gradebook?sort={sort}&order=desc"
        whole = [line["student"] for line in lms.get(path).json["students"]]
        assert len(whole) == 2
        assert walk(lms, f"{path}&per_page=1&cursor=", "students", "student") == whole


def test_regrade_requests_by_cursor(lms, tool, worker, world):
    for number in range(3):
        submission_id = tool.hand_in(student=f"s{number}", enrol=True).json["id"]
        worker.grade(submission_id, visible_case())
        body = {"row": "gradient", "reason": "I think it is right."}
        assert tool.post(f"/submissions/{submission_id}/regrade-requests", json=body).status_code == 201
    path = f"/courses/{world.networks}/regrade-requests"
    for state in ("open", "all"):
        whole = [each["id"] for each in lms.get(f"{path}?state={state}").json["regrade_requests"]]
        assert walk(lms, f"{path}?state={state}&per_page=1&cursor=", "regrade_requests", "id") == whole


@pytest.mark.parametrize(
    "cursor",
    [
        "WyJzdWJtaXNzaW9ucyIsIngiLDEsImkiXQ",
        "WyJzdWJtaXNzaW9ucyJd",
        "bnVsbA",
        "x",
        "WyJzdWJtaXNzaW9ucyIsIjIwMjYtMTEtMjhUMDA6MDA6MDAiLDEsImkiXQ",
    ],
)
def test_a_broken_cursor_is_refused(lms, cursor):
    assert lms.get(f"/submissions?cursor={cursor}").status_code == 422
