"""Task, code and results in one view: nothing is lost, nothing is cut, everything is in reach."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import RIGHT, SLOW, WRONG, AssignmentPage, Visitor

PHONE = {"width": 390, "height": 844}
DONE = "[data-case]:not([data-verdict=waiting])"
ERROR = "\n" * 60 + "def relu_der(dA, cache):\n    return undefined_name\n"


@pytest.fixture(params=["desktop", "phone"])
def anywhere(request: pytest.FixtureRequest, visitor: Callable[..., Visitor]) -> AssignmentPage:
    """The relu_der page of a new student, once at a desktop and once with a phone."""
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    shape = phone if request.param == "phone" else {}
    return visitor(reduced_motion="no-preference", **shape).open_assignment("relu_der")


def drag_and_drop(page: Page, file: Path, place: str) -> None:
    """Drag a file from the desktop to the middle of `place`, with the browser's own events."""
    box = page.locator(place).bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": data}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **where})
    session.detach()


def test_a_file_dropped_anywhere_is_chosen(relu: AssignmentPage, tmp_path: Path) -> None:
    """On the editor, the task, the bar at the top and the bar of buttons."""
    before = relu.editor.inner_text()
    for attempt, place in enumerate((".cm-content", "#panel-task", ".topbar", ".actionbar"), start=1):
        file = tmp_path / f"homework{attempt}.py"
        file.write_text(RIGHT)
        relu.show("Task")
        drag_and_drop(relu.page, file, place)
        chosen = relu.page.locator("[data-chosen]")
        expect(chosen, place).to_contain_text(file.name)
        assert relu.editor.inner_text() == before, place
        expect(relu.page.locator(".editor"), place).to_have_js_property("inert", True)
        assert relu.page.url.partition("?")[0].endswith("/courses/1/relu_der"), place
        relu.submit()
        expect(relu.outcome, place).to_contain_text(f"Attempt {attempt}")
        relu.expect_points("15 / 15")
        relu.page.get_by_role("button", name="Use the editor instead").click()
        expect(relu.page.locator(".editor"), place).to_have_js_property("inert", False)


def test_one_click_goes_back_from_a_file_to_the_editor(anywhere: AssignmentPage, tmp_path: Path) -> None:
    anywhere.write(RIGHT)
    file = tmp_path / "wrong.py"
    file.write_text(WRONG)
    anywhere.page.locator("input[type=file]").set_input_files(file)
    anywhere.page.get_by_role("button", name="Use the editor instead").click()
    expect(anywhere.page.locator(".editor")).to_have_js_property("inert", False)
    anywhere.submit()
    anywhere.expect_points("15 / 15")


def test_a_file_is_checked_before_it_is_sent(relu: AssignmentPage, tmp_path: Path) -> None:
    """Its name, whether it is empty, and its size; an empty editor is refused too."""
    sent: list[str] = []
    relu.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    alert = relu.page.get_by_role("alert")
    large = "#" * (1024 * 1024 + 1)
    cases = (("a.zip", "x", "cannot be submitted"), ("a.py", "", "is empty"), ("b.py", large, "at most 1024 KiB"))
    for name, text, words in cases:
        file = tmp_path / name
        file.write_text(text)
        relu.page.locator("input[type=file]").set_input_files(file)
        expect(alert, name).to_contain_text(words)
        relu.submit()
        expect(alert, name).to_contain_text(words)
    relu.page.reload()
    expect(alert).to_be_empty()
    relu.write(" ")
    relu.submit()
    expect(alert).not_to_be_empty()
    assert [address for address in sent if "/draft" not in address] == []


def test_a_refusal_stands_above_the_buttons(anywhere: AssignmentPage) -> None:
    """In view, directly above the button that was pressed, which keeps the focus."""
    anywhere.write(" ")
    anywhere.submit()
    alert = anywhere.page.get_by_role("alert").locator(".banner")
    expect(alert).to_be_in_viewport(ratio=1)
    bar, banner = anywhere.page.locator(".actionbar").bounding_box(), alert.bounding_box()
    assert bar is not None
    assert banner is not None
    assert 0 <= bar["y"] - banner["y"] - banner["height"] < 20
    expect(anywhere.page.get_by_role("button", name="Submit")).to_be_focused()


def test_the_starter_is_not_submitted_by_mistake(relu: AssignmentPage) -> None:
    relu.submit()
    dialog = relu.page.get_by_role("dialog")
    expect(dialog).to_contain_text("You have not changed the starter code")
    expect(dialog.get_by_role("button", name="Run visible tests first")).to_be_focused()
    relu.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(relu.page.locator(DONE)).to_have_count(0)
    relu.submit()
    dialog.get_by_role("button", name="Run visible tests first").click()
    expect(relu.score).to_contain_text("visible points")


def test_code_that_does_not_load_is_asked_about(relu: AssignmentPage) -> None:
    relu.hand_in("def relu_der(dA, cache):\n    return (dA\n")
    expect(relu.page.get_by_role("dialog")).to_contain_text("is not valid Python")
    relu.page.get_by_role("button", name="Keep working").click()
    expect(relu.page.locator(DONE)).to_have_count(0)
    relu.write(RIGHT)
    relu.submit()
    relu.expect_points("15 / 15")


def test_while_a_run_is_going_nothing_else_is_sent(relu: AssignmentPage) -> None:
    relu.hand_in(SLOW)
    expect(relu.page.get_by_role("button", name="Grading")).to_have_attribute("aria-disabled", "true")
    expect(relu.page.get_by_role("button", name="Run visible tests")).to_be_hidden()
    expect(relu.page.locator(DONE).first).to_be_visible()
    relu.page.keyboard.press("Control+Enter")
    expect(relu.page.locator("[data-status-line]")).to_contain_text("A run is still going")
    expect(relu.page.locator(DONE).first).to_be_visible()
    relu.expect_points("15 / 15")
    expect(relu.page.get_by_role("button", name="Submit")).to_be_enabled()


def test_another_tab_watches_and_cancels(student: Visitor) -> None:
    first = student.open_assignment("relu_der")
    second = AssignmentPage(student.context.new_page())
    second.page.goto("/courses/1/relu_der")
    expect(second.editor).to_be_visible()
    first.hand_in(SLOW)
    expect(second.page.locator(DONE).first).to_be_visible()
    second.page.get_by_role("button", name="Cancel").click()
    for tab in (first, second):
        expect(tab.outcome).to_contain_text("Not graded")
        expect(tab.page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_a_running_attempt_can_be_cancelled_after_a_reload(student: Visitor) -> None:
    it = student.open_assignment("relu_der")
    it.hand_in(SLOW)
    expect(it.page.locator(DONE).first).to_be_visible()
    it.page.reload()
    expect(it.page.get_by_role("button", name="Cancel")).to_be_visible()
    it.page.get_by_role("button", name="Cancel").click()
    expect(it.outcome).to_contain_text("Not graded")


def test_the_error_stands_at_its_line_and_in_view(relu: AssignmentPage) -> None:
    relu.hand_in(ERROR)
    note = relu.page.locator(".cm-note")
    expect(note).to_contain_text("undefined_name")
    expect(note).to_be_in_viewport()
    expect(relu.page.locator(".cm-failing")).to_have_text("    return undefined_name")
    relu.page.locator(".cm-scroller").evaluate("(box) => box.scrollTo(0, 0)")
    relu.page.locator("#live").get_by_role("link", name="Go to line 62").first.click()
    expect(relu.page.locator(".cm-failing")).to_be_in_viewport()
    expect(relu.editor).to_be_focused()


def test_keys_lead_through_the_page(relu: AssignmentPage) -> None:
    relu.hand_in(ERROR)
    expect(relu.score).to_contain_text("/ 15")
    keys = relu.page.keyboard
    keys.press("Alt+1")
    expect(relu.page.locator("#panel-task")).to_be_focused()
    keys.press("Alt+2")
    expect(relu.page.locator("#panel-results")).to_be_focused()
    keys.press("?")
    expect(relu.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    keys.press("Escape")
    keys.press("F8")
    expect(relu.page.locator(".cm-failing")).to_be_in_viewport()
    keys.press("Alt+3")
    expect(relu.editor).to_be_focused()


def test_the_divider_is_moved_by_keys_and_remembered(relu: AssignmentPage) -> None:
    bar = relu.page.get_by_role("separator")
    bar.focus()
    for _ in range(3):
        relu.page.keyboard.press("ArrowRight")
    expect(bar).to_have_attribute("aria-valuenow", "52")
    width = relu.page.locator(".pane.read").bounding_box()
    relu.page.reload()
    expect(bar).to_have_attribute("aria-valuenow", "52")
    assert relu.page.locator(".pane.read").bounding_box() == width
    bar.dblclick()
    expect(bar).to_have_attribute("aria-valuenow", "46")


def test_score_and_buttons_stay_in_view(anywhere: AssignmentPage) -> None:
    """While results arrive and after they are scrolled; the browser's own measure of shifts stays below 0.1."""
    anywhere.write(WRONG)
    anywhere.page.evaluate(
        """() => {
            window.shift = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
            }).observe({ type: "layout-shift" });
        }"""
    )
    anywhere.submit()
    expect(anywhere.score).to_contain_text("/ 15")
    expect(anywhere.score).to_be_in_viewport()
    anywhere.page.wait_for_timeout(500)
    assert anywhere.page.evaluate("() => window.shift") < 0.1
    anywhere.page.locator("#panel-results").evaluate("(box) => box.scrollTo(0, box.scrollHeight)")
    expect(anywhere.score).to_be_in_viewport()
    expect(anywhere.page.get_by_role("button", name="Submit")).to_be_in_viewport(ratio=1)


def test_title_icon_and_screen_reader_tell_the_end(relu: AssignmentPage) -> None:
    relu.hand_in(RIGHT)
    expect(relu.page.locator("[role=status][data-announcement]")).to_contain_text("Graded. 15 of 15 points.")
    relu.expect_points("15 / 15")
    expect(relu.page).to_have_title("15 of 15 · Backward through ReLU · NumPy grader")
    expect(relu.page.locator("link[rel=icon]")).to_have_attribute("href", re.compile("icon-passed"))


def test_no_assignment_is_wider_than_a_phone(visitor: Callable[..., Visitor]) -> None:
    """Neither the page nor its panes scroll sideways; a wide formula or line of code scrolls in its own box."""
    page = visitor(viewport=PHONE, has_touch=True, is_mobile=True).page
    slugs = [path.parent.name for path in Path("testcases").glob("*/assignment.toml")]
    wide: dict[str, list[str]] = {}
    for slug in sorted(slugs):
        page.goto(f"/courses/1/{slug}?view=task")
        found = page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll(".pane-body")]
                .filter((box) => box.scrollWidth > box.clientWidth && box.clientWidth).map((box) => box.id || "page")"""
        )
        cut = page.evaluate(
            """() => [...document.querySelectorAll("#panel-task math")].filter((formula) => {
                const box = formula.closest(".formulas");
                const right = formula.getBoundingClientRect().right;
                return right > innerWidth && !(box && box.scrollWidth > box.clientWidth && box.tabIndex === 0);
            }).length"""
        )
        if found or cut:
            wide[slug] = [*found, f"{cut} formulas"]
    assert len(slugs) >= 10
    assert wide == {}, json.dumps(wide)
