"""Students, assignments and settings of a course in a browser: desktop, phone, keyboard, axe-core."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import delete

from grader.store import Database, courses
from grader.store.models import Enrolment, Role
from tests.browser.accessibility import PHONE, axe, each_shape, faults
from tests.browser.pages import Visitor

ROSTER = """name,email,role,section,SIS ID
Zoe Zhang,zoe.zhang@uni.example,student,Monday,4711
Malik Okafor,m.okafor@uni.example,student,Tuesday,4712
Emre Kaya,emre.kaya@uni,student,Monday,
Lena Weber,lena.weber@uni.example,assistant,,
Kofi Patel,zoe.zhang@uni.example,student,,
"""
TELEPHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture
def course(store: Database) -> Iterator[int]:
    """A course of the demo instructor for one test. Afterwards nobody is in it: the demo course is the only one."""
    with store.write() as db:
        made = courses.create_course(db, name="People")
        demo = courses.by_join_code(db, "DEMO2345")
        assert demo is not None
        for enrolment in courses.members(db, demo.id):
            courses.enrol(db, made.id, enrolment.person_id, enrolment.role)
        courses.set_assignment(db, made.id, "relu_der")
        number = made.id
    yield number
    with store.write() as db:
        db.execute(delete(Enrolment).where(Enrolment.course_id == number))


def test_the_pages_are_accessible(instructor: Callable[..., Page], course: int, picture: Callable[..., None]) -> None:
    """In dark, on a phone and at a desktop."""
    page = instructor()
    found: list[str] = []

    def check(name: str) -> None:
        for shape in each_shape(page):
            found.extend(f"{name}, {fault}" for fault in faults(page, shape))
            picture(page, f"teach-{name}-{shape}", full_page=True)

    page.goto(f"/teach/{course}/members")
    check("members")
    page.locator("tbody a").first.click()
    page.wait_for_url("**/members/*")
    check("member")
    for address in ("assignments", "settings", "members/import"):
        page.goto(f"/teach/{course}/{address}")
        check(address.replace("/", "-"))
    page.get_by_label("Or paste a list").fill(ROSTER)
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    check("review")
    for name, address in (("new", "/teach/new"), ("all", "/teach/?all=1")):
        page.goto(address)
        check(name)
    assert found == []


def test_a_roster_by_keyboard_without_script(instructor: Callable[..., Page], course: int) -> None:
    page = instructor(java_script_enabled=False)
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
    instructor: Callable[..., Page], course: int, context_of: Callable[..., BrowserContext]
) -> None:
    page = instructor()
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


def test_an_assignment_is_removed_and_put_back(instructor: Callable[..., Page], course: int, student: Visitor) -> None:
    page = instructor()
    page.goto(f"/teach/{course}/assignments")
    page.get_by_role("button", name=re.compile("^Remove ")).click()
    expect(page.get_by_text("no assignments yet")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Put back ")).click()
    expect(page.get_by_role("button", name=re.compile("^Close "))).to_be_visible()


def test_view_as_student_by_keyboard(instructor: Callable[..., Page], course: int, store: Database) -> None:
    """On a phone: from the member to the student's pages and back, nothing of the instructor's in between."""
    with store.read() as db:
        student = next(each for each in courses.members(db, course) if each.role is Role.STUDENT).person
    page = instructor(**TELEPHONE)
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
