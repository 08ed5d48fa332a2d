"""Rate limits and refusals: the page says when to try again, and keeps what was written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessibility import PHONE
from tests.browser.pages import RIGHT, AssignmentPage, Visitor
from tests.browser.server import RATE

HAND_IN = "/courses/1/relu_der/submissions"
SUBMIT_AGAIN = "You can submit again in"


def use_up_limit(page: Page, address: str) -> None:
    """Use up the rate limit of `address`."""
    token = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    answers = [page.request.post(address, form={"csrf_token": token, "mode": "try"}) for _ in range(RATE + 1)]
    assert answers[-1].status == 429


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_leads_back_by_keyboard(
    visitor: Callable[..., Visitor], picture: Callable[..., None], scheme: str
) -> None:
    page = visitor(color_scheme=scheme, **({"viewport": PHONE} if scheme == "dark" else {})).page
    page.goto("/account")
    use_up_limit(page, "/account/password")
    page.get_by_label("Current password").fill("no idea")
    page.get_by_label("New password").fill("no idea either")
    page.get_by_label("New password").press("Enter")
    expect(page.locator("h1")).to_have_text("Too many requests")
    expect(page.get_by_role("main")).to_contain_text("You can try again in")
    picture(page, f"too-often-{'phone-dark' if scheme == 'dark' else 'light'}")
    while not page.evaluate("() => document.activeElement.matches('main a')"):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Try again")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()


def test_a_wrong_password_keeps_the_email(
    context_of: Callable[..., BrowserContext], picture: Callable[..., None]
) -> None:
    page = context_of().new_page()
    page.goto("/sign-in")
    page.get_by_label("Email").fill("nobody@test.example")
    page.get_by_label("Password").fill("no idea")
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Incorrect email or password")
    expect(page.get_by_label("Email")).to_have_value("nobody@test.example")
    picture(page, "sign-in-wrong")


def test_code_stays_in_the_editor(relu: AssignmentPage, picture: Callable[..., None]) -> None:
    use_up_limit(relu.page, HAND_IN)
    relu.write(RIGHT)
    relu.submit()
    expect(relu.page.get_by_role("alert")).to_contain_text(SUBMIT_AGAIN)
    expect(relu.editor).to_contain_text("np.where")
    expect(relu.notice).to_contain_text("Not submitted.")
    picture(relu.page.locator("#handin"), "hand-in-refused")


def test_pasted_code_comes_back_without_script(visitor: Callable[..., Visitor], picture: Callable[..., None]) -> None:
    page = visitor(java_script_enabled=False, viewport=PHONE, is_mobile=True, has_touch=True).page
    page.goto("/courses/1/relu_der")
    use_up_limit(page, HAND_IN)
    page.locator("textarea[name=source]").fill(RIGHT)
    page.get_by_role("button", name="Run visible tests").click()
    expect(page.get_by_role("alert").first).to_contain_text(SUBMIT_AGAIN)
    expect(page.locator("textarea[name=source]")).to_have_value(RIGHT)
    picture(page, "hand-in-refused-phone")


def test_what_comes_back_is_newer_than_the_draft(relu: AssignmentPage) -> None:
    """A form that was sent before the script was there comes back to a page whose script knows an older draft."""
    relu.write("# an older draft\n")
    expect(relu.page.locator("[data-draft-line]")).to_contain_text("Draft saved")
    use_up_limit(relu.page, HAND_IN)
    relu.page.evaluate(
        """(code) => {
            const area = document.querySelector("textarea[name=source]");
            area.disabled = false;
            area.value = code;
            area.form.submit();
        }""",
        RIGHT,
    )
    expect(relu.page.locator(".refusal.bad")).to_contain_text(SUBMIT_AGAIN)
    expect(relu.editor).to_contain_text("np.where")
    relu.page.goto("/courses/1/relu_der")
    expect(relu.editor).to_contain_text("np.where")
    relu.page.get_by_role("button", name="Reset to starter code").click()
    expect(relu.editor).to_contain_text("# your code here")
