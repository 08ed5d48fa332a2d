"""A submission's own page, and its exact file."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from grader.model import Lifecycle
from grader.store import submissions
from grader.store.outlines import outline
from web import access
from web.accounts.session import signed_in
from web.services import reading
from web.student.assignment_context import load_assignment
from web.student.blueprint import blueprint
from web.student.feedback import first_to_read, shown
from web.student.results import board
from web.student.source import file_lines, line_count

#: Lines of a file that are shown; the whole can be downloaded.
LINES = 3000


@blueprint.get("/submissions/<submission_id>")
@signed_in
def submission_page(submission_id: str) -> ResponseReturnValue:
    """The results, and the file. While they are not complete it keeps itself up to date, with or without script."""
    submission, sight = access.find(submission_id, with_report=True)
    assignment = load_assignment(submission.assignment)
    with reading() as db:
        it = shown(db, assignment, submission, redacted=sight is access.Sight.STUDENT)
        known = [one for one in outline(db, assignment.slug) if one.visible or not submission.practice]
        content = submissions.content_of(db, submission_id) or b""
    finished = submission.status in (Lifecycle.GRADED, Lifecycle.FAILED)
    opened = first_to_read(it.on_board.values()) if finished else None
    lines = file_lines(content, LINES)
    return render_template(
        "student/submission.html",
        submission=submission,
        assignment=assignment,
        it=it,
        rows=board(assignment, [] if finished else known, it.on_board, opened=opened),
        finished=finished,
        lines=lines,
        more_lines=line_count(content) - len(lines),
        own=sight is access.Sight.STUDENT,
    )


@blueprint.get("/submissions/<submission_id>/file")
@signed_in
def submitted_file(submission_id: str) -> ResponseReturnValue:
    """The file, byte for byte. Always as a download, so that no browser shows it as a page of ours."""
    submission, _ = access.find(submission_id)
    with reading() as db:
        content = submissions.content_of(db, submission_id) or b""
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=submission.filename)
    return response
