"""A server and a Chromium for half of the browser tests each; every test has a student of its own."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from grader.store import Database, accounts, courses
from grader.store.demo import INSTRUCTOR, JOIN_CODE
from grader.store.models import Role
from tests.browser.accessibility import DESKTOP, PHONE
from tests.browser.pages import AssignmentPage, Visitor
from tests.browser.server import PROJECT, Server
from tests.browser.sessions import Sessions
from web.frontend.build import build

NAMES = ("chromium", "chromium-browser")
PROGRAMS = (os.environ["GRADER_CHROMIUM"],) if "GRADER_CHROMIUM" in os.environ else NAMES
CHROMIUM = next((found for name in PROGRAMS if name and (found := shutil.which(name))), None)
NO_BROWSER = "NO BROWSER, PAGES NOT TESTED: install the package chromium, or set GRADER_CHROMIUM to a Chromium program"
#: Features to turn off. This replaces Playwright's list, whose entries that matter here are repeated: those that change
#: requests, and those that make some to the vendor. The first two start two more processes for each window, for an
#: address bar that nobody sees, and double the processor time of a test.
FEATURES_OFF = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A new page starts with an empty document. With these its first address needs no second process.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    f"--disable-features={','.join(FEATURES_OFF)}",
)
#: Logs the element that violates the content policy.
REPORT_REFUSALS = """document.addEventListener("securitypolicyviolation", (event) => {
    const place = [event.sourceFile, event.lineNumber, event.target?.outerHTML?.slice(0, 200)];
    console.error("refused", event.effectiveDirective, ...place);
});"""
#: A long time limit for waiting, because a busy machine is slow.
expect.set_options(timeout=20_000)

PICTURES_WANTED = bool(os.environ.get("GRADER_SCREENSHOTS"))
PASSWORD = "correct horse battery"
#: The tests of a student's work on an assignment, which take half of the time.
WORKSPACE = {
    *("test_drafts", "test_files", "test_hand_in", "test_history", "test_hostile_output", "test_live"),
    *("test_questions", "test_reflow", "test_results", "test_training", "test_workspace"),
}
#: What the browser says when a test takes the network or the server away; its own words on the content policy, which
#: REPORT_REFUSALS says better; and that its editing commands may not style the editor's lines (undefined: gone since).
EXPECTED = re.compile(
    r"net::ERR_|Failed to load resource|violates the following Content Security Policy"
    r'|refused style-src-attr .*(class="cm-|undefined$)'
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In two processes, each with a server and a browser for all of its tests; skipped where there is no browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            group = "browser workspace" if item.path.stem in WORKSPACE else "browser pages"
            item.add_marker(pytest.mark.xdist_group(group))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running `grader serve` with the demo course."""
    build()
    running = Server(tmp_path_factory.mktemp("serve"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def store(server: Server) -> Iterator[Database]:
    """The server's database, for test data."""
    database = Database(server.database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def new_student(store: Database) -> Callable[[], str]:
    """Makes a student of the demo course; gives the email. All have PASSWORD."""
    hashed = accounts.hash_password(PASSWORD)
    numbers = count(1)

    def make() -> str:
        number = next(numbers)
        with store.write() as db:
            course = courses.by_join_code(db, JOIN_CODE)
            assert course is not None
            person = accounts.create_person(
                db, email=f"tester{number}@test.example", name=f"Tester {number}", password_hash=hashed
            )
            courses.enrol(db, course.id, person.id, Role.STUDENT)
            return person.email

    return make


@pytest.fixture
def context_of(browser: Browser, server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser contexts at the server; at the end none may have reported an error or a refused script or style.

    Motion is reduced unless asked for: a page that waits with a moving sign keeps a processor a quarter busy.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def collect(message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            errors.append(f"{message.text} at {message.location}")

    def make(**options: object) -> BrowserContext:
        given = {"base_url": server.url, "viewport": DESKTOP, "reduced_motion": "reduce", **options}
        context = browser.new_context(**given)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.add_init_script(REPORT_REFUSALS)
        context.on("console", collect)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="session")
def sessions(server: Server, store: Database) -> Sessions:
    """Signs people in."""
    return Sessions(server, store)


@pytest.fixture
def visitor(
    context_of: Callable[..., BrowserContext], new_student: Callable[[], str], sessions: Sessions
) -> Callable[..., Visitor]:
    """Signs a new student in, in a browser context of its own; no page is open yet."""

    def make(**options: object) -> Visitor:
        context = context_of(**options)
        person = Visitor(context=context, page=context.new_page(), email=new_student(), password=PASSWORD)
        sessions.open(person.page, person.email)
        return person

    return make


@pytest.fixture
def student(visitor: Callable[..., Visitor]) -> Visitor:
    """A signed-in student at a desktop."""
    return visitor()


@pytest.fixture(params=["desktop", "phone"])
def student_anywhere(request: pytest.FixtureRequest, visitor: Callable[..., Visitor]) -> Visitor:
    """A signed-in student who sees motion, once at a desktop and once with a phone."""
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    return visitor(reduced_motion="no-preference", **(phone if request.param == "phone" else {}))


@pytest.fixture
def relu(student: Visitor) -> AssignmentPage:
    """The relu_der page of a new student."""
    return student.open_assignment("relu_der")


@pytest.fixture
def picture() -> Callable[..., None]:
    """Takes a screenshot into docs/screenshots when GRADER_SCREENSHOTS asks for it."""
    folder = PROJECT / "docs" / "screenshots"

    def take(what: Page | Locator, name: str, **options: bool) -> None:
        if PICTURES_WANTED:
            folder.mkdir(parents=True, exist_ok=True)
            if options.get("full_page"):
                # What stays in sight while one scrolls is drawn where it stands at the top.
                what.evaluate("() => window.scrollTo(0, 0)")
            what.screenshot(path=folder / f"{name}.png", animations="disabled", scale="css", **options)

    return take


@pytest.fixture
def instructor(context_of: Callable[..., BrowserContext], sessions: Sessions) -> Callable[..., Page]:
    """Signs the demo course's instructor in; no page is open yet."""

    def make(**options: object) -> Page:
        page = context_of(**options).new_page()
        sessions.open(page, INSTRUCTOR[0])
        return page

    return make
