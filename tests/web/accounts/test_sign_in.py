"""Sign-in, sessions, and attempts that must not sign anybody in."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select

from grader.store.models import WebSession
from tests.web.clients import PASSWORD
from web import limits
from web.accounts import known_browser
from web.accounts.forms import browser as browser_name
from web.accounts.forms import local_address


def test_right_password_leads_on(browse):
    alice = browse()
    answer = alice.post("/sign-in", {"email": " Alice@Example.edu ", "password": PASSWORD, "next": "/account"})
    assert answer.status_code == 303
    assert answer.location == "/account"
    assert "alice@example.edu" in alice.get("/account").text


@pytest.mark.parametrize(
    ("email", "password"),
    [("alice@example.edu", "wrong"), ("alice@example.edu", ""), ("nobody@example.edu", PASSWORD), ("", PASSWORD)],
)
def test_wrong_password_and_unknown_email_get_the_same_answer(browse, email, password):
    stranger = browse()
    answer = stranger.post("/sign-in", {"email": email, "password": password})
    assert answer.status_code == 403
    assert "Incorrect email or password" in answer.text
    assert stranger.get("/account").status_code == 302


def test_a_page_for_members_sends_strangers_to_sign_in_and_back(browse):
    answer = browse().get("/account?x=1")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/account?x%3D1"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browse, app):
    cookie = browse().sign_in("alice").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    secure = app.test_client().get("/sign-in", base_url="https://localhost")
    assert "Secure" in secure.headers["Set-Cookie"]


def test_the_database_does_not_hold_the_cookies_key(browse, database):
    alice = browse("alice")
    with alice.client.session_transaction() as cookie:
        key = cookie["key"]
    with database.read() as db:
        row = db.scalars(select(WebSession)).one()
    assert key not in (row.key_hash, row.user_agent)


def test_signing_in_changes_the_key_and_the_csrf_token(browse):
    alice = browse()
    before = alice.csrf()
    alice.sign_in("alice")
    assert alice.client.post("/sign-out", data={"csrf_token": before}).status_code == 400


def test_signing_out_ends_the_sign_in_even_for_a_copied_cookie(browse, app):
    alice = browse("alice")
    copied = alice.client.get_cookie("grader_session").value
    assert alice.post("/sign-out", page="/account").status_code == 303
    thief = app.test_client()
    thief.set_cookie("grader_session", copied)
    assert thief.get("/account").status_code == 302


def test_a_form_without_its_token_is_refused(browse):
    alice = browse("alice")
    answer = alice.client.post("/account/name", data={"name": "Mallory"})
    assert answer.status_code == 400
    assert "Mallory" not in alice.get("/account").text


def test_guessing_is_slowed_down(browse):
    stranger = browse()
    token = stranger.csrf()
    fields = {"csrf_token": token, "email": "alice@example.edu", "password": "guess"}
    answers = [stranger.client.post("/sign-in", data=fields) for _ in range(21)]
    assert [answer.status_code for answer in answers[:20]] == [403] * 20
    assert answers[20].status_code == 429
    seconds = int(answers[20].headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert f"You can try again in {seconds} second" in answers[20].text
    assert 'value="alice@example.edu"' in answers[20].text
    assert browse().sign_in("bob").status_code == 303


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/account", True),
        ("/a?b=c#d", True),
        ("//evil.example", False),
        ("https://evil.example/", False),
        ("/\\evil.example", False),
        ("javascript:alert(1)", False),
        ("/a\nb", False),
        ("", False),
    ],
)
def test_nobody_is_sent_to_another_site(address, kept):
    assert local_address(address) == (address if kept else "/")


def test_browsers_are_named_in_two_words():
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    assert browser_name(firefox) == "Firefox on Linux"
    assert browser_name("") == "A browser"


def test_asking_who_has_an_account_is_slowed_down(browse):
    stranger = browse()
    page = stranger.csrf("/register")
    fields = {"csrf_token": page, "code": "NETS2345", "name": "Mallory", "password": PASSWORD}
    answers = [stranger.client.post("/register", data={**fields, "email": "alice@example.edu"}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [422] * 20 + [429]
    assert "You can try again in" in answers[20].text
    assert 'value="Mallory"' in answers[20].text


def guess(app, browse, number: int):
    """Sign in as Alice with a wrong password from an address of its own."""
    stranger = browse()
    fields = {"csrf_token": stranger.csrf(), "email": "alice@example.edu", "password": "guess"}
    return stranger.client.post("/sign-in", data=fields, environ_base={"REMOTE_ADDR": f"203.0.113.{number}"})


def test_guesses_from_many_addresses_are_delayed_longer_and_longer(app, browse, monkeypatch):
    known = browse()
    assert known.sign_in("alice").status_code == 303
    known.post("/sign-out", page="/account")
    monkeypatch.setattr(limits, "FREE_FAILURES", 3)
    assert [guess(app, browse, number).status_code for number in range(1, 5)] == [403] * 4
    waits = []
    for number in (5, 6):
        refused = guess(app, browse, number)
        assert refused.status_code == 429
        waits.append(int(refused.headers["Retry-After"]))
        time.sleep(waits[-1] + 0.1)
        assert guess(app, browse, 50 + number).status_code == 403
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    # Neither other accounts nor a browser that Alice has used before have to wait.
    assert guess(app, browse, 99).status_code == 429
    assert browse().sign_in("bob").status_code == 303
    assert known.sign_in("alice").status_code == 303


def test_delays_have_an_upper_bound():
    assert limits._delay(limits.FREE_FAILURES + 1).get_expiry() == 1
    assert limits._delay(10_000).get_expiry() == limits.LONGEST_DELAY


def test_a_forged_cookie_makes_no_known_browser(app, browse):
    with app.test_request_context("/sign-in", headers={"Cookie": f"{known_browser.COOKIE}=alice@example.edu"}):
        assert not known_browser.is_known("alice@example.edu")


def test_a_known_browser_is_known_for_its_account_only(app):
    with app.test_request_context("/sign-in"):
        value = known_browser._serializer().dumps("alice@example.edu")
    with app.test_request_context("/sign-in", headers={"Cookie": f"{known_browser.COOKIE}={value}"}):
        assert known_browser.is_known("alice@example.edu")
        assert not known_browser.is_known("bob@example.edu")
