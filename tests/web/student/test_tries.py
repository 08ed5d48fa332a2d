"""The tries left, beside each question that limits them."""

from __future__ import annotations

import re

import pytest

from grader.model import Verdict
from grader.store import courses
from tests.web.grading import visible_case


@pytest.fixture
def homework(browse, world, database, worker):
    """Alice answers one question of the homework, and it is graded."""
    with database.write() as db:
        courses.set_assignment(db, world.networks, "backprop_homework")
        courses.set_assignment(db, world.networks, "training_quiz")
    alice = browse("alice")
    path = f"/courses/{world.networks}/backprop_homework"

    def answer(option: str, verdict: Verdict = Verdict.WRONG_ANSWER) -> None:
        sent = alice.post(f"{path}/submissions", {"answer.error_last": option, "mode": "submit"}, page=path)
        result = visible_case(verdict, name="error_last", row="errors", actual=option)
        worker.grade(sent.location.rpartition("/")[2], result)

    answer.page = lambda slug="backprop_homework": alice.get(f"/courses/{world.networks}/{slug}").text
    return answer


def tries(page: str) -> dict[str, str]:
    """By question."""
    found = re.findall(r'data-question="(\w+)".*?</fieldset>', page, re.DOTALL)
    sections = re.findall(r'<fieldset class="question".*?</fieldset>', page, re.DOTALL)
    matches = [re.search(r"data-tries>([^<]*)<", section) for section in sections]
    return {name: match[1] for name, match in zip(found, matches, strict=True) if match}


def test_each_different_answer_is_one_try(homework):
    fresh = tries(homework.page())
    assert (fresh["error_last"], fresh["loss"]) == ("2 of 2 tries left", "5 of 5 tries left")
    left = []
    for option in ("gradient_only", "gradient_only", "slope_before", "gradient_times_slope"):
        homework(option)
        left.append(tries(homework.page())["error_last"])
    assert left == ["1 of 2 tries left", "1 of 2 tries left", "No tries left", "No tries left"]
    assert tries(homework.page())["loss"] == "5 of 5 tries left"


@pytest.mark.parametrize("given", ["none_of_these", "abc", "\\delta_j^l"])
def test_an_answer_that_could_not_be_read_is_no_try(homework, given):
    homework(given, Verdict.LOAD_ERROR)
    assert tries(homework.page())["error_last"] == "2 of 2 tries left"
    homework("gradient_only")
    homework(given, Verdict.LOAD_ERROR)
    assert tries(homework.page())["error_last"] == "1 of 2 tries left"


def test_questions_without_a_limit_say_nothing(homework):
    page = homework.page("training_quiz")
    assert 'data-question="' in page
    assert tries(page) == {}
    assert "is one try" not in page
