"""The instructor's pages are accessible and break no content policy."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.accessibility import axe
from tests.browser.pages import RIGHT, WRONG, Visitor
from tests.browser.server import Server


def test_instructors_pages(
    context_of: Callable[..., BrowserContext],
    visitor: Callable[..., Visitor],
    server: Server,
    picture: Callable[..., None],
) -> None:
    for code in (WRONG, RIGHT):
        it = visitor().open_assignment("relu_der")
        it.hand_in(code)
        expect(it.score).to_contain_text("/ 15")
    page = context_of().new_page()
    page.goto("/sign-in")
    page.get_by_label("Email").fill(server.demo["instructor"]["email"])
    page.get_by_label("Password").fill(server.demo["instructor"]["password"])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    found = {}
    for name, address in (
        ("teach", "/teach/"),
        ("teach-course", "/teach/1"),
        ("teach-gradebook", "/teach/1/gradebook"),
        ("teach-assignment", "/teach/1/relu_der"),
        ("teach-settings", "/teach/1/settings"),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        if violations := axe(page):
            found[address] = violations
        if name == "teach-settings":
            picture(page, name)
    assert found == {}
