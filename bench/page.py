"""Measures in a browser: time to an interactive page, and time from the click to the results."""

from __future__ import annotations

import os
import shutil

from bench.service import RIGHT, WRONG
from bench.service_client import Service, service
from bench.table import Row, Table

#: Chromium's switches: no sandbox, which root cannot use, and no background traffic.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
#: Records when the click, the first result and the score are painted.
CLOCK = """() => {
    window.clock = {};
    const painted = (name) => requestAnimationFrame(() => setTimeout(() => { clock[name] ??= performance.now(); }));
    document.querySelector("#handin").addEventListener("submit", (event) => {
        window.clock = { click: event.timeStamp };
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
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
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
        page.evaluate(CLOCK)
        clocks = []
        for index in range(rounds + 4):
            page.locator(".cm-content").click()
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.insert_text((RIGHT, WRONG)[index % 2])
            page.get_by_role("button", name="Submit").click()
            while not (clock := page.evaluate("() => window.clock")).get("score"):
                page.wait_for_timeout(20)
            clocks.append(clock)
        browser.close()
    clocks = clocks[4:]
    return [
        Table(title="the assignment's page in Chromium", rows=[Row(name="navigation to interactive", samples=loads)]),
        Table(
            title="relu_der in Chromium, from the click to the screen",
            rows=[
                Row(name="first result", samples=[clock["first"] - clock["click"] for clock in clocks]),
                Row(name="all results and score", samples=[clock["score"] - clock["click"] for clock in clocks]),
            ],
        ),
    ]


def main(rounds: int = 30) -> list[Table]:
    """One student, one worker."""
    os.environ.setdefault("GRADER_STUDENT_RATE", "6000 per minute")
    with service(workers=1) as running:
        return measure(running, rounds)
