"""Questions without code."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.pages import AssignmentPage, Visitor


def test_formula_is_shown_back_and_answers_are_graded(student_anywhere: Visitor, picture: Callable[..., None]) -> None:
    page = student_anywhere.page
    page.goto("/courses/1/backprop_homework")
    it = AssignmentPage(page)
    it.show("Answers")
    weight = page.locator("[data-question=weights]")
    weight.get_by_role("textbox", name="Your formula").fill("a_k^(l-1)*delta_j^l")
    expect(weight.locator("output math")).to_be_visible()
    bias = page.locator("[data-question=biases]")
    bias.get_by_role("textbox", name="Your formula").fill("delta_j^l + <img src=x onerror=alert(1)>")
    expect(bias.locator("output")).not_to_be_empty()
    assert bias.locator("output *").count() == 0
    page.locator("input[value=gradient_times_slope]").check()
    page.locator("input[value=gradient_times_slope]").scroll_into_view_if_needed()
    it.submit()
    expect(it.outcome).to_contain_text("Attempt 1")
    expect(it.case("The derivative by a weight")).to_have_attribute("data-verdict", "accepted")
    expect(it.case("The error of the last layer")).to_have_attribute("data-verdict", "accepted")
    expect(it.case("The derivative by a bias")).to_have_attribute("data-verdict", "load_error")
    beside = page.locator("[data-question=biases] [data-question-result]")
    expect(beside).to_contain_text("0 / 0.5")
    expect(page.locator("[data-question=weights] [data-question-result]")).to_contain_text("0.5 / 0.5")
    left = {"biases": "5 of 5 tries left", "error_last": "1 of 2 tries left", "loss": "5 of 5 tries left"}
    for name, words in left.items():
        expect(page.locator(f"[data-question={name}] [data-tries]")).to_have_text(words)
    picture(page, f"questions-{'phone' if student_anywhere.is_phone else 'desktop'}")

    page.reload()
    for name, words in left.items():
        expect(page.locator(f"[data-question={name}] [data-tries]")).to_have_text(words)
    expect(page.locator("[data-question=weights] [data-question-result]")).to_contain_text("0.5 / 0.5")
    expect(beside).to_contain_text("0 / 0.5")
    expect(weight.get_by_role("textbox", name="Your formula")).to_have_value("a_k^(l-1)*delta_j^l")
    expect(page.locator("input[value=gradient_times_slope]")).to_be_checked()


def test_questions_without_script(visitor: Callable[..., Visitor]) -> None:
    page = visitor(java_script_enabled=False).page
    page.goto("/courses/1/backprop_homework")
    page.locator("input[value=gradient_times_slope]").check()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".outcome-score")).to_contain_text("/ 9")
    expect(page.locator("[data-case]", has_text="The error of the last layer")).to_have_attribute(
        "data-verdict", "accepted"
    )
