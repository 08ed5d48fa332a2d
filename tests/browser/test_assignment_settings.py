"""The settings of an assignment and the page of extensions: on a desktop and a phone, by keyboard, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from grader.store import Database, courses, sections
from grader.store.models import Section, SectionDates
from tests.browser.accessibility import PHONE, axe, faults_in_each_shape
from tests.browser.pages import Visitor

HERE = "/teach/1/relu_der"
OPTIONS = [{}, {"java_script_enabled": False}, {"viewport": PHONE, "is_mobile": True}]


@pytest.fixture(autouse=True)
def restored(store: Database) -> Iterator[None]:
    """Puts the settings back, which all tests of this process share."""
    yield
    with store.write() as db:
        row = courses.course_assignment(db, 1, "relu_der")
        assert row is not None
        row.due_at = row.policy = row.attempts = None


@pytest.mark.parametrize("options", OPTIONS)
def test_late_work_is_set_saved_and_undone(
    instructor: Callable[..., Page], options: dict, picture: Callable[..., None]
) -> None:
    page = instructor(**options)
    page.goto(HERE)
    page.get_by_role("link", name="Settings", exact=True).last.click()
    page.get_by_label("Due", exact=True).first.fill("2031-07-06T23:59")
    page.get_by_text("Accepted with a deduction").click()
    page.get_by_label("Deduction (%)").fill("ten")
    page.get_by_label("Days accepted").fill("3")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("#percent-error")).to_be_visible()
    expect(page.get_by_label("Due", exact=True).first).to_have_value("2031-07-06T23:59")
    page.get_by_label("Deduction (%)").fill("10")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    expect(page.locator("[data-summary]")).to_contain_text("−10 % a day")
    if not options:
        picture(page, "assignment-settings", full_page=True)
    page.get_by_role("button", name="Undo the change 1").click()
    expect(page.locator("[data-summary]")).to_contain_text("No deadline.")


def test_the_sentence_follows_the_form_and_changes_are_counted(instructor: Callable[..., Page]) -> None:
    page = instructor()
    page.goto(f"{HERE}/settings")
    attempts = page.get_by_label("Attempts allowed")
    # Another test may have left a number.
    attempts.fill("")
    page.keyboard.type("7")
    expect(page.locator("[data-summary]")).to_contain_text("7 attempts")
    expect(page.get_by_text("1 unsaved change")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    expect(page.get_by_label("Attempts allowed")).to_have_value("7")


@pytest.mark.parametrize("options", OPTIONS)
def test_an_extension_is_given_and_revoked(
    instructor: Callable[..., Page], student: Visitor, options: dict, picture: Callable[..., None]
) -> None:
    page = instructor(**options)
    page.goto(f"{HERE}/extensions")
    page.get_by_label("More students").fill(student.email)
    page.get_by_label("More attempts").fill("2")
    page.get_by_role("button", name="Give the extension").click()
    expect(page.locator("#reason-error")).to_be_visible()
    expect(page.get_by_label("More attempts")).to_have_value("2")
    page.get_by_label("Reason").fill("Illness")
    page.get_by_role("button", name="Give the extension").click()
    row = page.get_by_role("row").filter(has_text="Illness")
    expect(row).to_contain_text("2")
    if not options:
        picture(page, "extensions")
    row.get_by_role("button").click()
    expect(page.get_by_text("Nobody has an extension.")).to_be_visible()


@pytest.fixture
def section(store: Database) -> Iterator[str]:
    """A section with dates and rules of its own; its name."""
    with store.write() as db:
        given = courses.course_assignment(db, 1, "relu_der")
        assert given is not None
        made = sections.create(db, 1, "Monday", actor="ina")
        own = {"attempts": 3, "policy": {"grace_minutes": 10, "hints": False}}
        db.add(SectionDates(course_assignment_id=given.id, section_id=made.id, **own))
        db.flush()
    yield made.name
    with store.write() as db:
        db.execute(delete(SectionDates).where(SectionDates.section_id == made.id))
        db.execute(delete(Section).where(Section.id == made.id))


def test_axe_finds_nothing(instructor: Callable[..., Page], section: str) -> None:
    page = instructor()
    found = {}
    for address in ("settings", "extensions"):
        page.goto(f"{HERE}/{address}")
        if address == "settings":
            page.get_by_text("Dates and rules of sections").click()
            expect(page.get_by_label("Grace period (minutes)").first).to_have_value("10")
        if violations := faults_in_each_shape(page):
            found[address] = violations
    assert found == {}


def test_grading_is_paused_and_resumed_by_keyboard(instructor: Callable[..., Page], student: Visitor) -> None:
    page = instructor()
    page.goto(f"{HERE}/settings")
    page.get_by_label("Reason", exact=True).focus()
    page.keyboard.type("Test 4 is wrong.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Grading is paused. Submissions are accepted")).to_be_visible()
    assert axe(page) == []
    work = student.open_assignment("relu_der").page
    expect(work.get_by_text("Reason: Test 4 is wrong.")).to_be_visible()
    page.get_by_role("button", name="Resume grading of Backward through ReLU").press("Enter")
    expect(page.get_by_text("Grading continues.")).to_be_visible()
