"""Submissions that do not load, and submissions that exceed a limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import axe
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import AssignmentPage, Visitor

BROKEN = "import numpy as np\n\ndef relu_der(dA, cache):\n    Z = cache['Z'\n    return np.where(Z > 0, dA, 0)\n"
ENDLESS = "def relu_der(dA, cache):\n    while True:\n        pass\n"
# Each call prints much, so that a busy machine meets the limit of output before the limit of time.
TALKATIVE = 'def relu_der(dA, cache):\n    while True:\n        print("still here\\n" * 1000)\n'


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_a_load_error_is_shown_once(
    visitor: Callable[..., Visitor], picture: Callable[..., None], size: dict[str, int], scheme: str
) -> None:
    """Live, after a reload, and on the submission's own page."""
    it = visitor(viewport=size, color_scheme=scheme).open_assignment("relu_der")
    page = it.page
    it.write(BROKEN)
    it.submit_anyway()
    expect(it.causes).to_contain_text("Could not load")
    for step in ("live", "reload", "own"):
        _expect_shown_once(it)
        if step == "live":
            # One mark, however many tests were not run.
            expect(page.locator(".cm-lintRange-error")).to_have_text("Z = cache['Z'")
            picture(page.locator("#live"), f"load-error-{'desktop' if size is DESKTOP else 'phone-dark'}")
            page.reload()
        elif step == "reload":
            it.outcome.get_by_role("link", name="Attempt 1").click()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    page.get_by_role("link", name="Go to line 4").click()
    expect(page.locator("tr:target")).to_contain_text("Z = cache['Z'")
    expect(page.locator("tr:target")).to_be_in_viewport()


def _expect_shown_once(it: AssignmentPage) -> None:
    expect(it.summary).to_contain_text("Your file did not load, so no tests ran.")
    expect(it.results.get_by_text("was never closed")).to_have_count(1)
    expect(it.causes.locator("tr.named")).to_contain_text("Z = cache['Z'")
    for state in it.page.locator("[data-case] .pts").all():
        expect(state).to_have_text("not run")


@pytest.mark.parametrize(
    ("code", "badge", "words", "name"),
    [
        (ENDLESS, "Time limit exceeded", "ran longer than the limit", "time-limit"),
        (TALKATIVE, "Printed too much", "printed more than 1 MiB", "output-limit"),
    ],
    ids=["time", "output"],
)
def test_a_limit_says_what_ended_it(
    relu: AssignmentPage, picture: Callable[..., None], code: str, badge: str, words: str, name: str
) -> None:
    relu.hand_in(code)
    expect(relu.causes.first).to_contain_text(badge, timeout=60_000)
    expect(relu.causes.first.get_by_role("heading", level=3)).to_contain_text(words)
    picture(relu.page.locator("#live"), name)
    _fits_a_phone(relu.page)


def _fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
