"""Security headers, information leaks, and rate limits with and without Redis."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from werkzeug.exceptions import TooManyRequests

from tests.web.grading import visible_case
from web.app import create_app
from web.limits import RateLimits

PAGES = ["/sign-in", "/register", "/nothing", "/api/docs", "/healthz", "/api/v1/assignments", "/static/icon.svg"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_hardened(browse, path):
    headers = browse().get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Server" not in headers


def test_pages_are_kept_by_no_cache_and_sent_strictly_over_https(browse):
    answer = browse().get("/sign-in", base_url="https://localhost")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in browse().get("/sign-in").headers


def test_only_a_response_that_changes_the_session_sends_its_cookie(browse, world):
    """Else a slow one undoes what another has put into it, such as a message for the next page."""
    ina, page = browse("ina"), f"/teach/{world.networks}/relu_der/settings"
    saved = ina.post(page, {"attempts": "3"})
    assert "grader_session=" in saved.headers["Set-Cookie"]
    assert "Set-Cookie" not in ina.post(f"{page}/preview", {"attempts": "4"}, page="/account").headers
    assert "Set-Cookie" not in ina.get("/api/v1/assignments").headers


def test_a_page_has_no_inline_script_or_style_and_loads_nothing_from_elsewhere(browse, world):
    for path in ("/account", "/account/delete", "/", f"/teach/{world.networks}", "/api/docs"):
        text = browse("ina").get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text), path
        for address in re.findall(r'(?:src|href)="([^"]+)"', text):
            assert not re.match(r"(https?:)?//", address), (path, address)


def test_the_nonce_of_style_sheets_is_new_each_time(browse):
    policies = {browse().get("/sign-in").headers["Content-Security-Policy"] for _ in range(2)}
    assert len(policies) == 2


def test_a_crash_reveals_nothing_about_its_cause(new_app):
    new_app.testing = False
    new_app.add_url_rule("/crash", "crash", lambda: 1 / 0)
    new_app.add_url_rule("/api/crash", "api_crash", lambda: 1 / 0)
    page = new_app.test_client().get("/crash")
    assert page.status_code == 500
    assert "Grader error" in page.text
    assert "ZeroDivisionError" not in page.text
    document = new_app.test_client().get("/api/crash")
    assert document.content_type == "application/problem+json"
    assert "ZeroDivisionError" not in document.text


def test_a_request_that_is_too_large_is_a_clear_413(browse):
    answer = browse("alice").post("/sign-in", {"email": "x" * (3 * 1024 * 1024)}, page="/account")
    assert answer.status_code == 413
    assert "A request may hold at most 2112 KiB" in answer.text


def test_hand_ins_of_one_student_are_limited_and_nobody_elses(app, settings, browse, world):
    services = app.extensions["services"]
    app.extensions["services"] = replace(
        services, settings=settings.model_copy(update={"student_rate": "2 per minute"})
    )
    alice, bob = browse("alice"), browse("bob")
    path = f"/courses/{world.networks}/relu_der"

    def send(student) -> int:
        file = {"file": (io.BytesIO(b"x = 1"), "mine.py"), "mode": "submit"}
        headers = {"Accept": "application/json"}
        return student.post(f"{path}/submissions", file, page="/account", headers=headers).status_code

    assert [send(alice) for _ in range(3)] == [202, 202, 429]
    assert send(bob) == 202


def test_limits_are_shared_through_redis(redis_url):
    first, second = (RateLimits(redis_url, "shared:") for _ in range(2))
    first.spend("x", "me", "1 per minute")
    with pytest.raises(TooManyRequests) as caught:
        second.spend("x", "me", "1 per minute")
    assert 1 <= caught.value.retry_after <= 60
    second.spend("x", "you", "1 per minute")
    second.spend("y", "me", "1 per minute")


def test_uses_are_counted_through_redis_and_without_it_in_the_process(redis_url):
    shared = [RateLimits(redis_url, "counted:") for _ in range(2)]
    alone = RateLimits("redis://127.0.0.1:1/0", "counted:")
    for counters in (shared, [alone, alone]):
        usages = [counter.count("token", "1", "2 per minute") for counter in (*counters, counters[0])]
        assert [(usage.used, usage.remaining, usage.exceeded) for usage in usages] == [
            (1, 1, False),
            (2, 0, False),
            (3, 0, True),
        ]
        assert all(50 <= usage.reset <= usage.window == 60 for usage in usages)


def test_without_redis_limits_hold_in_the_process():
    limits = RateLimits("redis://127.0.0.1:1/0", "x:")
    limits.spend("x", "me", "1 per minute")
    with pytest.raises(TooManyRequests):
        limits.spend("x", "me", "1 per minute")


def test_the_client_address_is_believed_from_trusted_proxies_only(settings, world):
    header = {"X-Forwarded-Proto": "https"}
    for proxies, secure in ((0, False), (1, True)):
        app = create_app(settings.model_copy(update={"trusted_proxies": proxies}))
        answer = app.test_client().get("/sign-in", headers=header)
        assert ("Strict-Transport-Security" in answer.headers) is secure
        app.extensions["services"].close()


HOSTILE = "<script>alert(1)</script>\x1b[31m\u202egnp.exe\u200b'\"&"


def test_hostile_output_is_only_text(browse, worker, hand_in):
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case(message=HOSTILE, log=HOSTILE, actual=HOSTILE))
    for name in ("ina", "alice"):
        page = browse(name).get(f"/submissions/{submission_id}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "\x1b" not in page.text
