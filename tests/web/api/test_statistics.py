"""Gradebook, statistics and mistakes through the REST API."""

from __future__ import annotations

import csv
import io

import pytest

from grader.model import Verdict
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def graded(worker, hand_in):
    ids = {"alice": hand_in("alice"), "bob": hand_in("bob")}
    worker.grade(ids["alice"], visible_case(), hidden_case())
    worker.grade(ids["bob"], visible_case(), hidden_case(Verdict.ACCEPTED))
    return ids


@pytest.fixture
def here(world):
    return f"/courses/{world.networks}"


def test_the_gradebook_by_pages(lms, here, graded):
    first = lms.get(f"{here}/gradebook?per_page=1")
    assert (first.json["total"], first.json["page"]) == (2, 1)
    assert [line["student"] for line in first.json["students"]] == ["alice@example.edu"]
    assert 'rel="next"' in first.headers["Link"]
    (cell,) = first.json["students"][0]["cells"]
    assert (cell["score"], cell["attempts"], cell["submission"]) == (5.0, 1, graded["alice"])
    best = lms.get(f"{here}/gradebook?sort=total&order=desc&per_page=1").json
    assert best["students"][0]["total"] == 15.0
    for query in ("page=3", "page=3&sort=total"):
        assert lms.get(f"{here}/gradebook?{query}").json["students"] == []


@pytest.mark.parametrize(("query", "names"), [("q=BOB", ["Bob Example"]), ("show=below", ["Alice Example"])])
def test_the_gradebook_is_searched_and_filtered(lms, here, graded, query, names):
    assert [line["name"] for line in lms.get(f"{here}/gradebook?{query}").json["students"]] == names


def test_the_gradebook_as_files(lms, here, graded):
    rows = list(csv.reader(io.StringIO(lms.get(f"{here}/gradebook?format=table").text)))
    assert rows[1][1:] == ["alice@example.edu", "", "", "5", "5"]
    assert lms.get(f"{here}/gradebook?assignment=backward").status_code == 404


def test_the_total_is_set(lms, here, graded):
    rule = {"drop_lowest": 0, "weights": {"relu_der": 30.0}}
    assert lms.put(f"{here}/gradebook/total", json=rule).json == rule
    book = lms.get(f"{here}/gradebook").json
    assert (book["rule"], book["students"][0]["total"]) == (rule, pytest.approx(100 / 3))
    for wrong in ({"weights": {"backward": 1}}, {"drop_lowest": 99}, {"weights": {"relu_der": -1}}):
        assert lms.put(f"{here}/gradebook/total", json=wrong).status_code == 422


def test_mistakes_with_who_makes_them(lms, here, graded):
    (found,) = lms.get(f"{here}/misconceptions").json["misconceptions"]
    assert (found["name"], found["now"], found["ever"]) == ("gradient_at_zero", 1, 1)
    assert (found["students"], found["submissions"]) == (["alice@example.edu"], [graded["alice"]])
    assert len(found["trend"]) == 14


def test_a_course_and_an_assignment_in_numbers(lms, here, graded):
    course = lms.get(f"{here}/statistics").json
    assert course["students"] == 2
    assert course["assignments"][0] | {"due_at": None} == {
        "assignment": "relu_der",
        "title": "Backward through ReLU",
        "due_at": None,
        "problem": None,
        "submitted": 2,
        "full_marks": 1,
        "stuck": 0,
        "median": 10.0,
    }
    numbers = lms.get(f"{here}/assignments/relu_der/statistics").json
    assert (numbers["submitted"], numbers["full_marks"], numbers["attempts_to_full"]) == (2, 1, {"1": 1})
    assert [(test["name"], test["passed"]) for test in numbers["tests"]] == [
        ("handout_example", 2),
        ("secret_zeros", 1),
    ]
    assert lms.get(f"{here}/assignments/relu_der/statistics?section=none").json["students"] == 0


PATHS = ("gradebook", "misconceptions", "statistics", "assignments/relu_der/statistics", "submissions.zip")


@pytest.mark.parametrize("path", PATHS)
def test_only_who_teaches_the_course_reads_them(lms, tool, foreigner, nobody, browse, here, graded, path):
    assert lms.get(f"{here}/{path}").status_code == 200
    assert tool.get(f"{here}/{path}").status_code == 404
    assert foreigner.get(f"{here}/{path}").status_code == 404
    assert nobody.get(f"{here}/{path}").status_code == 401
    assert browse("alice").get(f"/api/v1{here}/{path}").status_code == 404
