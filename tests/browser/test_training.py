"""The live view of a long training run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.assignments.test_mnist_training import notebook_that_stops
from tests.browser.pages import Visitor
from tests.browser.server import PROJECT

SAMPLES = PROJECT / "testcases" / "mlp_notebook" / "submissions" / "accepted"


#: Right, and slow without work for the processor, so that the run can be watched.
SLOW_STEPS = """

import time as _time

_step = update_parameters

def update_parameters(parameters, gradients, epoch, alpha):
    _time.sleep(0.04)
    return _step(parameters, gradients, epoch, alpha)
"""


@pytest.mark.slow
def test_live_curve_and_cancel(student_anywhere: Visitor, tmp_path: Path, picture: Callable[..., None]) -> None:
    """Iteration, loss and curve grow while MNIST trains; nothing moves; it can be cancelled."""
    page = student_anywhere.page
    it = student_anywhere.open_assignment("mlp_notebook")
    file = tmp_path / "network.py"
    file.write_text((SAMPLES / "a_notebook_as_one_file.py").read_text(encoding="utf-8") + SLOW_STEPS, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    it.submit()
    # Results come into view with the submission.
    expect(page.locator("#board")).to_be_visible()
    box = page.locator("#board").bounding_box()
    expect(page.locator("[data-plot] canvas")).to_be_visible(timeout=120_000)
    waiting = page.locator("#after [data-waiting]")
    expect(waiting.get_by_role("heading", name="Confusion matrix")).to_be_attached()
    expect(waiting.get_by_role("heading", name="Misread digits")).to_be_attached()
    expect(page.locator("[data-iteration]")).to_contain_text("of 500")
    expect(page.locator("[data-reference]")).not_to_have_text("–")
    summary = page.locator("[data-curve-summary]")
    expect(summary).to_contain_text("the reference loss there is")
    expect(summary).to_contain_text("passed")
    before = page.locator("[data-iteration]").inner_text()
    expect(page.locator("[data-iteration]")).not_to_have_text(before)
    picture(page, f"training-{'phone' if student_anywhere.is_phone else 'desktop'}")
    now = page.locator("#board").bounding_box()
    assert box is not None
    assert now is not None
    assert now["height"] == box["height"]
    page.get_by_role("button", name="Cancel").click()
    expect(it.outcome).to_contain_text("Not graded")
    expect(waiting).to_have_count(0)


@pytest.mark.slow
def test_after_the_training(student: Visitor, tmp_path: Path, picture: Callable[..., None]) -> None:
    """Curve, confusion matrix and digits are shown, each with text, also after a reload."""
    page = student.page
    it = student.open_assignment("mlp_notebook")
    file = tmp_path / "network.ipynb"
    file.write_bytes(notebook_that_stops(200))
    page.locator("input[type=file]").set_input_files(file)
    it.submit()
    expect(it.score).to_contain_text("100 / 100", timeout=180_000)
    for _ in range(2):
        case = it.results
        expect(case.get_by_role("img", name="your loss from")).to_be_visible()
        expect(case.locator("figcaption", has_text="your loss: from")).to_be_visible()
        matrix = case.locator(".confusion")
        expect(matrix.get_by_role("row")).to_have_count(11)
        counts = [int(text) for text in matrix.locator("tbody td .sr, tbody td:not(:has(.sr))").all_inner_texts()]
        assert sum(counts) == 1000
        right = sum(int(text) for text in matrix.locator(".hit").all_inner_texts())
        expect(case.get_by_text(f"{right} of 1000 right")).to_be_visible()
        digits = case.locator(".digits li")
        assert digits.count() > 0
        expect(digits.first).to_contain_text("predicted")
        assert digits.first.locator("img").evaluate("(image) => image.complete && image.naturalWidth > 0")
        picture(case, "training-finished")
        page.reload()
    expect(page.locator("#training")).to_contain_text("Final loss")
