"""What axe-core finds on a page, and the shapes in which a page is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
#: The rules to check in dark after all were checked in light: nothing else differs.
COLOURS = ["color-contrast"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
#: How many elements of the same kind axe looks at: lists and tables repeat one template.
ALIKE = 3
#: Marks what repeats a kind. A kind is the markup with its tags, classes, roles and styles; of texts and other
#: attributes it counts whether they are empty, so that a row whose link has no name is a kind of its own.
MARK_REPETITIONS = """(alike) => {
    for (const element of document.querySelectorAll("[data-repeats]")) element.removeAttribute("data-repeats");
    for (const parent of document.querySelectorAll("tbody, ul, ol, dl, section, div, g, svg")) {
        if (parent.children.length <= 2 * alike || parent.closest("[data-repeats]")) continue;
        const seen = new Map();
        for (const child of parent.children) {
            const kind = child.outerHTML
                .replace(/>[^<]*[^<\\s][^<]*(?=<)/g, ">text")
                .replace(/ (?!class=|role=|style=)([\\w-]+)="[^"]+"/g, " $1");
            const count = (seen.get(kind) ?? 0) + 1;
            seen.set(kind, count);
            if (count > alike) child.setAttribute("data-repeats", "");
        }
    }
}"""
RUN = """async (options) => {
    const found = await axe.run({ exclude: ["[data-repeats]"] }, options);
    return found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
}"""


def axe(page: Page, rules: list[str] | None = None, without: list[str] | None = None) -> list[str]:
    """The violations that axe reports: each rule with the elements that break it.

    Checks all rules, or `rules`, or all but those in `without`. Of elements that are alike it checks the first three.
    """
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = rules
    if without:
        options["rules"] = {rule: {"enabled": False} for rule in without}
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    page.evaluate(MARK_REPETITIONS, ALIKE)
    return [
        f"{violation['id']}: {violation['help']}: {[html[:160] for html in violation['nodes'][:3]]}"
        for violation in page.evaluate(RUN, options)
    ]


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def each_shape(page: Page) -> Iterator[str]:
    """Show the page in dark, on a phone, and last, where it stays, at a desktop in light; gives each name."""
    page.emulate_media(color_scheme="dark")
    yield "dark"
    page.emulate_media(color_scheme="light")
    session = page.context.new_cdp_session(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    yield "phone"
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    session.detach()
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    yield "desktop"


def faults(page: Page, shape: str = "desktop") -> list[str]:
    """What is wrong with a page in a shape of `each_shape`, width included; each rule where it can differ.

    In dark only the colours are others. At the width of a phone they are the same, and everything else may differ.
    """
    found = axe(page, COLOURS if shape == "dark" else None, without=COLOURS if shape == "phone" else None)
    if wide := max(0, too_wide(page)):
        found.append(f"{wide} px wider than the window")
    return [f"{shape}: {fault}" for fault in found]


def faults_in_each_shape(page: Page) -> list[str]:
    """What is wrong with a page in dark, on a phone and at a desktop."""
    return [fault for shape in each_shape(page) for fault in faults(page, shape)]
