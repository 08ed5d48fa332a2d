"""Measures in a browser: time to an interactive page, and time from the click to the results.

The results of a click are compared with the verdicts that a program gets in the same rounds.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from bench.service import RIGHT, WRONG
from bench.service_client import Client, Service, service
from bench.table import Row, Table

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Chromium's switches: no sandbox, which root cannot use, no background traffic, and no processes for the address bar.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,OptimizationHints,PreconnectToSearch",
)
#: The bar for all results: so many times the verdict of a program, and so many milliseconds.
FACTOR, EXTRA = 1.2, 40.0
#: Rounds that are not counted.
WARM_UP = 4
#: Records when the click, the first result and the score are painted. `scored` resolves then: asking again and again
#: would keep the browser busy.
CLOCK = """() => {
    window.clock = {};
    const painted = (name) => requestAnimationFrame(() => setTimeout(() => {
        clock[name] ??= performance.now();
        if (name === "score") window.resolveScored(clock);
    }));
    document.querySelector("#handin").addEventListener("submit", (event) => {
        window.clock = { click: event.timeStamp };
        window.scored = new Promise((resolve) => { window.resolveScored = resolve; });
    }, true);
    new MutationObserver(() => {
        if (!clock.click) return;
        if (!clock.first && document.querySelector("[data-case]:not([data-verdict=waiting])")) painted("first");
        if (!clock.score && document.querySelector(".outcome-score")?.textContent.includes("/")) painted("score");
    }).observe(document.querySelector("#live"), { subtree: true, childList: true });
}"""
READY = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def measure(running: Service, rounds: int) -> list[Table]:
    """Page loads, and submissions right and wrong in turn."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = os.environ.get("GRADER_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        page = browser.new_context(base_url=running.url, viewport={"width": 1280, "height": 900}).new_page()
        student = running.demo["students"][0]
        page.goto("/sign-in")
        page.get_by_label("Email").fill(student["email"])
        page.get_by_label("Password").fill(student["password"])
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        loads = []
        for _ in range(rounds // 3):
            page.goto("/courses/1/relu_der")
            page.locator(".cm-content").wait_for()
            loads.append(float(page.evaluate(READY)))
        submissions = _submissions(page, running.client(), rounds)
        browser.close()
    return [
        Table(title="the assignment's page in Chromium", rows=[Row(name="navigation to interactive", samples=loads)]),
        submissions,
    ]


def _submissions(page: Page, program: Client, rounds: int) -> Table:
    """Each round submits through the REST API and then on the page."""
    page.evaluate(CLOCK)
    clocks, verdicts = [], []
    for index in range(rounds + WARM_UP):
        source = (RIGHT, WRONG)[index % 2]
        verdicts.append(program.watch("relu_der", source).verdict)
        page.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(source)
        page.get_by_role("button", name="Submit").click()
        clocks.append(page.evaluate("() => window.scored"))
    clocks = clocks[WARM_UP:]
    verdict = Row(name="submit to verdict, by a program", samples=verdicts[WARM_UP:])
    first = Row(name="click to first result", samples=[clock["first"] - clock["click"] for clock in clocks])
    results = Row(name="click to all results and score", samples=[clock["score"] - clock["click"] for clock in clocks])
    bar = FACTOR * verdict.median + EXTRA
    return Table(
        title="relu_der in Chromium, from the click to the screen",
        rows=[verdict, first, results],
        remarks=[f"all results / ({FACTOR} x verdict + {EXTRA:.0f} ms): {results.median / bar:.2f} (bar: 1)"],
    )


def main(rounds: int = 30) -> list[Table]:
    """One student, one worker."""
    os.environ.setdefault("GRADER_STUDENT_RATE", "6000 per minute")
    with service(workers=1) as running:
        return measure(running, rounds)
