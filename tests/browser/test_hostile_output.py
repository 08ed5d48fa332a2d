"""Output of student code is shown as text and never executed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.pages import AssignmentPage

HOSTILE = r"""
import numpy as np

print("<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>")
def relu_der(dA, cache):
    print("<script>window.hacked = 3</script><img src=x onerror='window.hacked = 4'>")
    print("\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07")
    print("user\u202egnp.exe zero\u200bwidth")
    print("Z" + "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301")
    raise ValueError("<b onclick='window.hacked = 5'>bold</b> \u202e txet")
"""

LONG_LINE = """
def relu_der(dA, cache):
    print("x" * 900_000)
    return dA * 0 - 7
"""

TEN_MEGABYTES = """
def relu_der(dA, cache):
    print("x" * 10_000_000)
    return dA
"""


def test_markup_terminal_codes_and_invisible_characters(relu: AssignmentPage) -> None:
    relu.hand_in(HOSTILE)
    expect(relu.causes.first).to_contain_text("Raised an error")
    case = relu.causes.first
    printed = case.locator(".evidence .printed")
    expect(printed).to_contain_text("<script>window.hacked = 3</script>")
    expect(printed).to_contain_text("red link")
    expect(printed).to_contain_text("user‹U+202E›gnp.exe zero‹U+200B›width")
    assert "\x1b" not in printed.inner_text()
    expect(case.locator(".case-message").first).to_contain_text("<b onclick=")
    assert relu.page.evaluate("() => window.hacked") is None
    assert case.locator(".printed *, .case-message :not(code)").count() == 0


def test_endless_lines_stay_in_their_box(relu: AssignmentPage) -> None:
    relu.hand_in(LONG_LINE)
    expect(relu.score).to_contain_text("/ 15")
    assert relu.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert len(relu.page.content()) < 1_000_000
    relu.hand_in(TEN_MEGABYTES)
    expect(relu.outcome).to_contain_text("Attempt 2")
    expect(relu.causes.first).to_contain_text("Printed too much")


def test_hostile_file_name(relu: AssignmentPage) -> None:
    relu.page.locator("input[type=file]").set_input_files(
        {
            "name": "<img src=x onerror=alert(1)>\u202eyp.py",
            "mimeType": "text/plain",
            "buffer": b"def relu_der(): pass\n",
        }
    )
    relu.submit()
    expect(relu.outcome).to_contain_text("Free attempt 1")
    relu.outcome.get_by_role("link", name="Attempt 1").click()
    expect(relu.page.get_by_text("onerror=alert(1)").first).to_be_visible()
    assert "\u202e" not in relu.page.locator("main").inner_text()
    assert relu.page.locator("main img").count() == 0
