"""An assignment inside the frame of a learning management system, in a browser that blocks third-party cookies."""

from __future__ import annotations

import html
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from grader.store import Database, courses, lti_platforms
from grader.store.demo import JOIN_CODE
from grader.store.models import LtiPlatform
from tests.browser.conftest import ARGUMENTS, CHROMIUM, DESKTOP, PHONE
from tests.browser.pages import RIGHT
from tests.browser.server import Server
from tests.lti.platform import Platform, Request, make_key, running
from web.lti.claims import PREFIX

#: What the page of the course says of the link; the browser does the rest.
LAUNCH = "Open the assignment"


@pytest.fixture
def lms(store: Database, server: Server) -> Iterator[Platform]:
    """A platform on another site than the grader: "localhost" is another one than 127.0.0.1."""
    with running(make_key()) as platform:
        platform.url = platform.url.replace("127.0.0.1", "localhost")
        with store.write() as db:
            course = courses.by_join_code(db, JOIN_CODE)
            assert course is not None
            made = lti_platforms.add(db, platform.registration(course.id), actor="system")
        login = urlencode(
            {
                "iss": platform.url,
                "login_hint": "user-7",
                "target_link_uri": f"{server.url}/lti/launch",
                "client_id": platform.client_id,
            }
        )
        address = html.escape(f"{server.url}/lti/login?{login}")
        platform.routes["GET", "/course"] = lambda _: _page(
            f'<h1>Networks 101</h1><a href="{address}" target="tool">{LAUNCH}</a>'
            '<iframe name="tool" title="Assignment" width="100%" height="820"></iframe>'
        )
        platform.routes["GET", "/auth"] = lambda request: _launch(platform, request, server)
        yield platform
        with store.write() as db:
            row = db.get(LtiPlatform, made.id)
            assert row is not None
            lti_platforms.remove(db, row, actor="system")


def _page(body: str) -> tuple[int, str, bytes]:
    return 200, "text/html; charset=utf-8", f"<!doctype html><title>LMS</title>{body}".encode()


def _launch(platform: Platform, request: Request, server: Server) -> tuple[int, str, bytes]:
    """The form with the token, which sends itself."""
    asked = {name: values[0] for name, values in request.query.items()}
    target = f"{server.url}/lti/launch"
    claims = platform.claims(asked["nonce"], target_link_uri=target) | {
        "email": f"lea{server.port}.{len(platform.requests)}@lms.example",
        f"{PREFIX}resource_link": {"id": "link-1", "title": "ReLU"},
    }
    return _page(
        f'<form method="post" action="{target}"><input type="hidden" name="state" value="{asked["state"]}">'
        f'<input type="hidden" name="id_token" value="{platform.sign(claims)}"></form>'
        "<script>document.forms[0].submit()</script>"
    )


@pytest.fixture(scope="module")
def blocking(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps no cookies of frames of other sites."""
    running = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, "--test-third-party-cookie-phaseout"]
    )
    yield running
    running.close()


@pytest.fixture
def viewport() -> ViewportSize:
    return DESKTOP


@pytest.fixture
def page(viewport: ViewportSize, blocking: Browser) -> Iterator[Page]:
    """A page of that browser."""
    context = blocking.new_context(viewport=viewport, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_three_clicks_to_the_verdict(lms: Platform, page: Page) -> None:
    page.goto(f"{lms.url}/course")
    page.get_by_role("link", name=LAUNCH).click()
    tool = page.frame_locator("iframe[name=tool]")
    tool.get_by_role("button", name="Continue").click()
    editor = tool.locator(".cm-content")
    expect(editor).to_be_attached()
    if not editor.is_visible():
        tool.get_by_role("group", name="View").get_by_role("button", name="Code").click()
    editor.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(RIGHT)
    tool.get_by_role("button", name="Submit").click()
    expect(tool.locator(".outcome-score")).to_contain_text("15")
    assert page.context.cookies(lms.url.replace("localhost", "127.0.0.1")) == []


def test_by_keyboard_alone(lms: Platform, page: Page) -> None:
    page.goto(f"{lms.url}/course")
    tool = page.frame_locator("iframe[name=tool]")
    press(page, page.get_by_role("link", name=LAUNCH))
    press(page, tool.get_by_role("button", name="Continue"))
    focus(page, tool.locator(".cm-content"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(RIGHT)
    page.keyboard.press("Escape")
    press(page, tool.get_by_role("button", name="Submit"))
    expect(tool.locator(".outcome-score")).to_contain_text("15")


def focus(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement && document.hasFocus()"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached with Tab: {wanted}")


def press(page: Page, wanted: Locator) -> None:
    """Move the focus there and press Enter."""
    focus(page, wanted)
    page.keyboard.press("Enter")
