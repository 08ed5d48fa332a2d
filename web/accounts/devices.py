"""Signing in to a program with a code, and the programs that are signed in."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, TooManyRequests

from grader.store import device_sign_ins
from grader.store.tokens import PERSON_DAYS
from web import person_tokens
from web.accounts.base import blueprint, count_attempt
from web.accounts.session import me, my_enrolments, signed_in
from web.i18n import N_, gettext
from web.problems import Problem, error_text, retry_header
from web.services import reading, writing

NO_SUCH_CODE = N_("No program waits with this code. Codes work once and for 10 minutes: start again in your terminal.")
#: Characters of a code that are read.
MAX_CODE = 20


@blueprint.get("/device")
@signed_in
def device_page() -> ResponseReturnValue:
    """The form for the code; with ?code= what the program may do, and the question whether to allow it."""
    _refuse_frames()
    code = request.args.get("code", "")[:MAX_CODE]
    return _page(code) if code.strip() else _form(code)


@blueprint.post("/device")
@signed_in
def answer_device() -> ResponseReturnValue:
    """Allow the program that waits with the code, or deny it."""
    _refuse_frames()
    code, allowed = request.form.get("code", "")[:MAX_CODE], request.form.get("answer") == "allow"
    with writing() as db:
        row = (person_tokens.allow if allowed else person_tokens.deny)(db, me(), code)
    if row is None:
        return _page(code)
    name = device_sign_ins.name_of(row)
    if allowed:
        flash(gettext("%(program)s is signed in as you. Go back to your terminal.", program=name), "good")
    else:
        flash(gettext("%(program)s was denied access.", program=name), "good")
    return redirect(url_for("accounts.account", _anchor="programs-title"), 303)


@blueprint.post("/account/programs/<int:token_id>/sign-out")
@signed_in
def sign_out_program(token_id: int) -> ResponseReturnValue:
    """Revoke the token of a program."""
    with writing() as db:
        revoked = person_tokens.revoke(db, me(), token_id)
    if not revoked:
        raise NotFound(gettext("That program is already signed out."))
    flash(gettext("%(program)s is signed out.", program=revoked[0].name), "good")
    return redirect(url_for("accounts.account", _anchor="programs-title"), 303)


def _refuse_frames() -> None:
    """Raises Problem 403 where another site's page may show this one: it could lead a click on the button."""
    if g.get("frame_ancestors"):
        raise Problem(403, gettext("Open this page in a window of its own."))


def _page(code: str) -> ResponseReturnValue:
    """The question about a code. Wrong codes are rate-limited for each person."""
    with reading() as db:
        row = device_sign_ins.waiting(db, code)
    if row is None:
        try:
            count_attempt(f"device code {me().id}")
        except TooManyRequests as error:
            return _form(code, error_text(error)), 429, retry_header(error)
        return _form(code, gettext(NO_SUCH_CODE)), 422
    return render_template(
        "accounts/device.html",
        row=row,
        person=me(),
        code=device_sign_ins.shown(row.user_code),
        scopes={scope.value for scope in device_sign_ins.scopes_of(row)},
        enrolments=my_enrolments(),
        days=PERSON_DAYS,
        error="",
    )


def _form(code: str, error: str = "") -> str:
    return render_template("accounts/device.html", row=None, code=code, error=error)
