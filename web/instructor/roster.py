"""Importing students: choose a file or paste a list, review what will change, import."""

from __future__ import annotations

import csv
import io

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.model.text import spreadsheet_text
from grader.store import password_links, roster, roster_file
from grader.store.models import Course
from web.access import Right, actor
from web.instructor.base import blueprint, requires
from web.membership import password_links_for, refusals
from web.problems import Problem
from web.services import reading, writing
from web.standing import refresh_lateness

#: Rows of each kind that the review shows; the counts tell of the rest.
SHOWN = 100
NOTHING = "Choose a file or paste a list first."


@blueprint.get("/<int:course_id>/members/import")
@requires(Right.MANAGE)
def import_page(course: Course) -> ResponseReturnValue:
    """The form."""
    return render_template("instructor/import.html", course=course, text="", error="")


@blueprint.post("/<int:course_id>/members/import")
@requires(Right.MANAGE)
def review_import(course: Course) -> ResponseReturnValue:
    """What the import would change. Nothing is stored."""
    uploaded = request.files.get("file")
    text = roster_file.decode(uploaded.read()) if uploaded and uploaded.filename else request.form.get("text", "")
    if not text.strip():
        return render_template("instructor/import.html", course=course, text="", error=NOTHING), 422
    try:
        file = roster_file.read_roster(text)
    except (roster_file.NoRoster, roster_file.TooManyRows) as error:
        return render_template("instructor/import.html", course=course, text=text, error=error.message), 422
    with reading() as db:
        plan = roster.plan(db, course.id, file)
        return render_template(
            "instructor/import_review.html",
            course=course,
            name=uploaded.filename if uploaded and uploaded.filename else "",
            text=text,
            file=file,
            plan=plan,
            statuses=list(roster.Status),
            shown=SHOWN,
        )


@blueprint.post("/<int:course_id>/members/import/apply")
@requires(Right.MANAGE)
def apply_import(course: Course) -> ResponseReturnValue:
    """Import what was reviewed. It is compared with the course again, so nobody is added twice."""
    remove_gone = request.form.get("remove") == "yes"
    with refusals():
        file = roster_file.read_roster(request.form.get("text", ""))
    with writing() as db:
        result = roster.apply(db, course.id, roster.plan(db, course.id, file), actor=actor(), remove_gone=remove_gone)
        refresh_lateness(db, course.id)
    parts = [f"{result[name]} {name}" for name in ("added", "changed", "removed") if result[name]]
    flash(f"Imported: {', '.join(parts)}." if parts else "Nothing had to be changed.", "good")
    return redirect(url_for("instructor.members_page", course_id=course.id), 303)


@blueprint.post("/<int:course_id>/members/import/problems")
@requires(Right.MANAGE)
def download_problems(course: Course) -> ResponseReturnValue:
    """The rows that are left out, as CSV with the reasons."""
    with refusals():
        file = roster_file.read_roster(request.form.get("text", ""))
    with reading() as db:
        plan = roster.plan(db, course.id, file)
    return _csv("problems.csv", roster.problems_file(file, plan))


@blueprint.post("/<int:course_id>/members/password-links")
@requires(Right.MANAGE)
def download_password_links(course: Course) -> ResponseReturnValue:
    """New links for all who have not chosen a password, as CSV. Only this response holds them."""
    with writing() as db:
        people = password_links.without_password(db, course.id)
        links = password_links_for(db, course, people)
    if not links:
        raise Problem(409, "No member of this course needs a link that you may give out.")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "email", "link"])
    writer.writerows(
        [spreadsheet_text(person.name), spreadsheet_text(person.email), links[person.id]]
        for person in people
        if person.id in links
    )
    return _csv("password-links.csv", out.getvalue())


def _csv(name: str, text: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)
