"""A submission's own page, and its exact file."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from grader.model import Lifecycle
from grader.store import submissions
from web import access
from web.accounts.session import signed_in
from web.instructor.review import MAX_LINES, review_page
from web.services import reading
from web.student.assignment_context import assignment_as_shown
from web.student.blueprint import blueprint
from web.student.feedback import submission_view
from web.student.remarks import remarks_for
from web.student.repairs import repairs_box
from web.student.source import file_lines, line_count


@blueprint.get("/submissions/<submission_id>")
@signed_in
def submission_page(submission_id: str) -> ResponseReturnValue:
    """The results and the file. The page updates itself while results are incomplete, with or without script.

    Whoever teaches the course sees the page of `web.instructor.review`.
    """
    submission, visibility = access.find(submission_id, with_report=True)
    if visibility is access.Visibility.INSTRUCTOR:
        return review_page(submission)
    with reading() as db:
        assignment = assignment_as_shown(db, submission)
        view = submission_view(db, assignment, submission, redacted=True)
        content = submissions.content_of(db, submission_id) or b""
        remarks = remarks_for(db, submission, visibility)
    finished = submission.status in (Lifecycle.GRADED, Lifecycle.FAILED)
    lines = file_lines(content, MAX_LINES)
    return render_template(
        "student/submission.html",
        submission=submission,
        assignment=assignment,
        view=view,
        finished=finished,
        lines=lines,
        more_lines=line_count(content) - len(lines),
        repairs=repairs_box(submission, visibility),
        remarks=remarks,
        row_titles={row.name: row.title for row in assignment.rows},
    )


@blueprint.get("/submissions/<submission_id>/file")
@signed_in
def submitted_file(submission_id: str) -> ResponseReturnValue:
    """The file, byte for byte, always as a download: a browser must not render it as a page of this site."""
    submission, _ = access.find(submission_id)
    with reading() as db:
        content = submissions.content_of(db, submission_id) or b""
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=submission.filename)
    return response
