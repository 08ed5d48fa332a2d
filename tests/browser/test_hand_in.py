"""A submission on the assignment's page, from the click to the results."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import redirect_stdout

from playwright.sync_api import Page, expect

from tests.browser.pages import RIGHT, SLOW, WRONG, AssignmentPage, Visitor


def test_wrong_then_right_without_reload(student_anywhere: Visitor, picture: Callable[..., None]) -> None:
    """A wrong relu_der shows what was expected and what came; a right one turns everything green, in the same page."""
    page = student_anywhere.page
    it = student_anywhere.open_assignment("relu_der")
    page.evaluate("() => { window.sameVisit = true }")
    expect(it.cases).not_to_have_count(0)
    expect(page.locator("[data-case][data-verdict=waiting]")).to_have_count(it.cases.count())

    it.hand_in(WRONG)
    expect(it.score).to_contain_text("/ 15")
    expect(it.case("whose input is exactly zero")).to_have_attribute("data-verdict", "wrong_answer")
    cause = it.causes.first
    expect(cause.get_by_text("A unit whose input is exactly zero").first).to_be_visible()
    expect(cause.get_by_text("expected 0", exact=True).first).to_be_visible()
    expect(cause.get_by_text("Your result", exact=True)).to_be_visible()
    assert cause.locator("td.off").count() > 0
    expect(cause.locator("td.first").first).to_be_in_viewport()
    expect(cause.locator(".printed")).to_contain_text("shape of Z:")
    picture(page, f"results-{'phone' if student_anywhere.is_phone else 'desktop'}", full_page=True)

    it.hand_in(RIGHT)
    it.expect_points("15 / 15")
    expect(it.outcome).to_contain_text("All 9 tests passed")
    expect(page.locator("[data-case]:not([data-verdict=accepted])")).to_have_count(0)
    expect(page.locator("[data-my-score]")).to_have_text("15 / 15")
    assert page.evaluate("() => window.sameVisit") is True


def test_one_mistake_behind_several_tests(relu: AssignmentPage, picture: Callable[..., None]) -> None:
    """It is told once, of hidden tests only what is allowed, with a program of the call, also after a reload."""
    relu.hand_in(WRONG)
    expect(relu.score).to_contain_text("/ 15")
    told_once(relu)
    hidden = relu.page.locator("[data-case][data-hidden][data-tone=bad]").first
    hidden.locator("summary").first.click()
    expect(hidden.get_by_text("Hidden test: its values are not shown")).to_be_visible()
    expect(hidden.locator("table")).to_have_count(0)
    expect(hidden.locator(".printed")).to_have_count(0)
    picture(hidden, "hidden-failure")
    called_by_a_program(relu)
    relu.page.reload()
    expect(relu.score).to_contain_text("/ 15")
    zero = relu.case("whose input is exactly zero")
    expect(zero).to_have_attribute("data-verdict", "wrong_answer")
    expect(relu.causes.get_by_text("expected 0", exact=True).first).to_be_visible()
    told_once(relu)


def test_try_it_runs_visible_cases_only_and_costs_nothing(relu: AssignmentPage, picture: Callable[..., None]) -> None:
    relu.write(RIGHT)
    relu.try_it()
    expect(relu.outcome).to_contain_text("Practice run")
    expect(relu.score).to_contain_text("visible points")
    hidden = relu.page.locator("[data-case][data-hidden]")
    assert hidden.count() > 0
    expect(relu.page.locator("[data-case][data-hidden][data-verdict=waiting]")).to_have_count(hidden.count())
    expect(relu.page.locator("[data-my-score]")).to_have_text("– / 15")
    picture(relu.page.locator("#live"), "trial")
    # It has denominators of its own.
    expect(relu.page.locator("[data-row=gradient] .group-head")).to_contain_text("4.8 of 4.8")
    expect(relu.summary).to_have_text("All 3 visible tests passed.")
    assert relu.outcome.locator("svg.strip rect").count() == 3
    # Hidden tests say when they run, also after a reload.
    expect(hidden.locator(".pts").first).to_have_text("on submit")
    relu.page.reload()
    expect(hidden.locator(".pts").first).to_have_text("on submit")
    relu.write(RIGHT)
    relu.submit()
    expect(relu.outcome).to_contain_text("Attempt 1")
    relu.expect_points("15 / 15")


def test_error_is_marked_at_its_line(relu: AssignmentPage, picture: Callable[..., None]) -> None:
    relu.hand_in('def relu_der(dA, cache):\n    Z = cache["Z"]\n    return undefined_name * Z\n')
    expect(relu.causes).to_contain_text("Raised an error")
    marked = relu.page.locator(".cm-line", has=relu.page.locator(".cm-lintRange-error"))
    expect(marked).to_have_text("    return undefined_name * Z")
    picture(relu.page, "error-at-its-line")


def test_an_error_does_not_take_the_page_away_from_the_results(relu: AssignmentPage) -> None:
    relu.hand_in("\n" * 60 + "def relu_der(dA, cache):\n    return undefined_name\n")
    expect(relu.causes).to_contain_text("Raised an error")
    expect(relu.page.locator(".cm-lintRange-error").first).to_be_attached()
    relu.page.wait_for_timeout(300)
    expect(relu.causes.get_by_role("heading").first).to_be_in_viewport()
    relu.outcome.get_by_role("link", name="Attempt 1").click()
    relu.page.get_by_role("link", name="Go to line 62").first.click()
    expect(relu.page.locator("tr:target")).to_contain_text("return undefined_name")
    expect(relu.page.locator("tr:target")).to_be_in_viewport()


def test_what_runs_is_said_while_it_runs(relu: AssignmentPage, picture: Callable[..., None]) -> None:
    relu.hand_in(SLOW)
    running = relu.page.locator("[data-case][data-tone=accent]").first
    expect(running.locator(".pts")).to_have_text(re.compile(r"running|\d+ s"))
    expect(relu.summary).to_contain_text("of 9 tests done")
    expect(relu.outcome).to_contain_text("Running")
    assert 0 < float(relu.outcome.locator("[data-points-so-far]").inner_text()) < 15
    assert relu.outcome.locator("svg.strip .p").count() in range(1, 9)
    picture(relu.page.locator("#live"), "running")
    relu.expect_points("15 / 15")
    expect(relu.page.locator("[data-case][data-tone=accent]")).to_have_count(0)


def told_once(relu: AssignmentPage) -> None:
    expect(relu.summary).to_contain_text("One mistake explains all 3 failures.")
    expect(relu.causes).to_have_count(1)
    expect(relu.causes.get_by_role("heading", level=3)).to_have_text("The gradient passes where Z is exactly 0")
    expect(relu.causes).to_contain_text("costs 7.2 points in 3 tests")
    expect(relu.causes.locator("[data-case]")).to_have_count(3)
    expect(relu.results.get_by_text("The gradient passes where Z is exactly 0")).to_have_count(1)


def called_by_a_program(relu: AssignmentPage) -> None:
    """The script can be copied; with the student's code it prints what the page shows."""
    relu.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    case = relu.causes.first
    case.get_by_text("Copy a script that reproduces this").click()
    # The button says "Copied" for two seconds, which a busy machine may miss.
    relu.page.evaluate("() => { window.setTimeout = () => 0 }")
    case.get_by_role("button", name="Copy").click()
    expect(case.get_by_role("button", name="Copied")).to_be_visible()
    program = relu.page.evaluate("() => navigator.clipboard.readText()")
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(f"{WRONG}\n{program}", {})
    yours = case.locator("figure", has_text="Your result").locator("td").all_inner_texts()
    numbers = [float(text.partition("expected")[0]) for text in yours]
    last = printed.getvalue().partition("\n")[2].replace("[", " ").replace("]", " ").split()
    assert [float(text) for text in last] == numbers


def test_nothing_moves_while_results_come(student_anywhere: Visitor) -> None:
    """The browser's own measure of layout shift stays at zero from the click to the last result."""
    relu = student_anywhere.open_assignment("relu_der")
    relu.show("Results")
    box = relu.page.locator("#board").bounding_box()
    relu.write(RIGHT)
    _watch_shifts(relu.page)
    relu.submit()
    relu.expect_points("15 / 15")
    assert relu.page.evaluate("() => window.shifts") == []
    relu.show("Results")
    assert relu.page.locator("#board").bounding_box()["height"] == box["height"]  # type: ignore[index]


def _watch_shifts(page: Page) -> None:
    page.evaluate(
        """() => {
            window.shifts = [];
            new PerformanceObserver((list) => {
                // The bar of buttons and the dock say what runs in words of another length.
                const results = document.querySelector("#live");
                for (const entry of list.getEntries()) {
                    const moved = entry.sources.filter((source) => results.contains(source.node));
                    if (moved.length) window.shifts.push(moved.map((source) => source.node?.className ?? "?"));
                }
            }).observe({ type: "layout-shift" });
        }"""
    )
