"""The list of attempts and the comparison of two."""

from __future__ import annotations

import re

import pytest

from grader.model import Verdict
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def three(browse, hand_in, worker, database):
    """(Alice's browser, ids of a wrong attempt, of a right one and of a practice run)."""
    ids = [hand_in("alice"), hand_in("alice"), hand_in("alice", practice=True)]
    mistake = {"diagnosis": hidden_case().diagnosis}
    worker.grade(ids[0], visible_case(Verdict.WRONG_ANSWER, **mistake), hidden_case())
    worker.grade(ids[1], visible_case(), hidden_case())
    worker.grade(ids[2], visible_case())
    return browse("alice"), ids


def text_of(page):
    """The text of a page's main part."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2]).split())


def test_each_attempt_says_what_changed(three, world):
    alice, ids = three
    page = alice.get(f"/courses/{world.networks}/relu_der/history").text
    first, second, practice = (page[page.index(f'value="{sid}"') :].partition("</tr>")[0] for sid in ids)
    assert "+5" in second
    assert "+" not in text_of(f"<main>{first}")
    assert "The gradient passes at zero" in first
    assert "Fixed:" not in first
    assert "checked" in first.partition(">")[0]
    assert "checked" in second.partition(">")[0]
    assert "checked" not in practice.partition(">")[0]
    assert "Practice run 1" in practice
    assert 'aria-label="Score by attempt: 0, 5 of 15 points"' in page
    assert "2 used · 1 practice run" in text_of(page)
    assert "Compare attempts 1 and 2" in page


def test_two_that_are_ticked_are_compared_in_their_order(three):
    alice, ids = three
    for chosen in (ids[:2], ids[:2][::-1]):
        text = text_of(alice.get(f"/compare?c={chosen[0]}&c={chosen[1]}").text)
        assert text.count("Attempt 1 → attempt 2") == 1
        assert "1 test fixed, none broken · +5 points" in text
        assert "1 test unchanged, 0 passed, 1 not." in text
    back = text_of(alice.get(f"/compare?old={ids[1]}&new={ids[0]}").text)
    assert "0 tests fixed, 1 broken · −5 points" in back


@pytest.mark.parametrize("number", [1, 3])
def test_other_numbers_of_attempts_are_not_compared(three, number):
    alice, ids = three
    answer = alice.get("/compare?" + "&".join(f"c={sid}" for sid in ids[:number]))
    assert answer.status_code == 422
    assert "Select exactly two attempts" in answer.text


def test_without_attempts_there_is_one_thing_to_do(browse, world):
    page = browse("alice").get(f"/courses/{world.networks}/relu_der/history").text
    assert "No attempts yet." in page
    assert f'href="/courses/{world.networks}/relu_der">Start' in page
