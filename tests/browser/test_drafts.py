"""Drafts that were edited in two places: nothing is replaced unseen, and each version is one click away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import AssignmentPage, Visitor

OFFLINE, ONLINE = "# written offline\n", "# written in the other browser\n"


def saved(page: Page) -> None:
    expect(page.locator("[data-draft-line]")).to_have_text("Draft saved.")


@pytest.fixture
def conflict(student: Visitor, context_of: Callable[..., object], tmp_path: Path) -> AssignmentPage:
    """The page of a browser with an unsent draft, after another browser has saved a newer one."""
    it = student.open_assignment("relu_der")
    it.write("# common beginning\n")
    saved(it.page)
    student.context.set_offline(True)
    it.write(OFFLINE)
    expect(it.page.locator("[data-draft-line]")).to_have_text("Draft saved in this browser.")
    other = Visitor(context=context_of(), page=it.page, email=student.email, password=student.password)
    other.page = other.context.new_page()
    other.sign_in()
    theirs = other.open_assignment("relu_der")
    theirs.write(ONLINE)
    saved(theirs.page)
    # Later than what the server has: the edit was made while the connection was away.
    it.write(OFFLINE + "# and later\n")
    expect(it.page.locator("[data-draft-line]")).to_have_text("Draft saved in this browser.")
    it.page.wait_for_timeout(600)
    it.page.close()
    student.context.set_offline(False)
    page = student.context.new_page()
    page.goto("/courses/1/relu_der")
    return AssignmentPage(page)


def test_a_draft_edited_offline_replaces_no_newer_one(conflict: AssignmentPage) -> None:
    """The server's is shown, the other is offered, and after a click the first is offered in turn."""
    page = conflict.page
    expect(conflict.editor).to_contain_text("written in the other browser")
    banner = page.locator("[data-newer]")
    expect(banner).to_contain_text("Another version of your draft")
    banner.get_by_role("button", name="Open it").click()
    expect(conflict.editor).to_contain_text("and later")
    saved(page)
    banner.get_by_role("button", name="Open it").click()
    expect(conflict.editor).to_contain_text("written in the other browser")
    saved(page)
    page.reload()
    expect(conflict.editor).to_contain_text("written in the other browser")
    expect(banner).to_be_visible()
    banner.get_by_role("button", name="Keep this one").click()
    expect(banner).to_be_hidden()
    page.reload()
    expect(conflict.editor).to_contain_text("written in the other browser")
    expect(banner).to_be_hidden()


def test_what_was_written_offline_is_sent_when_nobody_else_wrote(student: Visitor) -> None:
    """Without a newer draft on the server nothing is asked."""
    it = student.open_assignment("relu_der")
    it.write("# common beginning\n")
    saved(it.page)
    student.context.set_offline(True)
    it.write(OFFLINE)
    expect(it.page.locator("[data-draft-line]")).to_have_text("Draft saved in this browser.")
    it.page.close()
    student.context.set_offline(False)
    page = student.context.new_page()
    page.goto("/courses/1/relu_der")
    again = AssignmentPage(page)
    expect(again.editor).to_contain_text("written offline")
    expect(page.locator("[data-newer]")).to_be_hidden()
    page.wait_for_function(
        "() => fetch('/courses/1/relu_der/draft').then((answer) => answer.json())"
        ".then((draft) => draft.code.includes('written offline'))",
        polling=500,
    )


def test_two_tabs_ask_which_draft_to_keep(student: Visitor) -> None:
    """The tab that saves last is told of the newer draft; after opening it, its own is still there."""
    first = student.open_assignment("relu_der")
    page = student.context.new_page()
    page.goto("/courses/1/relu_der")
    second = AssignmentPage(page)
    expect(second.editor).to_be_attached()
    first.write("# first tab\n")
    saved(first.page)
    second.write("# second tab\n")
    banner = page.locator("[data-newer]")
    expect(banner).to_contain_text("A newer draft was saved in another tab or browser")
    banner.get_by_role("button", name="Open it").click()
    expect(second.editor).to_contain_text("first tab")
    banner.get_by_role("button", name="Open it").click()
    expect(second.editor).to_contain_text("second tab")
    saved(page)
