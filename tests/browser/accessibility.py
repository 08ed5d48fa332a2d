"""What axe-core finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
#: The rules to check in dark after all were checked in light: nothing else differs.
COLOURS = ["color-contrast"]


def axe(page: Page, rules: list[str] | None = None) -> list[str]:
    """The violations that axe reports: each rule with the elements that break it."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = rules
    return [
        f"{violation['id']}: {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in AXE.run(page, options=options).response["violations"]
    ]


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
