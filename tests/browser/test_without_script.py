"""Everything that matters works with JavaScript off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.pages import RIGHT, WRONG, Visitor


def test_upload_and_result(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    page = visitor(java_script_enabled=False).page
    page.goto("/")
    page.get_by_role("link", name="Backward through ReLU").click()
    file = tmp_path / "mine.py"
    file.write_text(WRONG)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attempt 1")
    expect(page.locator(".outcome-score")).to_contain_text("/ 15")
    cause = page.locator(".cause", has_text="whose input is exactly zero")
    expect(cause.get_by_text("expected 0", exact=True).first).to_be_visible()
    expect(cause.get_by_text("Hint.")).to_be_visible()
    cause.get_by_text("Explain the mistake").click()
    expect(cause.get_by_text("In this course")).to_be_visible()


def test_paste_and_try(visitor: Callable[..., Visitor]) -> None:
    page = visitor(java_script_enabled=False).page
    page.goto("/courses/1/relu_der")
    page.locator("textarea[name=source]").fill(RIGHT)
    page.get_by_role("button", name="Run visible tests").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice run")
    expect(page.locator(".outcome-score")).to_contain_text("visible points")


def test_refused_upload_is_explained(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    page = visitor(java_script_enabled=False).page
    page.goto("/courses/1/relu_der")
    file = tmp_path / "thesis.pdf"
    file.write_bytes(b"%PDF-1.7")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".refusal.bad")).to_contain_text(".py")
