"""The workspace in German: what the script writes is German too."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from playwright.sync_api import Page, expect

from tests.browser.pages import WRONG, Visitor
from web.i18n import read_catalogue

#: Texts of the page outside of code, task, and what assignments and the grader wrote.
VISIBLE = """() => {
    const skipped = "code, pre, textarea, .listing, script, style, template, noscript, svg, .prose, .cm-editor, .mono, "
        + ".ladder, .attempts td.soft, .cause h3, .case-message, .test-title, .repair p, .group-head h3, "
        + ".task-head h2, .crumbs, [name=time_zone]";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim();
        if (text && !walker.currentNode.parentElement.closest(skipped)) found.push(text);
    }
    for (const name of ["aria-label", "title", "placeholder"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) found.push(element.getAttribute(name));
    }
    return [...found, document.title];
}"""
#: The title of a test in a sentence.
QUOTED = re.compile(r"„[^“]*“")
#: Words that no German text of ours has.
ENGLISH = re.compile(
    r"\b(?:the|your|you|of|not|and|is|are|with|for|results?|attempts?|points?|submit(?:ted)?|saved?|passed|failed|run"
    r"|tests? done|hidden|show|task|draft|starter|keyboard|cancel|copy|deadline)\b",
    re.IGNORECASE,
)


@cache
def english_texts() -> set[str]:
    """The texts of the catalogue whose translation is another one."""
    pairs = ((message.id, message.string) for message in read_catalogue("de") if message.id)
    return {source for source, german in pairs if isinstance(source, str) and source != german}


def expect_german(page: Page, known: tuple[str, ...] = ()) -> None:
    """Nothing on the page is English but the texts in `known`, which assignments wrote."""
    found = [QUOTED.sub("", text) for text in page.evaluate(VISIBLE)]
    texts = [text for text in found if text and not any(name in text for name in known)]
    assert [text for text in texts if text in english_texts()] == []
    assert [text for text in texts if ENGLISH.search(text)] == []


def test_workspace_and_results_are_german(student: Visitor, picture: Callable[..., None]) -> None:
    """Task, editor, a practice run, an attempt, the page of the attempt and the list of attempts."""
    page = student.page
    student.context.set_extra_http_headers({"Accept-Language": "de-DE,de;q=0.9"})
    page.goto("/courses/1/relu_der")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".cm-content")).to_have_attribute("aria-label", "Ihr Code")
    expect(page.locator("[data-draft-line]")).to_have_text("Vorlage")
    expect_german(page, titles(page))
    page.get_by_role("button", name="Abgeben").click()
    expect(page.locator("#confirm")).to_contain_text("Die Vorlage abgeben?")
    expect_german(page, titles(page))
    page.get_by_role("button", name="Weiterarbeiten").click()
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(WRONG)
    page.get_by_role("button", name="Sichtbare Tests ausführen").click()
    expect(page.locator(".outcome-score")).to_contain_text("sichtbaren Punkten")
    expect_german(page, titles(page))
    page.get_by_role("button", name="Abgeben").click()
    expect(page.locator("#outcome")).to_contain_text("Versuch 1")
    expect(page.locator("[data-draft-line]")).to_have_text("Entwurf gespeichert.")
    expect(page.locator("[data-announcement]")).to_contain_text("Bewertet.")
    expect_german(page, titles(page))
    picture(page, "german-results")
    page.get_by_role("link", name="Versuch 1").click()
    expect(page.locator("h1")).to_have_text("Versuch 1")
    expect_german(page, titles(page))
    page.goto("/courses/1/relu_der/history")
    expect(page.locator("h1")).to_have_text("Versuche")
    expect_german(page, titles(page))


def titles(page: Page) -> tuple[str, ...]:
    """What the assignment calls its parts and tests."""
    found: list[str] = page.locator(
        ".test-title, .group-head h3, .cause h3, .parts th, .crumbs li, h1"
    ).all_inner_texts()
    return tuple(text.strip() for text in found if len(text.strip()) > 8)


def test_home_and_account_are_german(student: Visitor) -> None:
    page = student.page
    student.context.set_extra_http_headers({"Accept-Language": "de"})
    page.goto("/account")
    expect(page.locator("h1")).to_have_text("Konto")
    expect_german(page, ("Tester", "test.example", "HeadlessChrome", "Chrome"))
