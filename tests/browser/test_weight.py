"""The transfer size of the first visit."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.pages import Visitor

WITHOUT_EDITOR, WITH_EDITOR = 150_000, 400_000


def test_first_visit_is_light(student: Visitor) -> None:
    """Bytes on the wire, compressed, with an empty cache: of the home page, and of an assignment with its editor."""
    assert transferred(student.page, "/") < WITHOUT_EDITOR
    student.page.context.clear_cookies(name="none")
    plain = transferred(student.page, "/courses/1/relu_der", without="editor-")
    whole = transferred(student.page, "/courses/1/relu_der")
    assert plain < WITHOUT_EDITOR
    assert plain < whole < WITH_EDITOR


def transferred(page: Page, address: str, *, without: str | None = None) -> int:
    """Encoded bytes of everything that `address` loads, headers included, nothing from the cache."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    if without:
        page.route(f"**/{without}*", lambda route: route.abort())
    page.goto(address, wait_until="networkidle")
    if without:
        page.unroute(f"**/{without}*")
    elif "relu_der" in address:
        expect(page.locator(".cm-editor")).to_be_visible()
    session.detach()
    return int(sum(sizes))
