"""Page objects."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

RIGHT = """import numpy as np

def relu_der(dA, cache):
    return np.where(cache["Z"] > 0, dA, 0.0)
"""

WRONG = """import numpy as np

def relu_der(dA, cache):
    Z = cache["Z"]
    print("shape of Z:", Z.shape)
    return dA * (Z >= 0)
"""

#: Right, but slow enough to be watched: half a second for each test.
SLOW = """import time
import numpy as np

def relu_der(dA, cache):
    time.sleep(0.5)
    return np.where(cache["Z"] > 0, dA, 0.0)
"""


def send_sign_in(page: Page, email: str, password: str) -> None:
    """Send the sign-in form without showing it, and keep the session's cookie in the page's context."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.request.get("/sign-in").text())
    assert token
    fields = {"csrf_token": token[1], "email": email, "password": password}
    headers = {"User-Agent": page.evaluate("navigator.userAgent")}
    answer = page.request.post("/sign-in", form=fields, headers=headers, max_redirects=0)
    assert answer.status in (302, 303), answer.text()


@dataclass(kw_only=True)
class Visitor:
    """A person with a browser."""

    context: BrowserContext
    page: Page
    email: str
    password: str

    @property
    def is_phone(self) -> bool:
        """Whether the screen is narrow."""
        size = self.page.viewport_size
        return size is not None and size["width"] < 500

    def sign_in(self) -> None:
        """Send the form without showing it. `test_access` signs in as a person does."""
        send_sign_in(self.page, self.email, self.password)

    def open_assignment(self, slug: str) -> AssignmentPage:
        """The page of an assignment of the demo course, its editor ready."""
        self.page.goto(f"/courses/1/{slug}")
        it = AssignmentPage(self.page)
        expect(it.editor).to_be_attached()
        return it


class AssignmentPage:
    """The page with task, editor and results."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.editor: Locator = page.locator(".cm-content")
        self.outcome: Locator = page.locator("#outcome")
        self.results: Locator = page.locator("#live")
        self.notice: Locator = page.locator("[data-notice]")
        self.causes: Locator = page.locator(".cause")
        self.score: Locator = page.locator(".outcome-score")
        self.cases: Locator = page.locator("[data-case]")
        self.summary: Locator = page.locator(".outcome-summary")

    def show(self, view: str) -> None:
        """The view "Task", "Code", "Answers" or "Results", by the dock of a narrow screen or the tabs of a wide one."""
        dock = self.page.get_by_role("group", name="View").get_by_role("button", name=view)
        tab = self.page.get_by_role("tab", name=view)
        for button in (dock, tab):
            if button.is_visible():
                button.click()

    def write(self, code: str) -> None:
        """Replace the editor's text with `code`, by keyboard."""
        self.show("Code")
        self.editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(code)

    def submit(self) -> None:
        self.page.get_by_role("button", name="Submit").click()

    def try_it(self) -> None:
        self.page.get_by_role("button", name="Run visible tests").click()

    def hand_in(self, code: str) -> None:
        """Write and submit."""
        self.write(code)
        self.submit()

    def submit_anyway(self) -> None:
        """Submit, and say yes to the question that comes first."""
        self.submit()
        self.page.get_by_role("button", name="Submit anyway").click()

    def case(self, title: str) -> Locator:
        """The row of a test case."""
        return self.cases.filter(has=self.page.get_by_text(title))

    def expect_points(self, text: str) -> None:
        """Wait for the final score."""
        expect(self.score).to_contain_text(text)
