"""Pages: sign in, sign out, create an account, join a course, the account."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, TooManyRequests

from grader.store import accounts, audit, courses, tokens
from grader.store.models import Role
from web import person_tokens
from web.accounts import (
    data,
    devices,
    email_settings,
    example,
    forgot_password,
    joining,
    known_browser,
    password_link,
    preferences,
)
from web.accounts import session as sign_in_session
from web.accounts.base import blueprint, count_attempt, password_is_mine
from web.accounts.forms import Registration, browser, local_address, name_error, password_error
from web.accounts.joining import NO_SUCH_CODE
from web.accounts.session import me, my_enrolments, my_session, signed_in
from web.i18n import N_, gettext
from web.problems import error_text, retry_header
from web.services import reading, services, writing

__all__ = [
    "blueprint",
    "data",
    "devices",
    "email_settings",
    "example",
    "forgot_password",
    "joining",
    "password_link",
    "preferences",
]

blueprint.add_app_template_filter(browser, "browser")

ACCOUNT_EXISTS = N_("There is an account with this email. Sign in and join from your account page.")
ACCOUNT_WAITS = N_("Your instructor has added you already. Ask for your link, with which you choose a password.")
WRONG_SIGN_IN = N_("Incorrect email or password.")


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The form."""
    target = local_address(request.args.get("next", "/"))
    if g.person is not None:
        return redirect(target)
    return render_template("accounts/sign_in.html", next=target, email="", error="")


@blueprint.post("/sign-in")
def sign_in_now() -> ResponseReturnValue:
    """Check the password; attempts are rate-limited per address, and delayed per account in unknown browsers."""
    target = local_address(request.form.get("next", "/"))
    email, password = request.form.get("email", ""), request.form.get("password", "")
    account = accounts.normal_email(email)[:254]
    known = known_browser.is_known(account)
    try:
        count_attempt(account)
        if not known:
            services().rate_limits.spend_with_delay("sign-in to", account)
    except TooManyRequests as error:
        page = render_template("accounts/sign_in.html", next=target, email=email, error=error_text(error))
        return page, 429, retry_header(error)
    with reading() as db:
        person = accounts.verify_password(db, email, password[:1000])
    if person is None:
        page = render_template("accounts/sign_in.html", next=target, email=email, error=gettext(WRONG_SIGN_IN))
        return page, 403
    if not known:
        services().rate_limits.forgive("sign-in to", account)
    sign_in_session.begin(person.id)
    response = make_response(redirect(target, 303))
    known_browser.remember(response, account)
    return response


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    sign_in_session.end()
    flash(gettext("You are signed out."), "good")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.app_template_global()
def registration_is_open() -> bool:
    """Whether people may create their own accounts."""
    return services().settings.registration


@blueprint.get("/register")
def register() -> ResponseReturnValue:
    """The form."""
    _require_registration()
    form = Registration(code=request.args.get("code", "")[:40])
    return render_template("accounts/register.html", form=form, errors=defaultdict(str))


@blueprint.post("/register")
def register_now() -> ResponseReturnValue:
    """Create an account. This takes the join code of a course: there are no accounts without one."""
    _require_registration()
    form = Registration(**{name: request.form.get(name, "") for name in ("code", "name", "email", "password")})
    errors = form.errors()
    try:
        _check_code_and_email(form, errors)
    except TooManyRequests as error:
        page = render_template("accounts/register.html", form=form, errors=defaultdict(str, form=error_text(error)))
        return page, 429, retry_header(error)
    if errors:
        return render_template("accounts/register.html", form=form, errors=errors), 422
    password_hash = accounts.hash_password(form.password)
    try:
        with writing() as db:
            person = accounts.create_person(db, email=form.email, name=form.name, password_hash=password_hash)
            course = courses.join(db, person.id, form.code)
            audit.record(db, actor=person.email, action="member.joined", subject=person.email, course_id=course.id)
    except (accounts.EmailTaken, courses.NoSuchCourse) as error:
        taken = isinstance(error, accounts.EmailTaken)
        errors["email" if taken else "code"] = gettext(ACCOUNT_EXISTS if taken else NO_SUCH_CODE)
        return render_template("accounts/register.html", form=form, errors=errors), 422
    sign_in_session.begin(person.id)
    flash(gettext("Welcome! You are in %(course)s.", course=course.name), "good")
    return redirect(url_for("student.home"), 303)


def _check_code_and_email(form: Registration, errors: dict[str, str]) -> None:
    """Check that the course exists and the email is free; add the errors to `errors`.

    Only somebody with a valid join code learns whether an account exists, and attempts are rate-limited.

    Raises TooManyRequests.
    """
    if not errors:
        count_attempt(accounts.normal_email(form.email))
    with reading() as db:
        if "code" not in errors and courses.by_join_code(db, form.code) is None:
            count_attempt("join code")
            errors["code"] = gettext(NO_SUCH_CODE)
        elif not errors and (person := accounts.by_email(db, form.email)) is not None:
            errors["email"] = gettext(ACCOUNT_EXISTS if person.password_hash else ACCOUNT_WAITS)


def _require_registration() -> None:
    if not services().settings.registration:
        raise NotFound(gettext("The operator of this service creates accounts. Ask your instructor."))


@blueprint.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """Name, password, courses, sessions, data."""
    return _account()


@blueprint.post("/account/name")
@signed_in
def rename() -> ResponseReturnValue:
    """Save a new name."""
    name = request.form.get("name", "")
    if message := name_error(name):
        return _account(name=message), 422
    with writing() as db:
        accounts.rename(db, me().id, name)
        audit.record(
            db, actor=me().email, action="person.changed", subject=me().email, details={"name": [me().name, name]}
        )
    flash(gettext("Your name is saved."), "good")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Save a new password and sign out all other browsers and programs."""
    new = request.form.get("new_password", "")
    if not password_is_mine(request.form.get("current_password", "")):
        return _account(current_password=gettext("That is not your current password.")), 422
    if message := password_error(new, email=me().email):
        return _account(new_password=message), 422
    password_hash = accounts.hash_password(new)
    with writing() as db:
        accounts.set_password(db, me().id, password_hash)
        accounts.close_other_sessions(db, me().id, keep="")
        audit.record(db, actor=me().email, action="password.changed", subject=me().email)
    sign_in_session.begin(me().id)
    flash(gettext("Your password is changed, and all other browsers and programs are signed out."), "good")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sign-out-others")
@signed_in
def sign_out_others() -> ResponseReturnValue:
    """Sign out all other browsers, and all programs."""
    with writing() as db:
        for other in accounts.sessions_of(db, me().id):
            if other.id != my_session().id:
                accounts.close_session_by_id(db, me().id, other.id)
        person_tokens.revoke(db, me())
    flash(gettext("All other browsers and programs are signed out."), "good")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sessions/<int:session_id>/sign-out")
@signed_in
def sign_out_one(session_id: int) -> ResponseReturnValue:
    """Sign out one other browser of this person."""
    with writing() as db:
        if session_id not in {session.id for session in accounts.sessions_of(db, me().id)}:
            raise NotFound(gettext("That browser is already signed out."))
        accounts.close_session_by_id(db, me().id, session_id)
    flash(gettext("That browser is signed out."), "good")
    return redirect(url_for("accounts.account"), 303)


def _account(**errors: str) -> str:
    with reading() as db:
        sessions, programs = accounts.sessions_of(db, me().id), tokens.tokens_of_person(db, me().id)
    values: dict[str, Any] = {"sessions": sessions, "programs": programs, "current_session_id": my_session().id}
    names = {
        Role.STUDENT: gettext("student"),
        Role.ASSISTANT: gettext("assistant"),
        Role.INSTRUCTOR: gettext("instructor"),
    }
    return render_template(
        "accounts/account.html",
        person=me(),
        enrolments=my_enrolments(),
        role_names=names,
        errors=defaultdict(str, errors),
        form=request.form if "name" in errors else None,
        **values,
    )
