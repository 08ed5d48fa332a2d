"""The list of a student's attempts, and the comparison of two."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import grades, submissions
from grader.store.models import Submission
from web import access
from web.accounts.session import me, signed_in
from web.services import reading
from web.student.assignment_context import find_context, load_assignment
from web.student.blueprint import blueprint
from web.student.diff import diff
from web.student.feedback import submission_view
from web.student.results import CaseView


@dataclass(frozen=True, kw_only=True)
class Change:
    """A test case whose result differs between two attempts."""

    title: str
    old: CaseView | None
    new: CaseView | None


@blueprint.get("/courses/<int:course_id>/<slug>/history")
@signed_in
def history(course_id: int, slug: str) -> ResponseReturnValue:
    """Every attempt and practice run, the newest first, and which one counts."""
    with reading() as db:
        context = find_context(db, course_id, slug)
        mine = submissions.history(db, course_id, me().email, slug)
        counting = grades.counting_submission(db, course_id, me().email, slug, context.assignment.counts)
    return render_template(
        "student/history.html", context=context, assignment=context.assignment, attempts=mine, counting=counting
    )


@blueprint.get("/compare")
@signed_in
def compare() -> ResponseReturnValue:
    """What changed from the submission ?old= to the submission ?new=: the code, and the results."""
    old, _ = access.find(request.args.get("old", ""), with_report=True)
    new, visibility = access.find(request.args.get("new", ""), with_report=True)
    if (old.assignment, old.course_id, old.student) != (new.assignment, new.course_id, new.student):
        raise NotFound("These two submissions are not by one student for one assignment.")
    assignment = load_assignment(new.assignment)
    redacted = visibility is access.Visibility.STUDENT
    with reading() as db:
        before, after = (submission_view(db, assignment, row, redacted=redacted).cases for row in (old, new))
        texts = [submissions.content_of(db, row.id) or b"" for row in (old, new)]
    return render_template(
        "student/compare.html",
        assignment=assignment,
        old=old,
        new=new,
        names={row.id: name(row) for row in (old, new)},
        changes=_changes(dict(before), dict(after)),
        lines=diff(*texts),
    )


def name(submission: Submission) -> str:
    """The name of a submission on the page."""
    return "practice run" if submission.practice else f"attempt {submission.attempt}"


def _changes(before: dict[str, CaseView], after: dict[str, CaseView]) -> list[Change]:
    changes = []
    titles = {case: view.title for case, view in (before | after).items()}
    for case in [*after, *(case for case in before if case not in after)]:
        old, new = before.get(case), after.get(case)
        if old is None or new is None or (old.verdict, old.summary) != (new.verdict, new.summary):
            changes.append(Change(title=titles[case], old=old, new=new))
    return changes
