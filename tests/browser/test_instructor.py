"""The instructor's pages: from the class to a submission and its hidden values; on a phone, and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from grader.store import Database, accounts, courses
from grader.store.models import Role
from tests.browser.accessibility import DESKTOP, PHONE, axe, faults_in_each_shape, too_wide
from tests.browser.pages import RIGHT, WRONG, AssignmentPage, Visitor

PICTURES = {"/api/docs": "api", "/account/delete": "account-delete", "/teach/1/settings": "teach-settings"}
COURSE = [
    "/teach/",
    "/teach/1",
    "/teach/1/gradebook",
    "/teach/1/export",
    "/teach/1/relu_der",
    "/teach/1/relu_der/submissions",
]
PAGES = [*COURSE, "/teach/1/settings", "/account", "/account/delete", "/api/docs"]


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
    page.goto("/")
    page.get_by_role("link", name="Teaching").click()
    expect(page.get_by_role("heading", name="Needs attention")).to_be_visible()
    if not options:
        picture(page, "instructor-course", full_page=True)
    page.get_by_role("row").filter(has_text="Backward through ReLU").last.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Mistakes")).to_be_visible()
    expect(page.get_by_text("The gradient passes where Z is exactly 0").first).to_be_visible()
    if not options:
        picture(page, "instructor-assignment", full_page=True)
    page.get_by_role("navigation", name="Assignment").get_by_role("link", name="Submissions").click()
    page.get_by_role("searchbox", name="Student").fill(wrong_hand_in.email.upper())
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
    """At a desktop and on a phone. The class has a right attempt too."""
    it = AssignmentPage(wrong_hand_in.page)
    it.hand_in(RIGHT)
    it.expect_points("15 / 15")
    page = instructor()
    found = {}
    for address in PAGES:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        if address in PICTURES:
            picture(page, PICTURES[address])
        wide = []
        if address == "/api/docs":
            # The whole page: what is shortened may be narrower.
            for size in (DESKTOP, PHONE):
                page.set_viewport_size(size)  # type: ignore[arg-type]
                wide += [f"{size}: wider than the window"] if too_wide(page) > 0 else []
            shorten_reference(page)
            page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        if violations := wide + faults_in_each_shape(page):
            found[address] = violations
    assert found == {}


def shorten_reference(page: Page) -> None:
    """Keep some sections of the API's reference: all come from one template, and axe takes a minute for all."""
    assert page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
            for (const each of ["section.card", ".operations li"]) {
                document.querySelectorAll(each).forEach((element, n) => { if (n % 25) element.remove(); });
            }
            return new Set(ids).size === ids.length && document.querySelectorAll("section.card").length > 5;
        }"""
    )


def test_the_gradebook_is_searched_and_moved_in_by_keys(
    instructor: Callable[..., Page], wrong_hand_in: Visitor, picture: Callable[..., None]
) -> None:
    page = instructor()
    page.goto("/teach/1/gradebook")
    picture(page, "instructor-gradebook")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(wrong_hand_in.email)
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=*")
    name = page.locator("table[data-book] tbody th a")
    expect(name).to_have_count(1)
    expect(page.locator("table[data-book] tbody [tabindex='0']")).to_have_count(1)
    name.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("table[data-book] tbody td.total")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Latest submissions")).to_be_visible()
    assert axe(page) == []
    picture(page, "instructor-student", full_page=True)


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
    page.locator("summary").filter(has_text="Revoke A browser test").click()
    expect(page.get_by_text("Programs that use it lose access at once.").locator("visible=true")).to_have_count(1)
    assert page.request.get("/api/v1/submissions", headers={"Authorization": f"Bearer {secret}"}).status == 200
    assert faults_in_each_shape(page) == []
    page.get_by_role("button", name="Revoke A browser test").click()
    expect(page.get_by_text("The token is revoked.")).to_be_visible()
    answer = page.request.get("/api/v1/submissions", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status == 401


def test_a_webhook_is_made_tried_and_deleted(instructor: Callable[..., Page], picture: Callable[..., None]) -> None:
    page = instructor()
    page.goto("/teach/1/settings")
    page.get_by_label("Address of the program").fill("https://receiver.test.example/graded")
    page.get_by_role("button", name="Make a webhook").click()
    first = page.locator(".secret").inner_text()
    assert first.startswith("whsec_")
    page.get_by_role("button", name="Send a test message").click()
    expect(page.get_by_role("row").filter(has_text="webhook.test")).to_be_visible()
    picture(page, "teach-webhook", full_page=True)
    page.get_by_role("button", name="Make a new secret").click()
    assert page.locator(".secret").inner_text() not in ("", first)
    assert faults_in_each_shape(page) == []
    page.locator("summary").filter(has_text="Delete webhook").click()
    page.get_by_role("button", name="Delete webhook").click()
    expect(page.get_by_text("The webhook is deleted.")).to_be_visible()
    expect(page.get_by_role("link", name="receiver.test.example")).to_have_count(0)


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
    student.page.goto("/account")
    expect(student.page.get_by_role("heading", name="Account", exact=True)).to_be_visible()


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
