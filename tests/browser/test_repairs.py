"""A repair on its way: handed in, graded, searched by a real worker, shown step by step without a reload."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.accessibility import axe
from tests.browser.pages import RIGHT, WRONG, AssignmentPage, Visitor

#: Seconds, in milliseconds: the search takes two of one core, at the lowest priority of a busy machine.
SEARCH = 60_000
FIRST = "One change in line 6 makes all tests pass."


def test_a_student_is_told_where_to_look(relu: AssignmentPage) -> None:
    relu.hand_in(WRONG)
    relu.expect_points("/ 15")
    repairs = relu.page.locator("#repairs")
    expect(repairs).to_contain_text(FIRST, timeout=SEARCH)
    expect(repairs.get_by_text("In line 6, look at")).to_be_hidden()
    repairs.get_by_text("Which part?").click()
    expect(repairs.get_by_text("In line 6, look at Z >= 0.")).to_be_visible()
    repairs.get_by_text("What is it about?").click()
    expect(repairs.get_by_text("It is about the boundary of a comparison.")).to_be_visible()
    expect(repairs.get_by_text("The change")).to_have_count(0)
    assert not axe(relu.page)
    relu.page.reload()
    expect(relu.page.locator("#repairs")).to_contain_text(FIRST)
    relu.hand_in(RIGHT)
    relu.expect_points("15 / 15")
    expect(relu.page.locator("#repairs")).to_be_empty()


def test_an_instructor_sees_the_change_and_what_the_class_shares(
    visitor: Callable[..., Visitor],
    instructor: Callable[..., Page],
) -> None:
    relu = visitor().open_assignment("relu_der")
    relu.hand_in(WRONG)
    expect(relu.page.locator("#repairs")).to_contain_text(FIRST, timeout=SEARCH)
    page = instructor()
    page.goto("/teach/1/relu_der")
    shared = page.get_by_role("region", name="Changes that repair")
    expect(shared).to_contain_text("the boundary of a comparison")
    shared.get_by_role("link").first.click()
    page.get_by_text("The change", exact=True).click()
    expect(page.locator("#repairs pre")).to_contain_text("Z >= 0")
    assert not axe(page)
