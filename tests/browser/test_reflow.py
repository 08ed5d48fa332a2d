"""Reflow (WCAG 2.2, 1.4.10): at 320 px and at 200 % zoom nothing is wider than the window, and nothing is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playwright.sync_api import Page, expect

from tests.browser.pages import WRONG, AssignmentPage, Visitor
from tests.browser.test_results import SLOW_WRONG, WATCH_SHIFTS

#: 320 px are 1280 px at 400 %; 640 by 450 are 1280 by 900 at 200 %.
SIZES = {"320px": {"width": 320, "height": 640}, "200%": {"width": 640, "height": 450}}
#: What is wider than the window, or than its own box, without a way to scroll there. Icons and hidden text have no
#: width of their own, and a file's name may end in an ellipsis.
CUT = """() => {
    const root = document.documentElement;
    const found = root.scrollWidth > innerWidth ? [`page: ${root.scrollWidth}`] : [];
    for (const element of document.querySelectorAll("body *")) {
        if (element.closest("svg, math, .sr, .cm-editor, noscript, [hidden], .skip, .brand")) continue;
        const box = element.getBoundingClientRect();
        if (!box.width || !box.height || element.checkVisibility?.({ visibilityProperty: true }) === false) continue;
        const scroller = element.closest(".scroll, .keys, pre, .formulas, .facts, .tabs, .crumbs, [tabindex='0']");
        const text = element.textContent.trim();
        const name = `${element.tagName.toLowerCase()}.${element.className}: ${text.slice(0, 40)}`;
        if (!scroller && (box.right > innerWidth + 1 || box.left < -1)) found.push(`outside: ${name}`);
        const style = getComputedStyle(element);
        const hides = ["hidden", "clip"].includes(style.overflowX) && style.textOverflow !== "ellipsis";
        const cut = hides && element.scrollWidth > element.clientWidth + 1;
        if (cut && text) found.push(`cut: ${name}`);
    }
    return found;
}"""


def expect_whole(page: Page, places: dict[str, list[str]], name: str, sizes: Iterable[str] = SIZES) -> None:
    """Collect in `places` what is cut on this page, in each size."""
    for size in sizes:
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
        if found := page.evaluate(CUT):
            places[f"{name}, {size}"] = found


def test_no_page_of_a_student_is_cut(visitor: Callable[..., Visitor]) -> None:
    """Every page, and every view of the workspace, with the results of a failed attempt, in both sizes."""
    person = visitor(viewport=SIZES["320px"])
    page = person.page
    places: dict[str, list[str]] = {}
    it = person.open_assignment("relu_der")
    for _ in range(2):
        it.hand_in(WRONG)
        it.expect_points("/ 15")
    for size in SIZES:
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
        for view in ("Task", "Code", "Results"):
            it.show(view)
            expect_whole(page, places, f"workspace, {view}", (size,))
    attempt = page.locator("#outcome").get_by_role("link", name="Attempt 2").get_attribute("href")
    addresses = {
        "home": "/",
        "attempt": attempt,
        "receipt": f"{attempt}/receipt",
        "check": "/receipts/check",
        "attempts": "/courses/1/relu_der/history",
        "account": "/account",
        "delete": "/account/delete",
        "join": "/join",
        "questions": "/courses/1/training_quiz",
        "error": "/nowhere",
    }
    for name, address in addresses.items():
        page.goto(str(address))
        expect_whole(page, places, name)
    page.goto("/courses/1/relu_der/history")
    page.locator("[data-compare-button]").click()
    expect(page.locator("h1")).to_contain_text("Attempt 1 → attempt 2")
    expect_whole(page, places, "comparison")
    person.context.clear_cookies()
    for name in ("sign-in", "register"):
        page.goto(f"/{name}")
        expect_whole(page, places, name)
    assert places == {}


def test_results_arrive_on_a_phone_without_a_shift(visitor: Callable[..., Visitor]) -> None:
    """The browser's own measure of layout shift stays below 0.1, at the narrowest width too."""
    person = visitor(
        viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True, reduced_motion="no-preference"
    )
    it: AssignmentPage = person.open_assignment("relu_der")
    it.write(SLOW_WRONG)
    person.page.evaluate(WATCH_SHIFTS)
    it.submit()
    expect(it.causes).to_have_count(1)
    person.page.wait_for_timeout(300)
    assert person.page.evaluate("() => window.shift") < 0.1
