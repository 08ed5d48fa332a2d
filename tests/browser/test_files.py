"""Files by button and by drag and drop, refused files, and drafts."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.pages import RIGHT, WRONG, AssignmentPage, Visitor

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"language_info": {"name": "python"}},
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# My work"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1, "source": ["%matplotlib inline\n"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 2, "source": RIGHT},
    ],
}


def test_python_file_by_button(relu: AssignmentPage, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(RIGHT)
    relu.page.locator("input[type=file]").set_input_files(file)
    expect(relu.page.locator("[data-draft-line]")).to_contain_text("mine.py")
    relu.submit()
    relu.expect_points("15 / 15")


def test_a_line_of_a_file_is_shown_in_the_file(relu: AssignmentPage, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import numpy as np\n\n\ndef relu_der(dA, cache):\n    return undefined_name\n")
    relu.page.locator("input[type=file]").set_input_files(file)
    relu.submit()
    expect(relu.causes).to_contain_text("A name is not defined")
    relu.causes.get_by_role("link", name="Go to line 5").first.click()
    expect(relu.page.get_by_role("heading", name="Attempt 1")).to_be_visible()
    expect(relu.page.locator("tr:target")).to_contain_text("return undefined_name")


def test_notebook_by_drag_and_drop(relu: AssignmentPage) -> None:
    drop(relu.page, "work.ipynb", json.dumps(NOTEBOOK))
    expect(relu.page.locator("[data-draft-line]")).to_contain_text("work.ipynb")
    relu.submit()
    relu.expect_points("15 / 15")
    relu.results.get_by_text("note about your file").click()
    expect(relu.results.get_by_text("%matplotlib")).to_be_visible()


def test_file_can_be_taken_back(relu: AssignmentPage) -> None:
    relu.write(RIGHT)
    drop(relu.page, "wrong.py", WRONG)
    relu.page.get_by_role("button", name="Use the editor instead").click()
    relu.submit()
    relu.expect_points("15 / 15")


def test_no_submission_says_what_to_do(relu: AssignmentPage, tmp_path: Path) -> None:
    file = tmp_path / "picture.py"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    relu.page.locator("input[type=file]").set_input_files(file)
    relu.submit()
    expect(relu.page.get_by_role("alert")).to_contain_text("picture, not code")
    expect(relu.notice).to_contain_text("Not submitted.")


def test_draft_comes_back(relu: AssignmentPage) -> None:
    relu.write("# my own thoughts\n")
    expect(relu.page.locator("[data-draft-line]")).to_contain_text("Draft saved")
    relu.page.reload()
    expect(relu.editor).to_contain_text("# my own thoughts")
    expect(relu.page.locator("[data-draft-line]")).to_contain_text("Draft restored from")
    relu.page.get_by_role("button", name="Reset to starter code").click()
    expect(relu.editor).to_contain_text("# your code here")
    relu.page.reload()
    expect(relu.editor).not_to_contain_text("# my own thoughts")


def test_starter_is_there_and_can_be_downloaded(student: Visitor) -> None:
    it = student.open_assignment("relu_der")
    expect(it.editor).to_contain_text("def relu_der(dA, cache):")
    it.page.locator("summary", has_text="Starter code").click()
    with it.page.expect_download() as download:
        it.page.get_by_role("link", name="Download relu_der.py").click()
    starter = Path(__file__).resolve().parents[2] / "testcases" / "relu_der" / "starter.py"
    assert download.value.path().read_bytes() == starter.read_bytes()


def drop(page: Page, name: str, text: str) -> None:
    """Drop a file on the form."""
    data = page.evaluate_handle(
        """([name, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([text], name));
            return data;
        }""",
        [name, text],
    )
    page.locator("#handin").dispatch_event("drop", {"dataTransfer": data})
