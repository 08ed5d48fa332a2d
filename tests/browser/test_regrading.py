"""Reviewing a submission and regrading an assignment, in a browser on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import undefer

from grader.store import Database, comments, overrides
from grader.store.comments import Author
from grader.store.models import Submission, SubmissionOutcome
from tests.browser.accessibility import each_shape, faults
from tests.browser.pages import RIGHT, WRONG, Visitor


@pytest.fixture
def wrong(student: Visitor, store: Database) -> str:
    """The id of a graded attempt of a student."""
    it = student.open_assignment("relu_der")
    it.hand_in(WRONG)
    expect(it.score).to_contain_text("/ 15")
    with store.read() as db:
        return db.scalars(select(Submission.id).where(Submission.student == student.email)).one()


def pretend_older_tests(store: Database, submission_id: str) -> None:
    """As if other tests had graded the attempt: its first passed test had failed there."""
    with store.write() as db:
        this = select(Submission).where(Submission.id == submission_id).options(undefer(Submission.report))
        row = db.scalars(this).one()
        assert row.report is not None
        cases = [dict(case) for case in row.report["cases"]]
        passed = next(case for case in cases if case["verdict"] == "accepted")
        row.score = (row.score or 0.0) - passed["score"]
        passed["verdict"], passed["score"] = "wrong_answer", 0.0
        row.report = {**row.report, "cases": cases, "score": row.score}
        row.receipt = {**(row.receipt or {}), "suite": "older"}
        outcome = db.scalars(select(SubmissionOutcome).where(SubmissionOutcome.submission_id == submission_id)).one()
        outcome.suite = "older"


def expect_no_faults(page: Page, look: Callable[[str], None] = lambda shape: None) -> None:
    """On a phone and at a desktop, in light and dark; `look` is called in each shape."""
    found = []
    for shape in each_shape(page):
        found.extend(faults(page, shape))
        page.evaluate("scrollTo(0, 0)")
        look(shape)
    assert found == []


def test_review(instructor: Callable[..., Page], wrong: str, student: Visitor, picture: Callable[..., None]) -> None:
    page = instructor()
    page.goto(f"/submissions/{wrong}")
    page.get_by_role("link", name="Comment on line 1", exact=True).click()
    page.get_by_label("Comment on line 1", exact=True).last.fill("Is $x$ **zero** here?")
    page.get_by_role("button", name="Add comment").click()
    expect(page.get_by_text("The student sees your comment now.")).to_be_visible()
    page.get_by_role("textbox", name="Points").fill("7.5")
    page.get_by_label("Reason").fill("The idea is right.")
    page.get_by_role("button", name="Override the points").click()
    expect(page.locator(".outcome-score")).to_contain_text("7.5 / 15")
    expect(page.get_by_text("(tests: ")).to_be_visible()
    expect_no_faults(page, lambda shape: picture(page, f"teach-submission-{shape}"))
    page.goto(f"/submissions/{wrong}?line=2")
    assert faults(page) == []
    page.get_by_role("button", name="Regrade").click()
    expect(page.get_by_role("button", name="Regrade")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    page.keyboard.press("c")
    expect(page.get_by_label("Comment on the whole submission")).to_be_focused()
    mine = student.page
    mine.goto(f"/submissions/{wrong}")
    expect(mine.get_by_text("The idea is right.").first).to_be_visible()


def test_news_is_told_at_home(wrong: str, student: Visitor, store: Database) -> None:
    """A comment and changed points; the link leads to the line, and what was opened is told no longer."""
    author = Author(person_id=None, name="Ina Example")
    with store.write() as db:
        comments.add(db, wrong, text="Is Z zero here?", line=3, author=author)
        overrides.set_points(db, wrong, row="gradient", score=7.5, reason="The idea is right.", author=author)
    mine = student.page
    mine.goto("/")
    news = mine.get_by_role("complementary", name="For you")
    comment = news.get_by_role("listitem").filter(has_text="Ina Example commented on line 3")
    expect(comment).to_contain_text("Is Z zero here?")
    expect(news.get_by_role("listitem").filter(has_text="changed your points")).to_contain_text("The idea is right.")
    comment.get_by_role("link").click()
    expect(mine).to_have_url(re.compile(rf"/submissions/{wrong}#L3$"))
    expect(mine.get_by_text("Is Z zero here?").first).to_be_visible()
    mine.goto("/")
    expect(comment).to_have_count(0)


def test_next_and_previous_by_keys(
    instructor: Callable[..., Page], wrong: str, student: Visitor, store: Database
) -> None:
    it = student.open_assignment("relu_der")
    it.hand_in(RIGHT)
    expect(it.score).to_contain_text("15 / 15")
    with store.read() as db:
        mine = select(Submission.id).where(Submission.student == student.email, Submission.attempt == 2)
        newer = db.scalars(mine).one()
    page = instructor()
    page.goto(f"/submissions/{newer}?student={student.email}")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    page.keyboard.press("j")
    page.wait_for_url(f"**/submissions/{wrong}?**")
    page.keyboard.press("k")
    page.wait_for_url(f"**/submissions/{newer}?**")
    page.evaluate("document.documentElement.dataset.shortcuts = 'off'")
    page.keyboard.press("c")
    expect(page.get_by_label("Comment on the whole submission")).not_to_be_focused()


def test_preview_and_apply(
    instructor: Callable[..., Page],
    wrong: str,
    student: Visitor,
    store: Database,
    picture: Callable[..., None],
) -> None:
    pretend_older_tests(store, wrong)
    page = instructor()
    page.goto("/teach/1/regrades")
    assert faults(page) == []
    expect(page.get_by_role("button", name="Preview a regrade of Backward through ReLU")).to_be_visible()
    # Only the one attempt: other tests of this process make many, and regrading those takes long.
    page.get_by_label("Assignment", exact=True).select_option("relu_der")
    page.get_by_label("Only those graded by other tests than today's").check()
    page.get_by_role("button", name="Start the preview").click()
    expect(page.get_by_role("heading", name="Apply", exact=True)).to_be_visible(timeout=60_000)
    row = page.get_by_role("row").filter(has=page.locator(f"a[href='/submissions/{wrong}']"))
    expect(row).to_contain_text("failed → passed")
    expect_no_faults(page, lambda shape: picture(page, f"teach-regrade-{shape}"))
    row.get_by_role("link", name="Side by side").click()
    expect(page.get_by_role("heading", name="Both results")).to_be_visible()
    assert faults(page) == []
    page.go_back()
    page.get_by_role("button", name="Apply the results").click()
    expect(page.get_by_text("applied 1 changed result")).to_be_visible(timeout=60_000)
    mine = student.page
    mine.goto("/")
    expect(mine.get_by_role("complementary", name="For you")).to_contain_text("Your submission was regraded")
    mine.goto(f"/submissions/{wrong}")
    expect(mine.get_by_text("was corrected.")).to_be_visible()


def test_requests(instructor: Callable[..., Page], wrong: str, student: Visitor) -> None:
    mine = student.page
    mine.goto(f"/submissions/{wrong}")
    mine.get_by_text("Request a regrade").click()
    mine.get_by_label("What should be looked at again, and why").fill("Zero is right here.")
    mine.get_by_role("button", name="Send request").click()
    page = instructor()
    page.goto("/teach/1/regrade-requests")
    item = page.get_by_role("listitem").filter(has_text="Zero is right here.").last
    assert faults(page) == []
    item.get_by_label("Answer").fill("It is not: look at the task.")
    item.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("The student sees your answer now.")).to_be_visible()
    mine.reload()
    expect(mine.get_by_text("It is not: look at the task.")).to_be_visible()
