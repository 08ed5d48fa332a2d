"""Refusals say when to try again, and forms keep what was typed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape

import pytest
from werkzeug.exceptions import ServiceUnavailable

from grader.store import courses
from web.problems import error_text
from web.relative_time import wait

MINE = "# two < three & 'quoted'\ndef relu_der(dA, cache):\n\n    return dA\n"


@pytest.fixture
def slow(app, settings):
    """Rate limits of one per minute."""
    rates = {"student_rate": "1 per minute", "sign_in_rate": "1 per minute"}
    app.extensions["services"] = replace(app.extensions["services"], settings=settings.model_copy(update=rates))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "in 1 second"), (90, "in 90 seconds"), (91, "in 2 minutes"), (120, "in 2 minutes"), (3541, "in 60 minutes")],
)
def test_a_wait_is_never_told_too_short(seconds, words):
    assert wait(seconds) == words


def test_only_what_can_be_waited_for_is_told():
    assert error_text(ServiceUnavailable("Busy.", retry_after=5)) == "Busy. You can try again in 5 seconds."
    assert error_text(ServiceUnavailable("Busy.")) == "Busy."


def test_the_page_says_when_to_try_again_and_leads_back_to_the_form(slow, browse):
    alice = browse("alice")
    fields = {"current_password": "?", "new_password": "?"}
    first, second = (alice.post("/account/password", fields, page="/account") for _ in range(2))
    assert (first.status_code, second.status_code) == (422, 429)
    assert f"You can try again in {second.headers['Retry-After']} second" in second.text
    assert '<a class="button primary" href="/account">Try again</a>' in second.text


def test_a_page_that_cannot_be_tried_again_offers_nothing(browse):
    assert "Try again" not in browse("alice").get("/nothing").text


def test_a_join_code_comes_back(slow, browse):
    alice = browse("alice")
    answers = [alice.post("/join", {"code": "MINE<>"}, page="/account") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [422, 429]
    assert "Retry-After" in answers[1].headers
    assert "You can try again in" in answers[1].text
    assert 'value="MINE&lt;&gt;"' in answers[1].text


def test_pasted_code_comes_back_in_the_form(slow, browse, world):
    alice, path = browse("alice"), f"/courses/{world.networks}/relu_der"
    fields = {"source": MINE.replace("\n", "\r\n"), "mode": "submit"}
    first, second = (alice.post(f"{path}/submissions", fields, page=path) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 429)
    assert f"You can submit again in {second.headers['Retry-After']} second" in second.text
    assert field(second.text) == MINE
    assert "# your code here" in unescape(re.search(r'data-starter="([^"]*)"', second.text)[1])
    # What was sent without script is the draft, which the page holds from then on.
    assert field(alice.get(path).text) == MINE


def test_the_script_is_told_too_when_to_try_again(slow, browse, world):
    alice, path = browse("alice"), f"/courses/{world.networks}/relu_der"
    headers = {"Accept": "application/json"}
    fields = {"source": MINE, "mode": "submit"}
    _, second = (alice.post(f"{path}/submissions", fields, page=path, headers=headers) for _ in range(2))
    assert second.status_code == 429
    assert second.json["message"].endswith(f"submit again in {second.headers['Retry-After']} seconds.")


def test_whatever_is_refused_comes_back(browse, world):
    """A file cannot be chosen again by a page, so it is named; the text beside it comes back nevertheless."""
    alice, path = browse("alice"), f"/courses/{world.networks}/relu_der"
    file = (io.BytesIO(b"%PDF-1.7"), "<b>thesis</b>.pdf")
    answer = alice.post(f"{path}/submissions", {"file": file, "source": MINE}, page=path)
    assert answer.status_code == 415
    assert "Choose &lt;b&gt;thesis&lt;/b&gt;.pdf again" in answer.text
    assert field(answer.text) == MINE


def test_answers_come_back(slow, browse, world, database):
    with database.write() as db:
        courses.set_assignment(db, world.networks, "backprop_homework")
    alice, path = browse("alice"), f"/courses/{world.networks}/backprop_homework"
    fields = {"answer.weights": "delta_j^l <", "answer.error_last": "gradient_only", "answer.loss": "0,28"}
    _, second = (alice.post(f"{path}/submissions", fields, page=path) for _ in range(2))
    assert second.status_code == 429
    assert 'value="delta_j^l &lt;"' in second.text
    assert 'value="0,28"' in second.text
    assert 'value="gradient_only" checked' in second.text


def field(page: str) -> str:
    """What the form's text area holds; a browser leaves out the line end that it begins with."""
    return unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1])


@pytest.mark.parametrize(
    ("address", "status", "headline"),
    [("/no-such-page", 404, "Page not found"), ("/sign-out", 405, "This address can&#39;t be opened directly")],
)
def test_a_page_that_cannot_be_opened_says_so_without_jargon(browse, address, status, headline):
    page = browse("alice").get(address)
    assert page.status_code == status
    assert f"<h1>{headline}</h1>" in page.text
    assert "POST" not in page.text


@pytest.mark.parametrize(
    "address",
    ["gradebook/total", "tokens", "members/1/password-link", "relu_der/settings/pause", "relu_der/settings"],
)
def test_the_address_of_a_form_that_is_loaded_again_leads_to_its_page(browse, world, address):
    answer = browse("ina").get(f"/teach/{world.networks}/{address}", follow_redirects=True)
    assert answer.status_code == 200
