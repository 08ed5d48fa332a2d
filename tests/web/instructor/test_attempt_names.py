"""Instructors read the same numbers of attempts as their students, where an attempt was free."""

from __future__ import annotations

import re

import pytest

from grader.model import Verdict
from grader.store.models import Outline
from tests.web.grading import hidden_case, visible_case
from tests.web.regrading import finish_regrades

UNREAD = Verdict.LOAD_ERROR


@pytest.fixture
def second(hand_in, worker):
    """Alice's attempt 1: the second that she submitted, after one whose file did not load."""
    worker.grade(hand_in("alice"), visible_case(UNREAD), hidden_case(UNREAD, diagnosis=None))
    attempt = hand_in("alice")
    worker.grade(attempt, visible_case(), hidden_case())
    return attempt


@pytest.fixture
def text_of(browse):
    """The text of a page for its instructor, without markup."""
    ina = browse("ina")

    def read(address: str) -> str:
        answer = ina.get(address)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text))

    return read


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("{course}/relu_der/submissions", ("Attempt 1", "Free attempt 1")),
        ("{course}/student/alice@example.edu", ("Attempt 1", "Free attempt 1")),
        ("{course}/relu_der/cases/secret_zeros", ("Attempt 1",)),
        ("/submissions/{second}", ("Alice Example, attempt 1",)),
    ],
)
def test_lists_and_pages(text_of, second, world, address, expected):
    text = text_of(address.format(course=f"/teach/{world.networks}", second=second))
    assert all(name in text for name in expected)
    assert "attempt 2" not in text.lower()


def test_stale_attempts(text_of, second, world, database):
    with database.write() as db:
        db.add(Outline(slug="relu_der", suite_version="new", content={"cases": []}))
    text = text_of(f"/teach/{world.networks}/relu_der")
    assert "2 graded submissions are stale" in text
    assert "alice@example.edu, attempt 1; alice@example.edu, free attempt 1" in text


def test_requests_and_regrades(text_of, browse, second, world, database, lms):
    page, course = f"/submissions/{second}", f"/teach/{world.networks}"
    browse("alice").post(f"{page}/regrade-requests", {"row": "gradient", "reason": "Look again."}, page=page)
    assert "Alice Example" in text_of(f"{course}/regrade-requests")
    assert "attempt 1" in text_of(f"{course}/regrade-requests")
    (request,) = lms.get(f"/courses/{world.networks}/regrade-requests").json["regrade_requests"]
    assert request["attempt"] == 1
    regrade = lms.post(f"/courses/{world.networks}/assignments/relu_der/regrades", json={}).json["id"]
    finish_regrades(database, visible_case(), hidden_case(Verdict.ACCEPTED))
    text = text_of(f"{course}/regrades/{regrade}?show=all")
    assert "Alice Example attempt 1" in text
    assert "Alice Example free attempt 1" in text
    changes = lms.get(f"/courses/{world.networks}/regrades/{regrade}?show=all").json["changes"]
    assert {change["submission"]: change["attempt"] for change in changes}[second] == 1
