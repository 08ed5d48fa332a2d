"""Notices in a browser: a message from the overview's side, the bell, the list, the account's email settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from grader.store import Database, courses, extensions
from grader.store.demo import JOIN_CODE
from grader.store.models import Extension
from tests.browser.accessibility import COLOURS, PHONE, axe, too_wide
from tests.browser.pages import Visitor


@pytest.fixture
def course_id(store: Database) -> Iterator[int]:
    """The demo course, from which the extensions of the test are taken away afterwards."""
    with store.read() as db:
        course = courses.by_join_code(db, JOIN_CODE)
        assert course is not None
        number = course.id
    yield number
    with store.write() as db:
        db.execute(delete(Extension))


def check(page: Page) -> None:
    """Nothing that axe finds, in light and dark, and nothing wider than the window."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert axe(page, COLOURS if scheme == "dark" else None) == [], f"{page.url}, {scheme}"
    assert too_wide(page) <= 0, page.url


def test_a_message_and_its_notice(
    instructor: Callable[..., Page],
    visitor: Callable[..., Visitor],
    store: Database,
    course_id: int,
    picture: Callable[..., None],
) -> None:
    student, teacher = visitor(), instructor()
    with store.write() as db:
        given = courses.course_assignment(db, course_id, "relu_der")
        assert given is not None
        extensions.create(
            db, given, [student.email], extensions.NewExtension(due_at=None, attempts=2, reason="Illness"), actor="x"
        )
    teacher.goto(f"/teach/{course_id}/messages/new?student={student.email}&assignment=relu_der")
    expect(teacher.get_by_role("heading", name="Message this student")).to_be_visible()
    teacher.get_by_label("Text", exact=True).fill("Look at **zero** in $Z$ again.")
    teacher.get_by_role("button", name="Preview").click()
    expect(teacher.locator("strong", has_text="zero")).to_be_visible()
    check(teacher)
    picture(teacher, "teach-message")
    teacher.get_by_role("button", name="Message this student").click()
    expect(teacher.get_by_text("The message is sent to 1 student.")).to_be_visible()
    check(teacher)
    teacher.goto(f"/teach/{course_id}/announcements")
    check(teacher)

    page = student.page
    page.goto("/")
    bell = page.get_by_role("link", name="Notices, 2 unread")
    bell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Notices", level=1)).to_be_visible()
    check(page)
    picture(page, "notices")
    page.get_by_role("link", name="Backward through ReLU").first.click()
    expect(page.locator("strong", has_text="zero")).to_be_visible()
    check(page)
    expect(page.get_by_role("link", name="Notices, 1 unread")).to_be_visible()
    page.get_by_role("link", name="Notices", exact=False).first.click()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("You have read everything.")).to_be_visible()


def test_on_a_phone(
    visitor: Callable[..., Visitor], store: Database, course_id: int, picture: Callable[..., None]
) -> None:
    student = visitor(viewport=PHONE, is_mobile=True, has_touch=True)
    with store.write() as db:
        given = courses.course_assignment(db, course_id, "relu_der")
        assert given is not None
        new = extensions.NewExtension(due_at=None, attempts=2, reason="Illness")
        extensions.create(db, given, [student.email], new, actor="x")
    page = student.page
    for path in ("/", f"/courses/{course_id}/relu_der", "/account"):
        page.goto(path)
        expect(page.get_by_role("link", name="Notices, 1 unread")).to_be_visible()
    page.get_by_role("link", name="Notices, 1 unread").tap()
    expect(page.get_by_role("link", name="2 more attempts")).to_be_visible()
    check(page)
    picture(page, "notices-phone")
    page.get_by_role("button", name="Mark as read : 2 more attempts").tap()
    expect(page.get_by_text("You have read everything.")).to_be_visible()
    page.goto("/forgot-password")
    expect(page.get_by_text("Ask your instructor")).to_be_visible()
    check(page)
