"""Home and account: deadlines, the next assignment, joining, sessions, data export."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from playwright.sync_api import BrowserContext, expect

from grader.store import Database, accounts, courses
from grader.store.demo import JOIN_CODE
from grader.store.models import now
from tests.browser.conftest import PASSWORD
from tests.browser.pages import RIGHT, WRONG, Visitor


@contextmanager
def settings_of(store: Database, slug: str, **changes: object) -> Iterator[None]:
    """Change settings of an assignment of the demo course for the block."""

    def change(values: dict[str, object]) -> dict[str, object]:
        with store.write() as db:
            row = courses.course_assignment(db, 1, slug)
            assert row is not None
            before = {name: getattr(row, name) for name in values}
            for name, value in values.items():
                setattr(row, name, value)
            return before

    before = change(changes)
    try:
        yield
    finally:
        change(before)


def test_what_is_next(student_anywhere: Visitor, store: Database, picture: Callable[..., None]) -> None:
    """The nearest deadline comes first; with full marks there, the next one."""
    page = student_anywhere.page
    with (
        settings_of(store, "relu_der", due_at=now() + timedelta(hours=5, minutes=1)),
        settings_of(store, "backward", due_at=now() + timedelta(days=3, minutes=1)),
        settings_of(store, "perceptron", due_at=now() - timedelta(days=1)),
        settings_of(store, "train", opens_at=now() + timedelta(days=2)),
    ):
        page.goto("/")
        upcoming = page.get_by_role("region", name="Next", exact=True)
        expect(upcoming).to_contain_text("Backward through ReLU")
        expect(upcoming.locator(".near .relative")).to_have_text("in 5 hours")
        rows = page.get_by_role("listitem")
        expect(rows.filter(has_text="Training the perceptron")).to_contain_text("Closed")
        expect(rows.filter(has_text="Training a small network")).to_contain_text("Not open yet")
        expect(rows.filter(has_text="Backward through a layer")).to_contain_text("in 3 days")
        picture(page, f"home-deadlines-{'phone' if student_anywhere.is_phone else 'desktop'}")
        upcoming.get_by_role("link", name="Start").click()
        it = student_anywhere.open_assignment("relu_der")
        it.hand_in(WRONG)
        expect(it.score).to_contain_text("/ 15")
        page.goto("/")
        expect(upcoming).to_contain_text("Backward through ReLU")
        expect(upcoming).to_contain_text("One mistake left: The gradient passes where Z is exactly 0.")
        expect(upcoming.get_by_role("link", name="Continue")).to_be_visible()
        it = student_anywhere.open_assignment("relu_der")
        it.hand_in(RIGHT)
        it.expect_points("15 / 15")
        expect(it.results.get_by_role("link", name="Start with ")).to_be_visible()
        page.goto("/")
        expect(page.get_by_role("region", name="Next", exact=True)).to_contain_text("Backward through a layer")
        expect(rows.filter(has_text="Backward through ReLU")).to_contain_text("Done")


def test_deadline_in_the_readers_time_zone(visitor: Callable[..., Visitor], store: Database) -> None:
    due = datetime.fromisoformat("2031-01-15T20:30:00+00:00")
    with settings_of(store, "relu_der", due_at=due):
        page = visitor(timezone_id="Asia/Tokyo", locale="en-GB").page
        page.goto("/courses/1/relu_der")
        expect(page.locator(".facts time")).to_have_text("16 Jan 2031, 05:30")
        expect(page.locator(".facts .zone")).to_have_text("GMT+9")
        without = visitor(timezone_id="Asia/Tokyo", java_script_enabled=False).page
        without.goto("/courses/1/relu_der")
        expect(without.locator(".facts time")).to_have_text("15 Jan 2031, 20:30")
        expect(without.locator(".facts .zone")).to_have_text("UTC")


def test_attempts_run_out_and_trials_go_on(student: Visitor, store: Database) -> None:
    with settings_of(store, "relu_der", attempts=2):
        it = student.open_assignment("relu_der")
        left, submit = it.page.locator("[data-attempts-left]"), it.page.get_by_role("button", name="Submit")
        expect(left).to_have_text("2")
        it.hand_in(WRONG)
        expect(left).to_have_text("1")
        it.hand_in(RIGHT)
        question = it.page.get_by_role("dialog")
        expect(question).to_contain_text("This is your last attempt: number 2 of 2. A practice run costs nothing.")
        expect(question.get_by_role("button", name="Run visible tests first")).to_be_focused()
        it.page.keyboard.press("Escape")
        expect(question).to_be_hidden()
        expect(left).to_have_text("1")
        it.submit()
        question.get_by_role("button", name="Submit attempt 2").click()
        expect(left).to_have_text("0")
        expect(submit).to_be_disabled()
        expect(it.page.locator("[data-closed]")).to_contain_text("All attempts are used up")
        it.try_it()
        expect(it.outcome).to_contain_text("Practice run")
        expect(it.score).to_contain_text("visible points")
        expect(left).to_have_text("0")


def test_what_does_not_load_costs_no_attempt(student: Visitor, store: Database) -> None:
    with settings_of(store, "relu_der", attempts=2):
        it = student.open_assignment("relu_der")
        it.write("def relu_der(dA, cache):\n    return (dA\n")
        it.submit_anyway()
        expect(it.summary).to_contain_text("Your file did not load")
        expect(it.page.locator("[data-attempts-left]")).to_have_text("2")
        it.page.reload()
        expect(it.page.locator("[data-attempts-left]")).to_have_text("2")


def test_a_newcomer_makes_an_account_with_the_code(context_of: Callable[..., BrowserContext]) -> None:
    page = context_of().new_page()
    page.goto("/courses/1/relu_der")
    expect(page.get_by_text("Sign in to continue.")).to_be_visible()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Join code").fill("NO SUCH")
    page.get_by_label("Name").fill("Nora Newcomer")
    page.get_by_label("Email").fill("nora@test.example")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    for field, words in (("Join code", "No course has this code"), ("Password", "at least 10 characters")):
        expect(page.get_by_label(field)).to_have_attribute("aria-invalid", "true")
        expect(page.locator(".error", has_text=words)).to_be_visible()
    page.get_by_label("Join code").fill(JOIN_CODE)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Welcome! You are in Demo course.")).to_be_visible()
    expect(page.get_by_role("region", name="Next", exact=True)).to_be_visible()


def test_who_is_in_no_course_joins_one(
    context_of: Callable[..., BrowserContext], store: Database, picture: Callable[..., None]
) -> None:
    hashed = accounts.hash_password(PASSWORD)
    with store.write() as db:
        accounts.create_person(db, email="lone@test.example", name="Lone", password_hash=hashed)
    page = context_of().new_page()
    Visitor(context=page.context, page=page, email="lone@test.example", password=PASSWORD).sign_in()
    page.goto("/")
    expect(page.get_by_text("You have not joined a course")).to_be_visible()
    picture(page, "home-empty")
    page.get_by_label("Join code").fill("demo 2345")
    expect(page.get_by_text("Demo course, Ingrid Instructor")).to_be_visible()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("You are in Demo course.")).to_be_visible()
    expect(page.get_by_role("link", name="Backward through ReLU")).to_be_visible()


def test_one_of_my_browsers_is_signed_out(student: Visitor, context_of: Callable[..., BrowserContext]) -> None:
    elsewhere = context_of().new_page()
    Visitor(context=elsewhere.context, page=elsewhere, email=student.email, password=PASSWORD).sign_in()
    page = student.page
    page.goto("/account")
    expect(page.get_by_text("This browser", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign out Chrome").click()
    expect(page.get_by_text("That browser is signed out.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out Chrome")).to_have_count(0)
    elsewhere.goto("/account")
    expect(elsewhere.get_by_role("heading", name="Sign in")).to_be_visible()


def test_my_data_is_downloaded_and_deleted(student: Visitor) -> None:
    it = student.open_assignment("relu_der")
    it.hand_in(RIGHT)
    it.expect_points("15 / 15")
    page = student.page
    page.goto("/account")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as zip").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert RIGHT.encode() in files.values()
    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account and submissions").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Email").fill(student.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Incorrect email or password")
