"""Signs people in without a request: a session in the database, and its cookie in a browser context."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page

from grader.store import Database, accounts
from tests.browser.server import Server
from web.cookie_sessions import CookieSessions
from web.security import secure

#: As long as the tests run.
DAYS = 1.0


class Sessions:
    """Opens sessions at a server. What a sign-in by the form does is tested in test_access and test_refused."""

    def __init__(self, server: Server, store: Database) -> None:
        self._url = server.url
        self._store = store
        app = Flask(__name__)
        app.secret_key = (server.data / "secret_key").read_text(encoding="ascii").strip()
        secure(app)
        serializer = CookieSessions().get_signing_serializer(app)
        assert serializer is not None
        self._sign = serializer.dumps
        self._name = str(app.config["SESSION_COOKIE_NAME"])

    def open(self, page: Page, email: str) -> None:
        """Sign `email` in, in the context of `page`."""
        agent = page.evaluate("navigator.userAgent")
        with self._store.write() as db:
            person = accounts.by_email(db, email)
            assert person is not None
            key = accounts.open_session(db, person.id, days=DAYS, user_agent=agent)
        value = str(self._sign({"_permanent": True, "key": key}))
        page.context.add_cookies(
            [{"name": self._name, "value": value, "url": self._url, "httpOnly": True, "sameSite": "Lax"}]
        )
