"""Choosing a password with a link that an instructor has given out. It works once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from grader.store import accounts, audit, password_links
from web.accounts import session as sign_in_session
from web.accounts.base import blueprint, count_attempt
from web.accounts.forms import password_error
from web.i18n import gettext
from web.problems import error_text, retry_header
from web.services import reading, writing


@blueprint.get("/password/<key>")
def password_link(key: str) -> ResponseReturnValue:
    """The form."""
    return _page(key)


@blueprint.post("/password/<key>")
def use_password_link(key: str) -> ResponseReturnValue:
    """Set the password and sign in. Every other browser of the account is signed out."""
    with reading() as db:
        person = password_links.person_of(db, key)
    if person is None:
        return _page(key)
    password = request.form.get("password", "")
    error = password_error(password, email=person.email)
    if error:
        return render_template("accounts/password_link.html", person=person, error=error), 422
    password_hash = accounts.hash_password(password)
    with writing() as db:
        person = password_links.use(db, key, password_hash)
        if person is not None:
            audit.record(db, actor=person.email, action="password.changed", subject=person.email)
    if person is None:
        return _page(key)
    sign_in_session.begin(person.id)
    flash(gettext("Your password is saved."), "good")
    return redirect(url_for("student.home"), 303)


def _page(key: str) -> ResponseReturnValue:
    with reading() as db:
        person = password_links.person_of(db, key)
    if person is None:
        try:
            count_attempt("password link")
        except TooManyRequests as refusal:
            return (
                render_template("accounts/password_link.html", person=None, error=error_text(refusal)),
                429,
                retry_header(refusal),
            )
        return render_template("accounts/password_link.html", person=None, error=""), 404
    return render_template("accounts/password_link.html", person=person, error="")
