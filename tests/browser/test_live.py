"""Live results while the network, the server or the queue fails."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.pages import RIGHT, SLOW, AssignmentPage, Visitor
from tests.browser.server import Server

DONE = "[data-case]:not([data-verdict=waiting])"


def test_network_loss_loses_no_event(relu: AssignmentPage) -> None:
    count_results(relu.page)
    relu.hand_in(SLOW)
    expect(relu.page.locator(DONE).first).to_be_visible()
    relu.page.context.set_offline(True)
    relu.page.wait_for_timeout(1500)
    relu.page.context.set_offline(False)
    relu.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    relu.expect_points("15 / 15")
    each_once(relu)


def test_server_restart_in_mid_stream(relu: AssignmentPage, server: Server) -> None:
    """A server that is away takes no results away, whatever is pressed; when it is back the rest comes."""
    relu.hand_in(SLOW)
    expect(relu.page.locator(DONE).first).to_be_visible()
    server.stop()
    expect(relu.summary).to_contain_text("Connection lost")
    relu.page.keyboard.press("Control+Shift+Enter")
    expect(relu.page.locator(DONE).first).to_be_visible()
    expect(relu.page.locator("#live")).not_to_contain_text("Nothing was submitted")
    server.start()
    expect(relu.score).to_contain_text("15 / 15", timeout=60_000)
    expect(relu.page.locator("[data-case]:not([data-verdict=accepted])")).to_have_count(0)


def test_polling_when_no_stream_can_be_had(relu: AssignmentPage) -> None:
    """As behind a proxy that refuses event streams, or with too many open streams."""

    def refuse(route: Route) -> None:
        streams = "text/event-stream" in route.request.headers.get("accept", "")
        route.fulfill(status=503) if streams else route.continue_()

    relu.page.route("**/events*", refuse)
    count_results(relu.page)
    relu.hand_in(RIGHT)
    relu.expect_points("15 / 15")
    each_once(relu)


def test_coming_back_to_a_running_submission(relu: AssignmentPage) -> None:
    relu.hand_in(SLOW)
    expect(relu.page.locator(DONE).first).to_be_visible()
    relu.page.reload()
    relu.expect_points("15 / 15")


def test_cancel(relu: AssignmentPage) -> None:
    relu.hand_in(SLOW)
    expect(relu.page.locator(DONE).first).to_be_visible()
    relu.page.get_by_role("button", name="Cancel").click()
    expect(relu.outcome).to_contain_text("Not graded")
    expect(relu.summary).to_contain_text("costs no attempt")
    expect(relu.page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(relu.cases.last.locator(".pts")).to_have_text("cancelled")
    expect(relu.page.locator("[data-case][data-verdict=accepted] .pts").first).to_contain_text("/")
    expect(relu.page.locator(".sign.run:visible")).to_have_count(0)


def test_place_in_the_queue(visitor: Callable[..., Visitor]) -> None:
    """With one worker, the second student sees the place in the queue and is graded in turn."""
    first, second = visitor().open_assignment("relu_der"), visitor().open_assignment("relu_der")
    first.hand_in(SLOW)
    expect(first.page.locator(DONE).first).to_be_visible()
    second.hand_in(RIGHT)
    expect(second.summary).to_contain_text("in line")
    second.expect_points("15 / 15")
    first.expect_points("15 / 15")


def test_offline_hand_in_keeps_the_code(relu: AssignmentPage) -> None:
    relu.write(RIGHT)
    relu.page.context.set_offline(True)
    relu.submit()
    expect(relu.page.get_by_role("alert")).to_contain_text("cannot be reached")
    relu.page.context.set_offline(False)
    relu.submit()
    relu.expect_points("15 / 15")


def count_results(page: Page) -> None:
    """Count how often each case's row is replaced by a result."""
    page.evaluate(
        """() => {
            window.results = {};
            new MutationObserver((records) => {
                for (const record of records) for (const node of record.addedNodes) {
                    const verdict = node.dataset?.verdict;
                    if (node.dataset?.case && verdict !== "waiting") {
                        window.results[node.dataset.case] = (window.results[node.dataset.case] ?? 0) + 1;
                    }
                }
            }).observe(document.querySelector("#live"), { subtree: true, childList: true });
        }"""
    )


def each_once(it: AssignmentPage) -> None:
    """Every case's result came, and none came twice."""
    counts = it.page.evaluate("() => window.results")
    names = it.page.evaluate("() => [...document.querySelectorAll('[data-case]')].map((item) => item.dataset.case)")
    assert counts == dict.fromkeys(names, 1)
