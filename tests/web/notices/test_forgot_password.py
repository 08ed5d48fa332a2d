"""A new password by email: the same answer for everybody, a link that works once and not for long."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from grader.store import accounts
from grader.store.models import Email, EmailKind, PasswordLink, now
from tests.web.clients import PASSWORD

NEW = "a few new words"


@pytest.fixture
def ask(browse):
    def for_email(email):
        return browse().post("/forgot-password", {"email": email})

    return for_email


def link_in(message):
    return re.search(r"https://grader\.example\.edu(/password/\S+)", message.get_body(("plain",)).get_content())[1]


def test_a_link_by_email_works_once(ask, send, browse, database):
    assert ask("Alice@Example.edu ").status_code == 200
    ((address, message),) = send()
    assert address == "alice@example.edu"
    assert message["List-Unsubscribe"] is None
    other, somebody = browse("alice"), browse()
    assert somebody.post(link_in(message), {"password": NEW}).status_code == 303
    assert somebody.get("/account").status_code == 200
    # Every other browser is signed out, and the person is told.
    assert other.get("/account").status_code == 302
    ((_, told),) = send()
    assert told["Subject"] == "Your password was changed"
    with database.read() as db:
        assert accounts.verify_password(db, "alice@example.edu", NEW) is not None
        assert accounts.verify_password(db, "alice@example.edu", PASSWORD) is None
    assert browse().get(link_in(message)).status_code == 404


def test_the_link_expires(ask, send, browse, database):
    ask("alice@example.edu")
    ((_, message),) = send()
    assert browse().get(link_in(message)).status_code == 200
    with database.write() as db:
        link = db.query(PasswordLink).one()
        assert now() + timedelta(minutes=55) < link.expires_at < now() + timedelta(minutes=65)
        link.expires_at = now()
    page = browse().get(link_in(message))
    assert page.status_code == 404
    assert "Send a new link" in page.text


def test_the_answer_does_not_tell_whether_there_is_an_account(ask, send, database):
    known, unknown = (ask(email) for email in ("alice@example.edu", "nobody@example.edu"))
    assert known.status_code == unknown.status_code == 200

    def without_names(page):
        return re.sub(r"(alice|nobody)@example\.edu|csrf_token\" value=\"[^\"]+|nonce=\"[^\"]+", "", page)

    assert without_names(known.text) == without_names(unknown.text)
    with database.read() as db:
        assert [email.kind for email in db.query(Email)] == [EmailKind.PASSWORD_RESET]
    assert [address for address, _ in send()] == ["alice@example.edu"]


def test_it_is_limited_without_telling(ask, send, database):
    for _ in range(3):
        assert ask("alice@example.edu").status_code == 200
        assert len(send()) == 1
    assert ask("alice@example.edu").status_code == 200
    assert send() == []


def test_what_is_no_address_is_refused(ask):
    for email in ("", "alice", "a@b\r\nBcc: c@d"):
        assert ask(email).status_code == 422


def test_the_sign_in_page_leads_there(browse):
    assert 'href="/forgot-password"' in browse().get("/sign-in").text


def test_without_a_mail_server_it_says_whom_to_ask(app, browse, monkeypatch):
    services = app.extensions["services"]
    monkeypatch.setitem(vars(services), "settings", services.settings.model_copy(update={"smtp_host": ""}))
    assert "Ask your instructor" in browse().get("/forgot-password").text
    assert 'href="/forgot-password"' not in browse().get("/sign-in").text
    browser = browse()
    sent = browser.client.post("/forgot-password", data={"csrf_token": browser.csrf(), "email": "alice@example.edu"})
    assert sent.status_code == 409
