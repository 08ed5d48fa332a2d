"""Letting a program in: from the code to the list of programs, at a desktop and with a phone, light and dark."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from grader.store import Database, device_sign_ins
from grader.store.tokens import LEAST_SCOPES
from tests.browser.accessibility import PHONE, axe
from tests.browser.pages import Visitor


def begun(store: Database) -> str:
    """The code of a program that waits."""
    with store.write() as db:
        sign_in = device_sign_ins.begin(
            db, program="grader", device="adas-laptop", address="192.0.2.7", scopes=LEAST_SCOPES
        )
        return sign_in.user_code


def test_a_program_is_allowed(visitor: Callable[..., Visitor], store: Database) -> None:
    page = visitor(color_scheme="dark").page
    page.goto("/device")
    assert axe(page) == []
    code = page.get_by_label("Code from your terminal")
    expect(code).to_be_focused()
    code.fill("bcdf-ghjk")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No program waits with this code.")).to_be_visible()
    code.fill(begun(store).lower())
    page.keyboard.press("Enter")
    expect(page.get_by_text("adas-laptop")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("is signed in as you. Go back to your terminal.")).to_be_visible()
    assert axe(page) == []


def test_a_program_is_denied_on_a_phone_in_german(visitor: Callable[..., Visitor], store: Database) -> None:
    page = visitor(viewport=PHONE, has_touch=True, is_mobile=True, locale="de-DE").page
    page.goto(f"/device?code={begun(store)}")
    expect(page.get_by_role("heading", name="Dieses Programm zulassen?")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Ablehnen").tap()
    expect(page.get_by_text("wurde abgelehnt")).to_be_visible()
    expect(page.get_by_text("Keine Programme.")).to_be_visible()
