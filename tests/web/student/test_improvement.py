"""What an attempt with all the points has changed since the one before it."""

from __future__ import annotations

import pytest

from grader.model import Diagnosis, Verdict
from tests.web.grading import hidden_case, visible_case

NAMED = Diagnosis(name="at_zero", title="The gradient passes at 0", explanation="...")
WRONG, RIGHT = (
    "def relu_der(dA, cache):\n    return dA * (cache['Z'] >= 0)\n",
    "def relu_der(dA, cache):\n    return dA * (cache['Z'] > 0)\n",
)


@pytest.fixture
def graded(lms, worker, browse):
    """Bob's attempts with these verdicts, and the page of the last."""

    def grade(*attempts: tuple[str, Verdict]) -> str:
        for source, verdict in attempts:
            sent = lms.hand_in(source=source, student="bob@example.edu").json["id"]
            failed = {"diagnosis": NAMED, "message": "no"} if verdict is not Verdict.ACCEPTED else {}
            worker.grade(sent, visible_case(verdict, **failed), hidden_case(verdict))
        return browse("bob").get(f"/submissions/{sent}").text

    return grade


def test_it_names_what_is_fixed_and_the_lines(graded):
    page = graded((WRONG, Verdict.WRONG_ANSWER), (RIGHT, Verdict.ACCEPTED))
    assert "What changed since attempt 1" in page
    assert "Fixed</span> The gradient passes at 0" in page
    assert page.count('<tr class="removed">') == page.count('<tr class="added">') == 1


def test_without_an_earlier_attempt_or_without_all_points_nothing_is_told(graded):
    assert "What changed" not in graded((RIGHT, Verdict.ACCEPTED))
    assert "What changed" not in graded((RIGHT, Verdict.ACCEPTED))
    assert "What changed" not in graded((WRONG, Verdict.WRONG_ANSWER))
