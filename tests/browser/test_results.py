"""Results that read at a glance: causes, the ladder of help, practice runs, cancelled runs, paper."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.pages import RIGHT, SLOW, WRONG, AssignmentPage, Visitor

#: Wrong, and slow enough to be watched.
SLOW_WRONG = SLOW.replace('np.where(cache["Z"] > 0, dA, 0.0)', 'dA * (cache["Z"] >= 0)')
#: The sum of the layout shifts that no click or key explains.
WATCH_SHIFTS = """() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift" });
}"""


def test_failures_arrive_without_moving_the_page(student_anywhere: Visitor) -> None:
    """Below 0.1, although the tests are grouped anew at the end; the score is in sight, however far one scrolls."""
    it = student_anywhere.open_assignment("relu_der")
    it.write(SLOW_WRONG)
    it.page.evaluate(WATCH_SHIFTS)
    it.submit()
    expect(it.score).to_be_attached()
    expect(it.causes).to_have_count(1)
    it.page.wait_for_timeout(300)
    assert it.page.evaluate("() => window.shift") < 0.1
    it.page.get_by_text("Points by part").scroll_into_view_if_needed()
    if not student_anywhere.is_phone:
        expect(it.score).to_be_in_viewport()


def test_a_row_is_kept_when_the_tests_are_grouped(relu: AssignmentPage) -> None:
    """The script moves the rows of the tests that passed."""
    relu.hand_in(SLOW_WRONG)
    row = relu.page.locator("[data-case][data-verdict=accepted]").first
    expect(row).to_be_visible()
    row.evaluate("(element) => { element.mine = true }")
    expect(relu.causes).to_have_count(1)
    passed = relu.page.locator("[data-passed] [data-case]")
    expect(passed).to_have_count(6)
    assert passed.evaluate_all("(rows) => rows.some((row) => row.mine)")
    assert relu.cases.count() == 9


def test_opened_help_stays_open_for_the_session(relu: AssignmentPage) -> None:
    relu.hand_in(WRONG)
    expect(relu.causes.get_by_text("Hint.")).to_be_visible()
    explanation = relu.causes.get_by_text("Your condition lets an entry")
    expect(explanation).to_be_hidden()
    relu.causes.get_by_text("Explain the mistake").click()
    expect(explanation).to_be_visible()
    relu.page.reload()
    expect(explanation).to_be_visible()
    expect(relu.causes.get_by_text("The comparison of Z with 0")).to_be_hidden()


def test_a_refusal_leaves_the_results_and_on_paper_everything_is_open(relu: AssignmentPage) -> None:
    relu.hand_in(WRONG)
    relu.expect_points("/ 15")
    relu.page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    relu.hand_in(RIGHT)
    expect(relu.notice).to_contain_text("Not submitted.")
    expect(relu.causes).to_have_count(1)
    expect(relu.score).to_contain_text("7.8")
    relu.outcome.get_by_role("link", name="Attempt 1").click()
    steps = relu.causes.get_by_text("Your condition lets an entry")
    expect(steps).to_be_hidden()
    relu.page.emulate_media(media="print")
    expect(steps).to_be_visible()
    expect(relu.causes.get_by_text("The comparison of Z with 0")).to_be_visible()
    assert relu.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_everything_is_there_without_script(visitor: Callable[..., Visitor]) -> None:
    page: Page = visitor(java_script_enabled=False).page
    page.goto("/courses/1/relu_der")
    page.locator("textarea[name=source]").fill(WRONG)
    page.get_by_role("button", name="Submit").first.click()
    expect(page.locator(".outcome-score")).to_contain_text("7.8 / 15")
    expect(page.get_by_role("img", name="6 passed, 3 failed")).to_be_visible()
    expect(page.locator(".cause [data-case]")).to_have_count(3)
    expect(page.locator("[data-passed] [data-case]")).to_have_count(6)
