"""My data: take it along, or delete it."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import PurePosixPath
from typing import Any

from flask import Response, flash, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import audit, privacy, submissions
from web.accounts import session as sign_in_session
from web.accounts.base import blueprint, password_is_mine
from web.accounts.session import me, my_enrolments, signed_in
from web.services import reading, services, writing


@blueprint.get("/account/data.<any(json, zip):form>")
@signed_in
def download(form: str) -> ResponseReturnValue:
    """Everything that is stored of the person who is asking; in the zip each file lies as it was handed in."""
    with reading() as db:
        data = privacy.export_person(db, me().id, services().catalogue.all())
    content, kind = (_zip(data), "application/zip") if form == "zip" else (_json(data), "application/json")
    headers = {"Content-Disposition": f'attachment; filename="my-data.{form}"'}
    return Response(content, content_type=kind, headers=headers)


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, indent=2, ensure_ascii=False).encode()


def _zip(data: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in data["submissions"]:
            content = base64.b64decode(one.pop("content_base64"))
            number = f"attempt-{one['attempt']}" if one["attempt"] else "trial"
            name = PurePosixPath(one["filename"]).name or "submission.py"
            one["file"] = f"submissions/{one['assignment']}/{number}-{one['id'][:8]}/{name}"
            archive.writestr(one["file"], content)
        archive.writestr("data.json", _json(data))
    return out.getvalue()


@blueprint.get("/account/delete")
@signed_in
def delete() -> ResponseReturnValue:
    """What deleting means, and the form."""
    return _page("")


@blueprint.post("/account/delete")
@signed_in
def delete_now() -> ResponseReturnValue:
    """Delete the account with everything of it; asks for the password once more."""
    if not password_is_mine(request.form.get("password", "")):
        return _page("That is not your password."), 422
    person_id = me().id
    courses = [place.course_id for place in my_enrolments()]
    with writing() as db:
        for course_id in courses:
            audit.record(db, actor="deleted account", action="account.deleted", course_id=course_id)
        privacy.delete_person(db, person_id)
    sign_in_session.end()
    flash("Your account and everything in it is deleted.", "good")
    return redirect(url_for("accounts.sign_in"), 303)


def _page(error: str) -> str:
    with reading() as db:
        count = sum(len(submissions.history(db, place.course_id, me().email)) for place in my_enrolments())
    return render_template("accounts/delete.html", count=count, errors={"password": error})
