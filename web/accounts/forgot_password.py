"""A new password by email. The answer is the same whether there is such an account or not."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from grader.store import accounts, audit, emails
from grader.store.models import EmailKind
from web.accounts.base import blueprint, count_attempt
from web.accounts.email_settings import email_is_sent
from web.accounts.forms import email_error
from web.problems import error_text, retry_header
from web.services import services, writing

#: How often a link is sent to one address. Further requests are answered alike and send nothing.
PER_ACCOUNT = "3 per hour"


@blueprint.get("/forgot-password")
def forgot_password() -> ResponseReturnValue:
    """The form; where no emails are sent, whom to ask."""
    return _page()


@blueprint.post("/forgot-password")
def send_password_link() -> ResponseReturnValue:
    """Send a link with which a new password can be chosen, if there is such an account."""
    email = request.form.get("email", "")[:254]
    if not email_is_sent():
        return _page(), 409
    if message := email_error(email):
        return _page(email=email, error=message), 422
    account = accounts.normal_email(email)
    try:
        count_attempt(account)
    except TooManyRequests as error:
        return _page(email=email, error=error_text(error)), 429, retry_header(error)
    _send(account)
    return _page(email=email, sent=True)


def _send(account: str) -> None:
    """Put the email into the outbox: the mail server's answer could tell whether there is such an account."""
    try:
        services().rate_limits.spend("password link to", account, PER_ACCOUNT)
    except TooManyRequests:
        return
    with writing() as db:
        person = accounts.by_email(db, account)
        if person is not None and person.email_refused is None:
            emails.add(db, person.id, EmailKind.PASSWORD_RESET)
            audit.record(db, actor="system", action="password.link_requested", subject=person.email)


def _page(*, email: str = "", error: str = "", sent: bool = False) -> str:
    return render_template("accounts/forgot_password.html", email=email, error=error, sent=sent)
