"""What the account pages share."""

from __future__ import annotations

from flask import Blueprint, request

from grader.store import accounts
from web.accounts.session import me
from web.services import reading, services

blueprint = Blueprint("accounts", __name__, template_folder="templates")

TRIES_OF_A_LECTURE_HALL = "1000 per hour"


def password_is_mine(password: str) -> bool:
    """Whether this is the password of the person who is asking; tries are counted as those of a sign-in."""
    count_try(me().email)
    with reading() as db:
        return accounts.verify_password(db, me().email, password[:1000]) is not None


def count_try(who: str) -> None:
    """A guesser has few tries per account, and not many for all accounts; a lecture hall shares one address."""
    address = request.remote_addr or "unknown"
    services().rate_limits.spend("sign-in", f"{address}/{who}", services().settings.sign_in_rate)
    services().rate_limits.spend("sign-in from", address, TRIES_OF_A_LECTURE_HALL)
