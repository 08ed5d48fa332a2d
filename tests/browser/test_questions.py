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
    it.show("Answers")
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


def test_one_answer_is_checked_alone(student_anywhere: Visitor, picture: Callable[..., None]) -> None:
    """A check uses one try of its question and no attempt; an answer that cannot be read uses none."""
    page = student_anywhere.page
    page.goto("/courses/1/backprop_homework")
    it = AssignmentPage(page)
    it.show("Answers")
    loss = page.locator("[data-question=loss]")
    loss.get_by_role("textbox", name="Your number").fill("1,5x")
    expect(loss.locator("output")).to_contain_text("cannot be read as a number")
    loss.get_by_role("button", name="Check answer 3a").click()
    expect(loss.locator("[data-question-result]")).to_contain_text("cannot be read as a number")
    expect(loss.locator("[data-tries]")).to_have_text("5 of 5 tries left")
    loss.get_by_role("textbox", name="Your number").fill("-0,5")
    expect(loss.locator("output")).to_have_text("−0.5")
    loss.get_by_role("button", name="Check answer 3a").click()
    expect(loss.locator("[data-result]")).to_contain_text("0 / 1")
    expect(loss.locator("[data-tries]")).to_have_text("4 of 5 tries left")
    listed = page.locator("[data-listed=loss] [data-words]").first
    expect(listed).to_have_text("wrong answer")
    picture(page, f"questions-checked-{'phone' if student_anywhere.is_phone else 'desktop'}")
    page.get_by_role("link", name="Next unanswered").locator("visible=true").click()
    expect(page.locator("[data-question=error_last] input").first).to_be_focused()
    page.goto("/courses/1/backprop_homework/history")
    expect(page.get_by_text("No attempts yet.")).to_be_visible()


def test_the_code_is_a_question_with_a_number(student: Visitor) -> None:
    page = student.page
    page.goto("/courses/1/training_quiz")
    titles = page.locator(".q-head h3")
    expect(titles.nth(4)).to_have_text("4 dCdb in code")
    expect(page.locator("#q-code [data-editor]")).to_have_count(1)
    expect(page.locator("input[type=file]")).to_have_count(1)
    expect(page.locator(".quiz-nav a[data-listed]")).to_have_count(7)
