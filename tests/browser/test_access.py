"""Accessibility: axe on every page in both colour schemes, keyboard only, narrow screens, reduced motion."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import COLOURS, axe
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PICTURES_WANTED
from tests.browser.pages import RIGHT, WRONG, AssignmentPage, Visitor

#: Pages that between them show every colour.
IN_COLOUR = ("/", "/courses/1/relu_der", "/courses/1/relu_der/history", "/courses/1/backprop_homework")
#: Pages that are photographed in both colour schemes.
PICTURES = {
    "/": "home",
    "/account": "account",
    "/courses/1/relu_der": "assignment",
    "/courses/1/mlp_notebook": "assignment-training",
    "/no-such-page": "error",
}


@pytest.fixture
def veteran(visitor: Callable[..., Visitor]) -> Visitor:
    """A student with a wrong and a right attempt at relu_der. Without motion, colours change at once."""
    person = visitor(color_scheme="light")
    it = person.open_assignment("relu_der")
    it.hand_in(RIGHT)
    it.expect_points("15 / 15")
    it.hand_in(WRONG)
    expect(it.outcome).to_contain_text("Attempt 2")
    expect(it.score).to_contain_text("/ 15")
    return person


def addresses(person: Visitor) -> list[str]:
    """The address of every page that a student can open."""
    page = person.page
    page.goto("/courses/1/relu_der/history")
    attempts = page.locator("tbody th a")
    hrefs = [attempts.nth(i).get_attribute("href") for i in range(attempts.count())]
    ids = [str(href).rpartition("/")[2] for href in hrefs]
    return [
        "/",
        "/account",
        # One assignment of each kind: code, questions, training.
        "/courses/1/relu_der",
        "/courses/1/backprop_homework",
        "/courses/1/mlp_notebook",
        "/courses/1/relu_der/history",
        f"/compare?old={ids[1]}&new={ids[0]}",
        f"/submissions/{ids[0]}",
        f"/submissions/{ids[0]}/receipt",
        "/receipts/check",
        "/no-such-page",
    ]


def test_axe_finds_nothing_and_a_phone_scrolls_no_page_sideways(veteran: Visitor, picture: Callable[..., None]) -> None:
    """Every rule on every page in light; in dark, where only the colours differ, contrast on some pages."""
    page = veteran.page
    found: dict[str, object] = {}
    for address in addresses(veteran):
        open_page(page, address)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            found[f"{address} on a phone"] = "wider than the window"
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.evaluate("() => { for (const details of document.querySelectorAll('details')) details.open = true }")
        if violations := axe(page):
            found[address] = violations
        if address in IN_COLOUR:
            page.emulate_media(color_scheme="dark")
            if violations := axe(page, COLOURS):
                found[f"{address} in dark"] = violations
            page.emulate_media(color_scheme="light")
        for scheme in ("dark", "light") if address in PICTURES and PICTURES_WANTED else ():
            page.emulate_media(color_scheme=scheme)
            open_page(page, address)
            picture(page, f"{PICTURES[address]}-{scheme}")
    page.context.clear_cookies()
    for address in ("/sign-in", "/register"):
        page.goto(address)
        if violations := axe(page):
            found[address] = violations
        picture(page, address.strip("/"))
        page.emulate_media(color_scheme="dark")
        if violations := axe(page, COLOURS):
            found[f"{address} in dark"] = violations
        page.emulate_media(color_scheme="light")
    assert found == {}


def open_page(page: Page, address: str) -> None:
    """Go to `address`, and wait for its editor if it has one."""
    page.goto(address)
    if page.locator("#handin .editor").count():
        expect(page.locator(".cm-content")).to_be_attached()


def test_from_sign_in_to_verdict_by_keyboard(context_of: Callable[..., object], new_student: Callable[[], str]) -> None:
    page: Page = context_of().new_page()  # type: ignore[attr-defined]
    keys = page.keyboard
    page.goto("/sign-in")
    _tab_to(page, "Email")
    keys.type(new_student())
    _tab_to(page, "Password")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/")
    _tab_to(page, "Backward through ReLU")
    keys.press("Enter")
    it = AssignmentPage(page)
    expect(it.editor).to_be_visible()
    _tab_to(page, "Your code")
    keys.press("ControlOrMeta+a")
    keys.insert_text(WRONG)
    keys.press("Escape")
    _tab_to(page, "Submit")
    keys.press("Enter")
    expect(it.score).to_contain_text("/ 15")
    expect(page.get_by_role("button", name="Submit")).to_be_focused()
    keys.press("Alt+2")
    expect(page.locator("#panel-results")).to_be_focused()
    for _ in range(80):
        keys.press("Tab")
        focused = page.locator(":focus")
        if focused.inner_text().startswith("120 units"):
            break
    expect(page.locator(":focus")).to_have_css("outline-style", "solid")
    keys.press("Enter")
    expect(it.case("120 units").locator("> details")).to_have_attribute("open", "")


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with the label `name` has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(
            """(name) => {
                const it = document.activeElement;
                const label = it.labels?.[0]?.textContent ?? it.getAttribute("aria-label") ?? it.textContent;
                return label.trim().startsWith(name);
            }""",
            name,
        ):
            return
    raise AssertionError(f"Tab never comes to {name}")


def test_skip_link_and_less_motion(visitor: Callable[..., Visitor]) -> None:
    page = visitor(reduced_motion="reduce").page
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
            const style = getComputedStyle(element);
            return style.animationName !== "none" || style.transitionDuration !== "0s";
        }).length"""
    )
    assert moving == 0
