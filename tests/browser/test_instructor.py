"""The instructor's pages: from the class to a submission and its hidden values; on a phone, and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from grader.store import Database, accounts, courses
from grader.store.models import Role
from tests.browser.conftest import PHONE
from tests.browser.pages import WRONG, Visitor

PICTURES = {"/api/docs": "api", "/account/delete": "account-delete"}
PAGES = ["/teach/1", "/teach/1/relu_der", "/teach/1/settings", "/account", "/account/delete", "/api/docs"]


@pytest.fixture
def wrong_hand_in(student: Visitor) -> Visitor:
    """A student whose relu_der was graded as wrong."""
    it = student.open_assignment("relu_der")
    it.hand_in(WRONG)
    expect(it.outcome).to_contain_text("Attempt 1")
    expect(it.score).to_contain_text("/ 15")
    return student


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}, {"viewport": PHONE, "is_mobile": True}])
def test_from_the_class_to_a_submission_and_its_hidden_values(
    instructor: Callable[..., Page], wrong_hand_in: Visitor, options: dict, picture: Callable[..., None]
) -> None:
    page = instructor(**options)
    page.get_by_role("link", name="Teaching").click()
    expect(page.get_by_role("heading", name="Students", exact=True)).to_be_visible()
    line = page.get_by_role("row").filter(has_text=wrong_hand_in.email)
    expect(line).to_contain_text("1 attempt")
    if not options:
        picture(page, "instructor-course", full_page=True)
    page.get_by_role("heading", name="Backward through ReLU").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Most frequent mistakes")).to_be_visible()
    expect(page.get_by_role("link", name="The gradient passes where Z is exactly 0")).to_be_visible()
    if not options:
        picture(page, "instructor-assignment", full_page=True)
    page.get_by_role("textbox", name="Student").fill(wrong_hand_in.email)
    page.get_by_role("button", name="Show", exact=True).click()
    table = page.get_by_role("table").last
    expect(table.get_by_role("row")).to_have_count(2)
    table.get_by_role("row").last.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Attempt 1")).to_be_visible()
    expect(page.get_by_role("cell", name="def relu_der(dA, cache):")).to_be_visible()
    page.get_by_role("button", name="Regrade").click()
    expect(page.get_by_text("Regrading. The earlier result counts")).to_be_visible()


def test_axe_finds_nothing_on_the_instructors_pages(
    instructor: Callable[..., Page], wrong_hand_in: Visitor, picture: Callable[..., None]
) -> None:
    found = {}
    for options in ({}, {"viewport": PHONE, "is_mobile": True}):
        page = instructor(**options)
        for address in PAGES:
            page.goto(address)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            violations = Axe().run(page).response["violations"]
            if violations or wide > 0:
                found[address] = ([violation["id"] for violation in violations], wide)
            if not options and address in PICTURES:
                picture(page, PICTURES[address])
    assert found == {}


def test_a_token_made_in_the_browser_works(instructor: Callable[..., Page]) -> None:
    page = instructor()
    page.goto("/teach/1/settings")
    page.get_by_label("Token name").fill("A browser test")
    page.get_by_label("What it may do").select_option("instructor")
    page.get_by_role("button", name="Make a token").click()
    secret = page.locator(".secret").inner_text().strip()
    answer = page.request.get("/api/v1/submissions", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status == 200
    page.goto("/teach/1/settings")
    expect(page.locator(".secret")).to_have_count(0)
    page.get_by_role("button", name="Revoke A browser test").click()
    expect(page.get_by_text("The token is revoked.")).to_be_visible()
    answer = page.request.get("/api/v1/submissions", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status == 401


def test_a_student_who_forgot_the_password_gets_in_again(instructor: Callable[..., Page], student: Visitor) -> None:
    page = instructor()
    page.goto(f"/teach/1/members?q={student.email}")
    page.get_by_role("row").filter(has_text=student.email).get_by_role("link").click()
    expect(page.get_by_text(student.email)).to_be_visible()
    page.get_by_role("button", name="Make a new password").click()
    student.password = page.locator(".secret").inner_text().strip()
    student.page.goto("/account")
    expect(student.page.get_by_role("heading", name="Sign in")).to_be_visible()
    student.sign_in()


def test_a_student_of_other_courses_too_keeps_the_password(
    instructor: Callable[..., Page], student: Visitor, store: Database, picture: Callable[..., None]
) -> None:
    with store.write() as db:
        person = accounts.by_email(db, student.email)
        assert person is not None
        elsewhere = courses.create_course(db, name="Elsewhere")
        courses.enrol(db, elsewhere.id, person.id, Role.STUDENT)
    page = instructor()
    page.goto(f"/teach/1/members?q={student.email}")
    page.get_by_role("row").filter(has_text=student.email).get_by_role("link").click()
    page.get_by_role("button", name="Make a new password").click()
    expect(page.locator("h1")).to_have_text("That is not allowed")
    expect(page.get_by_role("main")).to_contain_text("in a course that you do not teach")
    picture(page, "not-allowed")
    student.page.goto("/account")
    expect(student.page.get_by_role("heading", name="Account", exact=True)).to_be_visible()
