"""What people type on the account pages, checked. Each check returns the words to show, or "" when all is well."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from grader.store.accounts import is_email

MIN_PASSWORD = 10
MAX_PASSWORD = 200


def name_error(name: str) -> str:
    """A name is one line of at most 200 printable characters."""
    if not name.strip():
        return "Please tell your name."
    if len(name) > 200 or not name.isprintable():
        return "A name is one line of at most 200 characters."
    return ""


def email_error(email: str) -> str:
    """An email has one @ between two parts."""
    return "" if is_email(email) else "That is not an email address."


def password_error(password: str, *, email: str) -> str:
    """A password is long, and not the email. No other rule: rules about signs make passwords worse."""
    if len(password) < MIN_PASSWORD:
        return f"A password needs at least {MIN_PASSWORD} characters."
    if len(password) > MAX_PASSWORD:
        return f"A password has at most {MAX_PASSWORD} characters."
    if password.lower() == email.strip().lower():
        return "The email itself is too easy to guess."
    return ""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """The form by which a newcomer makes an account."""

    code: str = ""
    name: str = ""
    email: str = ""
    password: str = field(default="", repr=False)

    def errors(self) -> defaultdict[str, str]:
        """What is wrong, by field."""
        found = {
            "code": "" if self.code.strip() else "Please type the join code.",
            "name": name_error(self.name),
            "email": email_error(self.email),
            "password": password_error(self.password, email=self.email),
        }
        return defaultdict(str, {name: words for name, words in found.items() if words})


def inside(address: str) -> str:
    """`address` if it stays on this site, else the start page: nobody is sent elsewhere by a prepared link."""
    parts = urlsplit(address)
    safe = not parts.scheme and not parts.netloc and address.startswith("/") and "\\" not in address
    return address if safe and not address.startswith("//") and address.isprintable() else "/"


def browser(user_agent: str) -> str:
    """A browser's long name in two words: "Firefox on Windows"."""
    names = ("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl")
    words = {"Edg": "Edge", "OPR": "Opera"}
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    name = next((words.get(one, one) for one in names if one in user_agent), "A browser")
    system = next((one for one in systems if one in user_agent), "")
    return f"{name} on {system}" if system else name
