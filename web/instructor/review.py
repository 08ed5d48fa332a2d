"""The instructor's page of one submission: code with comments, results, points, attempts, next and previous."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from grader.model import Assignment, HiddenFeedback, Lifecycle, Verdict
from grader.store import accounts, grades, overrides, results, saved_comments, submissions
from grader.store.models import Submission
from grader.store.neighbours import Filter, neighbours
from grader.store.submissions import UNFINISHED
from web.access import Right, Visibility, course_for
from web.instructor.submission_list import FILTERS, ids_of, known_mistakes, searched
from web.remarks import remarks_view
from web.services import current_time, reading
from web.student.assignment_context import assignment_as_shown
from web.student.attempts import AttemptRow, attempt_rows
from web.student.feedback import submission_view
from web.student.history import submission_names
from web.student.repairs import repairs_box
from web.student.source import file_lines, line_count

#: Lines of a file that are shown; the download has all.
MAX_LINES = 3000


@dataclass(frozen=True, kw_only=True)
class FormError:
    """A form that was refused, to be shown again with what was written."""

    #: "comment", "override" or "answer-<id>".
    form: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)


def filters() -> dict[str, str]:
    """The filter of the list in this request's address."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name, "").strip()}


def review_address(submission_id: str) -> str:
    """The page of a submission, with the filter of this request."""
    wanted = urlencode(filters())
    return url_for("student.submission_page", submission_id=submission_id) + (f"?{wanted}" if wanted else "")


def review_page(submission: Submission, error: FormError | None = None) -> str:
    """The page of `submission`, which was read with its report, for somebody who teaches its course."""
    course = course_for(submission.course_id, Right.VIEW)
    with reading() as db:
        assignment = assignment_as_shown(db, submission)
        content = submissions.content_of(db, submission.id) or b""
        view = submission_view(db, assignment, submission, redacted=False)
        remarks = remarks_view(db, submission)
        history = overrides.history(db, submission.id)
        mine, counting = _attempts(db, assignment, submission)
        names = submission_names(db, [row.submission for row in mine])
        person = accounts.get_person(db, submission.person_id) if submission.person_id else None
        saved = saved_comments.of_course(db, course.id)
        around = neighbours(db, submission, _filter(db, submission, assignment))
    lines = file_lines(content, MAX_LINES)
    return render_template(
        "instructor/submission.html",
        course=course,
        submission=submission,
        assignment=assignment,
        name=person.name if person else submission.student,
        view=view,
        finished=submission.status not in UNFINISHED,
        lines=lines,
        more_lines=line_count(content) - len(lines),
        repairs=repairs_box(submission, Visibility.INSTRUCTOR),
        remarks=remarks,
        history=history,
        row_titles={row.name: row.title for row in assignment.rows},
        attempts=mine,
        names=names,
        counting=counting,
        around=around,
        saved=saved,
        filters=filters(),
        chosen_line=_line(len(lines), error),
        error=error,
    )


def _attempts(
    db: Session, assignment: Assignment, submission: Submission
) -> tuple[list[AttemptRow], Submission | None]:
    """The student's attempts, newest first, with this submission if it is a practice run; and which attempt counts."""
    known = submissions.history(db, submission.course_id, submission.student, submission.assignment)
    mine = [row for row in known if not row.practice or row.id == submission.id]
    counting = grades.counting_submission(
        db, submission.course_id, submission.student, submission.assignment, assignment.counts
    )
    told_all = replace(assignment, hidden_feedback=HiddenFeedback.NUMBERS)
    return attempt_rows(db, told_all, mine), counting


def _filter(db: Session, submission: Submission, assignment: Assignment) -> Filter:
    """The filter of the list that the submission was opened from; without one, all attempts."""
    chosen = {name: request.args.get(name, "").strip() for name in FILTERS}
    course_id, slug = submission.course_id, submission.assignment
    students = results.students(db, course_id) if chosen["student"] or chosen["section"] else ()
    made = known_mistakes(db, course_id, assignment, chosen, current_time())
    mistake = next((each for each in made if each.name == chosen["mistake"]), None)
    verdict, status = chosen["verdict"], chosen["status"]
    return Filter(
        students=searched(db, course_id, slug, students, chosen),
        ids=ids_of(db, course_id, assignment, mistake, chosen),
        verdict=Verdict(verdict) if verdict in set(Verdict) else None,
        status=Lifecycle(status) if status in set(Lifecycle) else None,
        practice_runs=chosen["trials"] == "yes",
    )


def _line(most: int, error: FormError | None) -> int | None:
    """The line that a comment is being written on."""
    text = error.values.get("line", "") if error else request.args.get("line", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most else None
