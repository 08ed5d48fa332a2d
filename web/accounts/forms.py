"""Validation of the account pages' forms. Each check returns an error message, or "" if the value is valid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from grader.store.accounts import is_email
from web.i18n import gettext

MIN_PASSWORD = 10
MAX_PASSWORD = 200


def name_error(name: str) -> str:
    """A name is one line of at most 200 printable characters."""
    if not name.strip():
        return gettext("Enter your name.")
    if len(name) > 200 or not name.isprintable():
        return gettext("A name is one line of at most 200 characters.")
    return ""


def email_error(email: str) -> str:
    """An email has one @ between two parts."""
    return "" if is_email(email) else gettext("That is not an email address.")


def password_error(password: str, *, email: str) -> str:
    """A password has a minimum length and is not the email. Composition rules are left out: they weaken passwords."""
    if len(password) < MIN_PASSWORD:
        return gettext("A password needs at least %(number)s characters.", number=MIN_PASSWORD)
    if len(password) > MAX_PASSWORD:
        return gettext("A password has at most %(number)s characters.", number=MAX_PASSWORD)
    if password.lower() == email.strip().lower():
        return gettext("The email itself is too easy to guess.")
    return ""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """The form that creates an account."""

    code: str = ""
    name: str = ""
    email: str = ""
    password: str = field(default="", repr=False)

    def errors(self) -> defaultdict[str, str]:
        """Error messages, by field."""
        messages = {
            "code": "" if self.code.strip() else gettext("Enter the join code."),
            "name": name_error(self.name),
            "email": email_error(self.email),
            "password": password_error(self.password, email=self.email),
        }
        return defaultdict(str, {name: message for name, message in messages.items() if message})


def local_address(address: str) -> str:
    """`address` if it is on this site, else "/": prevents open redirects."""
    parts = urlsplit(address)
    safe = not parts.scheme and not parts.netloc and address.startswith("/") and "\\" not in address
    return address if safe and not address.startswith("//") and address.isprintable() else "/"


def browser(user_agent: str) -> str:
    """A user agent in short: "Firefox on Windows"."""
    names = ("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl")
    labels = {"Edg": "Edge", "OPR": "Opera"}
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    name = next((labels.get(key, key) for key in names if key in user_agent), gettext("A browser"))
    system = next((key for key in systems if key in user_agent), "")
    return gettext("%(browser)s on %(system)s", browser=name, system=system) if system else name
