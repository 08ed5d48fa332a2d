"""Students, assignments and settings of a course in a browser: desktop, phone, keyboard, axe-core."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from grader.store import Database, courses
from grader.store.demo import INSTRUCTOR
from grader.store.models import Role
from tests.browser.accessibility import COLOURS, axe
from tests.browser.conftest import PHONE
from tests.browser.pages import Visitor
from tests.browser.server import Server

ROSTER = """name,email,role,section,SIS ID
Zoe Zhang,zoe.zhang@uni.example,student,Monday,4711
Malik Okafor,m.okafor@uni.example,student,Tuesday,4712
Emre Kaya,emre.kaya@uni,student,Monday,
Lena Weber,lena.weber@uni.example,assistant,,
Kofi Patel,zoe.zhang@uni.example,student,,
"""
SHAPES = {
    "desktop": {},
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2},
    "dark": {"color_scheme": "dark"},
}


@pytest.fixture
def course(store: Database) -> int:
    """A course of the demo instructor for one test."""
    with store.write() as db:
        made = courses.create_course(db, name="People")
        demo = courses.by_join_code(db, "DEMO2345")
        assert demo is not None
        for enrolment in courses.members(db, demo.id):
            courses.enrol(db, made.id, enrolment.person_id, enrolment.role)
        courses.set_assignment(db, made.id, "relu_der")
        return made.id


@pytest.fixture
def teacher(context_of: Callable[..., BrowserContext], server: Server) -> Callable[..., Page]:
    """The demo instructor's page, signed in."""

    def make(**options: object) -> Page:
        page = context_of(**options).new_page()
        page.goto("/sign-in")
        page.get_by_label("Email").fill(INSTRUCTOR[0])
        page.get_by_label("Password").fill(server.demo["instructor"]["password"])
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    return make


def no_wider_than_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize("shape", SHAPES)
def test_the_pages_are_accessible(
    teacher: Callable[..., Page], course: int, shape: str, picture: Callable[..., None]
) -> None:
    page = teacher(**SHAPES[shape])
    rules = COLOURS if shape == "dark" else None
    found = {}
    for name in ("members", "members/import", "assignments", "settings"):
        page.goto(f"/teach/{course}/{name}")
        if violations := axe(page, rules):
            found[name] = violations
        no_wider_than_the_screen(page)
        picture(page, f"teach-{name.replace('/', '-')}-{shape}", full_page=True)
    page.goto(f"/teach/{course}/members")
    page.locator("tbody a").first.click()
    found |= {"member": violations} if (violations := axe(page, rules)) else {}
    picture(page, f"teach-member-{shape}", full_page=True)
    for address in ("/teach/new", "/teach/?all=1"):
        page.goto(address)
        found |= {address: violations} if (violations := axe(page, rules)) else {}
    page.goto(f"/teach/{course}/members/import")
    page.get_by_label("Or paste a list").fill(ROSTER)
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    found |= {"review": violations} if (violations := axe(page, rules)) else {}
    no_wider_than_the_screen(page)
    picture(page, f"teach-review-{shape}", full_page=True)
    assert found == {}


def test_a_roster_by_keyboard_without_script(teacher: Callable[..., Page], course: int) -> None:
    page = teacher(java_script_enabled=False)
    page.goto(f"/teach/{course}/members")
    page.get_by_role("link", name="Import students").press("Enter")
    page.get_by_label("CSV file").set_input_files(
        {"name": "class-list.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    )
    page.get_by_role("button", name="Review").press("Enter")
    expect(page.get_by_text("From class-list.csv")).to_be_visible()
    expect(page.get_by_text("Same email as line 2")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download 2 rows").press("Enter")
    assert download.value.suggested_filename == "problems.csv"
    page.get_by_role("button", name="Add 3").press("Enter")
    expect(page.get_by_text("Imported: 3 added.")).to_be_visible()
    page.get_by_label("Search by name").fill("4712")
    page.get_by_label("Search by name").press("Enter")
    expect(page.get_by_role("link", name="Malik Okafor")).to_be_visible()
    expect(page.get_by_role("link", name="Zoe Zhang")).to_have_count(0)


def test_a_link_opens_a_new_account(
    teacher: Callable[..., Page], course: int, context_of: Callable[..., BrowserContext]
) -> None:
    page = teacher()
    page.goto(f"/teach/{course}/members")
    page.get_by_label("Email", exact=True).fill("new.person@uni.example")
    page.get_by_role("button", name="Add to the course").click()
    page.get_by_role("button", name="Make a password link").click()
    link = page.locator(".secret").inner_text().strip()
    person = context_of(viewport=PHONE).new_page()
    person.goto(re.sub(r"^https?://[^/]+", "", link))
    assert axe(person) == []
    person.get_by_label("Password").fill("four long words here")
    person.get_by_role("button", name="Save password and sign in").click()
    expect(person.get_by_role("heading", name="People")).to_be_visible()


def test_an_assignment_is_removed_and_put_back(teacher: Callable[..., Page], course: int, student: Visitor) -> None:
    page = teacher()
    page.goto(f"/teach/{course}/assignments")
    page.get_by_role("button", name=re.compile("^Remove ")).click()
    expect(page.get_by_text("no assignments yet")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Put back ")).click()
    expect(page.get_by_role("button", name=re.compile("^Close "))).to_be_visible()


def test_view_as_student_by_keyboard(teacher: Callable[..., Page], course: int, store: Database) -> None:
    """On a phone: from the member to the student's pages and back, nothing of the instructor's in between."""
    with store.read() as db:
        student = next(each for each in courses.members(db, course) if each.role is Role.STUDENT).person
    page = teacher(**SHAPES["phone"])
    page.goto(f"/teach/{course}/members/{student.id}")
    page.get_by_role("button", name=re.compile("View as student")).press("Enter")
    banner = page.get_by_role("form", name="Student view")
    expect(banner).to_contain_text(f"Viewing as {student.name}")
    page.goto(f"/courses/{course}/relu_der")
    expect(banner).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    banner.get_by_role("button").press("Enter")
    page.wait_for_url(f"**/teach/{course}/members/{student.id}")
    expect(banner).to_have_count(0)
