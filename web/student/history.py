"""All my attempts at an assignment, and two of them side by side."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import grades, submissions
from grader.store.models import Submission
from web import access
from web.accounts.session import me, signed_in
from web.services import reading
from web.student.blueprint import blueprint
from web.student.feedback import shown
from web.student.places import find_place, load_assignment
from web.student.results import CaseView
from web.student.source import file_lines, file_text

#: Unchanged lines shown around a change.
CONTEXT = 3
#: Longer files are compared by their beginnings.
LINES = 5000


@dataclass(frozen=True, kw_only=True)
class DiffLine:
    """A line of a comparison."""

    #: "", "added", "removed", or "gap" where unchanged lines are left out.
    kind: str
    old: int | None = None
    new: int | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A test case whose result differs between two attempts."""

    title: str
    old: CaseView | None
    new: CaseView | None


@blueprint.get("/courses/<int:course_id>/<slug>/history")
@signed_in
def history(course_id: int, slug: str) -> ResponseReturnValue:
    """Every attempt and trial, the newest first, and which one counts."""
    with reading() as db:
        place = find_place(db, course_id, slug)
        mine = submissions.history(db, course_id, me().email, slug)
        counting = grades.counting_submission(db, course_id, me().email, slug, place.assignment.counts)
    return render_template(
        "student/history.html", place=place, assignment=place.assignment, attempts=mine, counting=counting
    )


@blueprint.get("/compare")
@signed_in
def compare() -> ResponseReturnValue:
    """What changed from the submission ?old= to the submission ?new=: the code, and the results."""
    old, _ = access.find(request.args.get("old", ""), with_report=True)
    new, sight = access.find(request.args.get("new", ""), with_report=True)
    if (old.assignment, old.course_id, old.student) != (new.assignment, new.course_id, new.student):
        raise NotFound("These two submissions do not belong together.")
    assignment = load_assignment(new.assignment)
    redacted = sight is access.Sight.STUDENT
    with reading() as db:
        before, after = (shown(db, assignment, one, redacted=redacted).cases for one in (old, new))
        texts = [submissions.content_of(db, one.id) or b"" for one in (old, new)]
    return render_template(
        "student/compare.html",
        assignment=assignment,
        old=old,
        new=new,
        names={one.id: name(one) for one in (old, new)},
        changes=_changes(dict(before), dict(after)),
        lines=diff(*texts),
    )


def name(submission: Submission) -> str:
    """How a submission is called on the page."""
    return "a trial" if submission.trial else f"attempt {submission.attempt}"


def diff(old: bytes, new: bytes) -> list[DiffLine]:
    """The two files line by line, with long unchanged parts left out."""
    plain = [file_text(one).split("\n")[:LINES] for one in (old, new)]
    coloured = [file_lines(one)[:LINES] for one in (old, new)]
    out: list[DiffLine] = []
    for group in SequenceMatcher(None, plain[0], plain[1], autojunk=False).get_grouped_opcodes(CONTEXT):
        if group[0][1] or group[0][3]:
            out.append(DiffLine(kind="gap"))
        for tag, a, b, c, d in group:
            if tag == "equal":
                out += [DiffLine(kind="", old=i + 1, new=c + i - a + 1, text=coloured[0][i]) for i in range(a, b)]
                continue
            out += [DiffLine(kind="removed", old=i + 1, text=coloured[0][i]) for i in range(a, b)]
            out += [DiffLine(kind="added", new=j + 1, text=coloured[1][j]) for j in range(c, d)]
    return out


def _changes(before: dict[str, CaseView], after: dict[str, CaseView]) -> list[Change]:
    changes = []
    titles = {case: view.title for case, view in (before | after).items()}
    for case in [*after, *(case for case in before if case not in after)]:
        old, new = before.get(case), after.get(case)
        if old is None or new is None or (old.verdict, old.line) != (new.verdict, new.line):
            changes.append(Change(title=titles[case], old=old, new=new))
    return changes
