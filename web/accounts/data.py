"""Export and deletion of a person's data."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import PurePosixPath
from typing import Any

from flask import Response, flash, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import audit, privacy, submissions
from web.access import as_shown
from web.accounts import session as sign_in_session
from web.accounts.base import blueprint, password_is_mine
from web.accounts.session import me, my_enrolments, signed_in
from web.i18n import gettext
from web.services import reading, services, writing


@blueprint.get("/account/data.<any(json, zip):form>")
@signed_in
def download(form: str) -> ResponseReturnValue:
    """Everything that is stored about the signed-in person; the zip holds each file as it was handed in."""
    with reading() as db:
        data = privacy.export_person(db, me().id, services().catalogue.all(), as_shown)
    content, kind = (_zip(data), "application/zip") if form == "zip" else (_json(data), "application/json")
    headers = {"Content-Disposition": f'attachment; filename="my-data.{form}"'}
    return Response(content, content_type=kind, headers=headers)


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, indent=2, ensure_ascii=False).encode()


def _zip(data: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for submission in data["submissions"]:
            content = base64.b64decode(submission.pop("content_base64"))
            number = f"attempt-{submission['attempt']}" if submission["attempt"] else "trial"
            name = PurePosixPath(submission["filename"]).name or "submission.py"
            submission["file"] = f"submissions/{submission['assignment']}/{number}-{submission['id'][:8]}/{name}"
            archive.writestr(submission["file"], content)
        archive.writestr("data.json", _json(data))
    return out.getvalue()


@blueprint.get("/account/delete")
@signed_in
def delete() -> ResponseReturnValue:
    """The consequences of deleting the account, and the form."""
    return _page("")


@blueprint.post("/account/delete")
@signed_in
def delete_now() -> ResponseReturnValue:
    """Delete the account and all its data; requires the password."""
    if not password_is_mine(request.form.get("password", "")):
        return _page(gettext("That is not your password.")), 422
    person_id = me().id
    courses = [enrolment.course_id for enrolment in my_enrolments()]
    with writing() as db:
        for course_id in courses:
            audit.record(db, actor="deleted account", action="account.deleted", course_id=course_id)
        privacy.delete_person(db, person_id)
    sign_in_session.end()
    flash(gettext("Your account and all its data are deleted."), "good")
    return redirect(url_for("accounts.sign_in"), 303)


def _page(error: str) -> str:
    with reading() as db:
        count = sum(len(submissions.history(db, enrolment.course_id, me().email)) for enrolment in my_enrolments())
    return render_template("accounts/delete.html", count=count, errors={"password": error})
