"""Checking receipts: signatures, files and results."""

from __future__ import annotations

import io
import json
import re

import pytest

from tests.web.grading import visible_case


@pytest.fixture
def receipt(browse, hand_in, worker) -> dict:
    """Of Alice's graded submission."""
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case())
    answer = browse("alice").get(f"/submissions/{submission_id}/receipt.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.json


def checked(browser, document: dict | str, file: bytes | None = None) -> str:
    """What the page says of it, without tags."""
    text = document if isinstance(document, str) else json.dumps(document)
    fields: dict = {"text": text}
    if file is not None:
        fields["file"] = (io.BytesIO(file), "mine.py")
    page = browser.post("/receipts/check", fields, content_type="multipart/form-data")
    assert page.status_code == 200
    told = page.text.partition('role="status">')[2].partition("<form")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", told).split())


def test_a_receipt_is_genuine_however_it_is_laid_out(browse, receipt):
    turned = dict(reversed(receipt.items()))
    for name in ("alice", "ina", "otto"):
        assert checked(browse(name), turned).startswith("Genuine. alice@example.edu submitted")


@pytest.mark.parametrize("change", [{"score": 99}, {"student": "bob@example.edu"}, {"signature": "x"}, {"more": 1}])
def test_a_changed_receipt_is_found_out(browse, receipt, change):
    told = checked(browse("alice"), {**receipt, **change})
    assert told.startswith("Not genuine.")
    assert "99" not in told


def test_whether_the_result_still_holds_is_told_to_who_may_see_it(browse, receipt):
    assert "still valid" in checked(browse("alice"), receipt)
    assert "still valid" in checked(browse("ina"), receipt)
    assert "still valid" not in checked(browse("bob"), receipt)


def test_the_file_is_told_from_another(browse, receipt, hand_in):
    mine = browse("alice").get(f"/submissions/{receipt['submission']}/file").data
    assert "is the one that was submitted" in checked(browse("alice"), receipt, mine)
    assert "is not the one" in checked(browse("alice"), receipt, mine + b"\n")


@pytest.mark.parametrize("text", ["", "hello", "[1]", "{}", "{" * 9000, '{"signature": 7}'])
def test_what_is_no_receipt_is_said_to_be_none(browse, text):
    told = checked(browse("alice"), text)
    assert told.startswith(("Choose a receipt", "This is not a receipt", "Not genuine"))
