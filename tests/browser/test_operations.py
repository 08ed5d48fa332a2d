"""The pages for administrators in a browser: a pause, a drain, the audit log; desktop and phone, axe-core."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from grader.store import Database, accounts
from tests.browser.accessibility import axe, each_shape, faults
from tests.browser.conftest import PASSWORD
from tests.browser.pages import RIGHT, Visitor
from tests.browser.sessions import Sessions

ADDRESSES = ("/operations/", "/operations/connections", "/operations/audit", "/teach/1/audit")


@pytest.fixture(scope="module")
def root(store: Database) -> str:
    """The email of an administrator."""
    with store.write() as db:
        person = accounts.create_person(
            db, email="root@test.example", name="Root", password_hash=accounts.hash_password(PASSWORD)
        )
        person.administrator = True
        return person.email


@pytest.fixture
def administrator(context_of: Callable[..., BrowserContext], root: str, sessions: Sessions) -> Callable[..., Page]:
    """Signs the administrator in."""

    def make(**options: object) -> Page:
        page = context_of(**options).new_page()
        sessions.open(page, root)
        return page

    return make


def test_axe_finds_nothing(administrator: Callable[..., Page], picture: Callable[..., None]) -> None:
    """In dark, on a phone and at a desktop."""
    page = administrator()
    found: list[str] = []
    for address in ADDRESSES:
        page.goto(address)
        name = address.strip("/").replace("/1/", "-").replace("/", "-")
        for shape in each_shape(page):
            found.extend(f"{address}, {fault}" for fault in faults(page, shape))
            picture(page, f"{name}-{shape}", full_page=True)
    assert found == []


def test_a_pause_and_a_drain(administrator: Callable[..., Page], student: Visitor) -> None:
    page = administrator()
    page.goto("/")
    page.get_by_role("link", name="Operations").first.click()
    workers = page.get_by_role("region", name="Workers")
    expect(workers.get_by_text("Idle").first).to_be_visible()
    page.get_by_label("Lane or assignment").select_option("assignment:relu_der")
    page.get_by_label("Reason").fill("A test is being corrected.")
    page.get_by_role("button", name="Pause", exact=True).press("Enter")
    expect(page.get_by_text("relu_der is paused")).to_be_visible()
    assert axe(page) == []
    it = student.open_assignment("relu_der")
    expect(it.page.get_by_text("Grading is paused at the moment.")).to_be_visible()
    it.hand_in(RIGHT)
    expect(it.results).to_contain_text("Grading is paused. Your submission is stored")
    # The page learns of it by itself.
    expect(page.get_by_role("region", name="Lanes")).to_contain_text("relu_der 1")
    page.get_by_role("button", name="Resume relu_der").click()
    expect(it.score).to_contain_text("15 / 15")
    groups = workers.locator("tbody").filter(has_text="Interactive on")
    # Workers of a host that was killed, by another test, are still listed; they are silent, not idle.
    expect(groups.filter(has_text="Idle")).to_have_count(1, timeout=60_000)
    group = groups.filter(has_text="Idle")
    number = group.locator("tr").nth(1).locator("td").first.inner_text()
    group.get_by_role("button", name="Drain and restart interactive workers").click()
    expect(page.get_by_text("The workers finish their work.")).to_be_visible()
    # The group may stand at another place of the list then, and the old one stay in it for a while.
    expect(groups.filter(has_text="Idle").filter(has_not_text=number)).to_have_count(1, timeout=60_000)
    page.goto("/operations/audit?action=workers.")
    expect(page.get_by_role("table")).to_contain_text("workers restart")


def test_without_script_the_page_is_complete(context_of: Callable[..., BrowserContext], root: str) -> None:
    page = context_of(java_script_enabled=False).new_page()
    token = page.request.get("/sign-in").text().partition('name="csrf_token" value="')[2].partition('"')[0]
    page.request.post("/sign-in", form={"csrf_token": token, "email": root, "password": PASSWORD})
    page.goto("/operations/")
    page.get_by_label("Lane or assignment").select_option("lane:training")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Resume training").click()
    expect(page.get_by_text("Grading continues.")).to_be_visible()
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()
