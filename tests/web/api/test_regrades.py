"""Regrades of an assignment through the API."""

from __future__ import annotations

import pytest

from grader.model import Verdict
from tests.web.grading import hidden_case, visible_case
from tests.web.regrading import corrected, finish_regrades


@pytest.fixture
def graded(hand_in, worker):
    """Alice's attempt with 5 of 15 points, and Bob's with 15."""
    alice, bob = hand_in("alice"), hand_in("bob")
    worker.grade(alice, visible_case(), hidden_case())
    worker.grade(bob, visible_case(), hidden_case(Verdict.ACCEPTED))
    return alice, bob


@pytest.fixture
def regrades(world):
    return f"/courses/{world.networks}/regrades"


def test_create_read_apply(lms, regrades, graded, database):
    made = lms.post(regrades, json={"assignment": "relu_der"})
    assert made.status_code == 202
    assert (made.json["status"], made.json["done"], made.json["of"]) == ("running", 0, 2)
    here = made.headers["Location"].removeprefix("/api/v1")
    assert lms.post(regrades, json={"assignment": "relu_der"}).status_code == 409
    assert lms.post(f"{here}/apply", json={"which": "all"}).status_code == 409
    finish_regrades(database, visible_case(), corrected(hidden_case()))
    found = lms.get(here).json
    assert (found["status"], found["gains"], found["same"], found["total"]) == ("ready", 1, 1, 1)
    (change,) = found["changes"]
    assert (change["submission"], change["student"], change["before"], change["after"]) == (
        *(graded[0], "alice@example.edu"),
        *(5, 15),
    )
    assert [(test["name"], test["before"], test["after"]) for test in change["tests"]] == [
        ("secret_zeros", "wrong_answer", "accepted")
    ]
    applied = lms.post(f"{here}/apply", json={"which": "gains"})
    assert (applied.status_code, applied.json["status"]) == (202, "running")
    finish_regrades(database)
    assert lms.get(here).json["status"] == "applied"
    assert lms.get(f"/submissions/{graded[0]}").json["score"] == 15
    assert lms.get(regrades).json["regrades"][0]["applied"] == 1


def test_the_addresses_without_a_course(lms, world, graded, database):
    made = lms.post(f"/courses/{world.networks}/assignments/relu_der/regrades", json={"mode": "shadow"}).json
    here = f"/regrades/{made['id']}"
    assert lms.post(f"{here}/cancel").json["status"] == "cancelled"
    here = f"/regrades/{lms.post(f'/courses/{world.networks}/regrades', json={'assignment': 'relu_der'}).json['id']}"
    finish_regrades(database, visible_case(), hidden_case())
    assert lms.get(here).json["losses"] == 1
    chosen = lms.post(f"{here}/apply", json={"which": [graded[1]], "explanation": "The test was too mild."})
    assert chosen.status_code == 202
    finish_regrades(database)
    assert lms.get(f"/submissions/{graded[1]}").json["score"] == 5
    assert lms.post(f"{here}/discard").status_code == 409


def test_results_come_in_pages(lms, regrades, graded, database):
    here = f"{regrades}/{lms.post(regrades, json={'assignment': 'relu_der'}).json['id']}"
    finish_regrades(database, visible_case(), hidden_case())
    page = lms.get(f"{here}?show=all&per_page=1&page=2")
    assert (page.json["total"], page.json["page"], len(page.json["changes"])) == (2, 2, 1)
    assert 'rel="prev"' in page.headers["Link"]
    assert lms.get(f"{here}?show=nothing").status_code == 422


def test_rights(lms, tool, foreigner, regrades, graded):
    here = f"{regrades}/{lms.post(regrades, json={'assignment': 'relu_der'}).json['id']}"
    for program in (tool, foreigner):
        assert program.post(regrades, json={"assignment": "relu_der"}).status_code in (403, 404)
        assert program.get(here).status_code in (403, 404)
        for act in ("discard", "cancel"):
            assert program.post(f"{here}/{act}").status_code in (403, 404)
