"""The feedback in the page of a course of Open edX, in a real browser: nothing in it is markup of a submission."""

from __future__ import annotations

from playwright.sync_api import Browser

from grader.worker.xqueue import message
from tests.worker.xqueue.test_message import ELEMENTS, HOSTILE, hostile_report

PAGE = """<!doctype html><title>Course</title><h1>Course</h1>{}<footer id="end">End of the page</footer>
<script>window.wasReached = true;</script>"""


def test_a_hostile_submission_changes_nothing_on_the_page(browser: Browser) -> None:
    messages = [message.feedback(hostile_report(text)) for text in HOSTILE]
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.set_content(PAGE.format("".join(f'<section class="msg">{text}</section>' for text in messages)))
    assert page.evaluate("window.wasReached") is True
    assert page.evaluate("document.getElementById('end').parentElement.tagName") == "BODY"
    assert page.locator("body > section.msg").count() == len(HOSTILE)
    names = page.evaluate("[...document.querySelectorAll('.msg *')].map((node) => node.localName)")
    assert set(names) <= ELEMENTS
    attributes = page.evaluate("[...document.querySelectorAll('.msg *')].flatMap((node) => node.getAttributeNames())")
    assert set(attributes) <= {"class", "style"}
    assert page.locator("section.msg").first.inner_text().count("<script>alert(1)</script>") > 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert asked == []
    page.close()
