"""An assignment inside the frame of a learning management system, in a browser that blocks third-party cookies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, ViewportSize, expect

from grader.store import Database
from tests.browser.conftest import ARGUMENTS, CHROMIUM, DESKTOP, PHONE
from tests.browser.https import https_fronts
from tests.browser.lms import LAUNCH, STORAGE_FRAME, platform
from tests.browser.pages import RIGHT
from tests.browser.server import Server
from tests.lti.platform import Platform


@pytest.fixture
def lms(store: Database, server: Server) -> Iterator[Platform]:
    with platform(store, server.url) as made:
        yield made


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
    context = blocking.new_context(viewport=viewport, reduced_motion="reduce", ignore_https_errors=True)
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


@pytest.mark.parametrize("storage", ["_parent", STORAGE_FRAME])
def test_a_platform_that_stores_for_tools_asks_no_question(
    store: Database, server: Server, page: Page, storage: str
) -> None:
    with platform(store, server.url, storage=storage) as lms:
        page.goto(f"{lms.url}/course")
        page.get_by_role("link", name=LAUNCH).click()
        expect(page.frame_locator("iframe[name=tool]").locator(".cm-content")).to_be_attached()
        keeper = page.main_frame if storage == "_parent" else frame(page, storage)
        assert keeper.evaluate("asked") == ["lti.put_data", "lti.get_data"]
        assert "/lti/frame/" in frame(page, "tool").url


def test_over_https_the_session_is_a_partitioned_cookie(
    store: Database, server: Server, page: Page, tmp_path: Path
) -> None:
    with https_fronts(tmp_path) as front:
        grader = f"https://127.0.0.1:{front(server.url)}"
        with platform(store, grader, front=front) as lms:
            page.goto(f"{lms.url}/course")
            page.get_by_role("link", name=LAUNCH).click()
            shown = page.frame_locator("iframe[name=tool]")
            expect(shown.locator(".cm-content")).to_be_attached()
            tool = frame(page, "tool")
            assert "/lti/frame/" not in tool.url
            assert kept_cookies(tool) == ["partitioned"]

            shown.locator(".cm-content").focus()
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.insert_text(RIGHT)
            shown.get_by_role("button", name="Submit").click()
            expect(shown.locator(".outcome-score")).to_contain_text("15")
            tool.evaluate("location.reload()")
            expect(shown.locator(".outcome-score")).to_contain_text("15")
            made = {each["name"]: each for each in page.context.cookies(f"{grader}/lti/")}
            assert set(made) == {"grader_frame", "partitioned"}
            assert made["grader_frame"].get("partitionKey") == "https://localhost"

            alone = page.context.new_page()
            alone.goto(tool.url)
            expect(alone.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_launch_from_the_same_site_signs_no_other_window_in(
    store: Database, server: Server, page: Page, tmp_path: Path
) -> None:
    """The cookie would be partitioned by the site of this server, and so be sent by each of its windows."""
    with https_fronts(tmp_path) as front:
        grader = f"https://localhost:{front(server.url)}"
        with platform(store, grader, front=front) as lms:
            page.goto(f"{lms.url}/course")
            page.get_by_role("link", name=LAUNCH).click()
            expect(page.frame_locator("iframe[name=tool]").locator(".cm-content")).to_be_attached()
            assert "/lti/frame/" in frame(page, "tool").url

            alone = page.context.new_page()
            alone.goto(f"{grader}/account")
            expect(alone.get_by_role("button", name="Sign in")).to_be_visible()


def frame(page: Page, name: str) -> Frame:
    found = page.frame(name=name)
    assert found is not None
    return found


def kept_cookies(frame: Frame) -> list[str]:
    """Which of two cookies the browser keeps in the frame: a partitioned one, and a usual one of a third party."""
    frame.evaluate("document.cookie = 'usual=1; Path=/; Secure; SameSite=None'")
    frame.evaluate("document.cookie = 'partitioned=1; Path=/; Secure; SameSite=None; Partitioned'")
    return [part.partition("=")[0] for part in frame.evaluate("document.cookie").split("; ")]


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
