"""Shared parts of the account pages."""

from __future__ import annotations

from flask import Blueprint, request

from grader.store import accounts
from web.accounts.session import me
from web.services import reading, services

blueprint = Blueprint("accounts", __name__, template_folder="templates")

#: A whole lecture hall may share one address.
ATTEMPTS_PER_ADDRESS = "1000 per hour"


def password_is_mine(password: str) -> bool:
    """Whether this is the signed-in person's password; attempts are rate-limited like those of a sign-in."""
    count_attempt(me().email)
    with reading() as db:
        return accounts.verify_password(db, me().email, password[:1000]) is not None


def count_attempt(account: str) -> None:
    """Rate-limit password guesses, per account and address, and per address over all accounts.

    Raises TooManyRequests.
    """
    address = request.remote_addr or "unknown"
    services().rate_limits.spend("sign-in", f"{address}/{account}", services().settings.sign_in_rate)
    services().rate_limits.spend("sign-in from", address, ATTEMPTS_PER_ADDRESS)
