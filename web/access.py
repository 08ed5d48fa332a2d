"""Who may do what. What somebody may not see answers 404; what they see but may not do answers 403."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask import g
from werkzeug.exceptions import Forbidden, NotFound

from grader.model import Assignment, CaseResult, HiddenFeedback, Report
from grader.store import attempts, courses, submissions
from grader.store.models import ApiToken, Course, Person, Role, ServiceToken, Submission
from web.accounts.session import me, my_enrolments, my_role
from web.i18n import N_, gettext
from web.services import reading, services
from web.standing import standing_of

#: Note in the report of an attempt whose file did not load.
FREE = N_("Your file did not load, so this used none of your attempts.")
NO_SUBMISSION = N_("There is no such submission, or it is not yours.")


class Right(StrEnum):
    """What somebody may do in a course besides their own work."""

    #: See all submissions with their hidden values, the grades, the members and the statistics.
    VIEW = "view"
    #: Comment, set points, regrade, answer requests for a regrade.
    GRADE = "grade"
    #: Add, order, hide, close and remove assignments, and change their dates and rules.
    SETTINGS = "settings"
    #: Change members, sections, the join code, tokens, webhooks and the course itself.
    MANAGE = "manage"


#: What each role may do. Nobody else has rights in a course, save administrators, who have those of an instructor in
#: every course. A course may add SETTINGS to its assistants. Tokens have the rights of their role in their course.
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.STUDENT: frozenset(),
    Role.ASSISTANT: frozenset({Right.VIEW, Right.GRADE}),
    Role.INSTRUCTOR: frozenset(Right),
}
NO_COURSE = "There is no such course, or you do not teach it."
REFUSED = {
    Right.VIEW: NO_COURSE,
    Right.GRADE: "You may not grade in this course.",
    Right.SETTINGS: "Only instructors of this course may change its assignments.",
    Right.MANAGE: "Only instructors of this course may change this.",
}


def rights_of_role(role: Role | None, course: Course) -> frozenset[Right]:
    """What a role may do in a course."""
    if role is None:
        return frozenset()
    extra = {Right.SETTINGS} if role is Role.ASSISTANT and course.assistants_change_settings else set()
    return RIGHTS[role] | extra


def rights_in(course: Course) -> frozenset[Right]:
    """What the caller (an API token or a signed-in person) may do in a course."""
    token: ApiToken | None = g.get("token")
    if token is not None:
        return rights_of_role(token.role if token.course_id == course.id else None, course)
    return rights_of_role(my_role(course.id) if g.get("person") is not None else None, course)


def course_token() -> ApiToken | None:
    """The token of this request if it belongs to a course; None for people, and for programs that act as a person."""
    token: ApiToken | None = g.get("token")
    return token if token is not None and token.person_id is None else None


def actor() -> str:
    """The caller as the audit log names them: an email, also for a person's token, or "token <name>"."""
    token: ApiToken | ServiceToken | None = course_token() or g.get("service_token")
    return f"token {token.name}" if token is not None else me().email


def is_administrator() -> bool:
    """Whether the caller may operate the service: an administrator who is signed in, or a program with their token."""
    if g.get("token") is not None or g.get("viewer") is not None:
        return False
    person: Person | None = g.get("person")
    return person is not None and person.administrator


def require_administrator() -> None:
    """Raises NotFound unless the caller may operate the service."""
    if not is_administrator():
        raise NotFound(gettext("There is no such page."))


def may_create_courses() -> bool:
    """Whether the signed-in person may create courses: an administrator, or an instructor of any course."""
    person = me()
    return person.administrator or any(each.role is Role.INSTRUCTOR for each in my_enrolments())


def managed_courses() -> list[int]:
    """The courses that the caller manages, which decides whose password they may reset."""
    token: ApiToken | None = g.get("token")
    if token is not None:
        return [token.course_id] if token.course_id is not None and Right.MANAGE in RIGHTS[token.role] else []
    return [each.course_id for each in my_enrolments() if Right.MANAGE in RIGHTS[each.role]]


def course_for(course_id: int, right: Right) -> Course:
    """The course, if the caller has this right there. Raises NotFound without VIEW, Forbidden without the right."""
    with reading() as db:
        course = courses.get_course(db, course_id)
    rights = rights_in(course) if course is not None else frozenset()
    if course is None or Right.VIEW not in rights:
        raise NotFound(NO_COURSE)
    if right not in rights:
        raise Forbidden(REFUSED[right])
    return course


class Visibility(StrEnum):
    """How much of a submission the caller may see."""

    #: What its student sees: no values of hidden test cases.
    STUDENT = "student"
    #: Everything.
    INSTRUCTOR = "instructor"


def visibility_of(submission: Submission) -> Visibility | None:
    """What the caller (an API token or a signed-in person) may see of `submission`; None: not even that it exists."""
    token: ApiToken | None = g.get("token")
    if token is not None and token.person_id is not None:
        return Visibility.STUDENT if submission.person_id == token.person_id else None
    if token is not None:
        if submission.course_id != token.course_id:
            return None
        if token.role.teaches:
            return Visibility.INSTRUCTOR
        return Visibility.STUDENT if submission.api_token_id == token.id else None
    if g.get("person") is None:
        return None
    if g.get("viewer") is not None and my_role(submission.course_id) is None:
        # Somebody who views one course as this student.
        return None
    role = my_role(submission.course_id)
    if role is not None and role.teaches:
        return Visibility.INSTRUCTOR
    return Visibility.STUDENT if submission.person_id == g.person.id else None


def find(submission_id: str, *, with_report: bool = False) -> tuple[Submission, Visibility]:
    """The submission and how much of it the caller may see. Raises NotFound if that is nothing."""
    with reading() as db:
        submission = submissions.get(db, submission_id, with_report=with_report)
    visibility = visibility_of(submission) if submission is not None else None
    if submission is None or visibility is None:
        raise NotFound(gettext(NO_SUBMISSION))
    return submission, visibility


def hidden_feedback(submission: Submission) -> HiddenFeedback:
    """What the submission's student sees of hidden cases now; the least if the assignment no longer exists."""
    return feedback(submission)[0]


def points_are_hidden(submission: Submission, visibility: Visibility) -> bool:
    """Whether the caller sees no points of the submission yet: the grades are not released, or not before the deadline.

    A practice run has none of the hidden tests.
    """
    if visibility is Visibility.INSTRUCTOR or submission.practice:
        return False
    return hidden_feedback(submission) is HiddenFeedback.NOTHING


def as_shown(submission: Submission) -> Assignment | None:
    """The assignment as the submission's student sees it; None if it no longer exists."""
    if services().catalogue.get(submission.assignment) is None:
        return None
    with reading() as db:
        standing = standing_of(db, submission.course_id, submission.assignment, submission.student)
    return standing.assignment if standing is not None else services().catalogue.get(submission.assignment)


def report_for(submission: Submission, visibility: Visibility) -> dict[str, Any] | None:
    """The report as JSON, as far as the caller may see it; None while there is none."""
    if submission.report is None:
        return None
    report = submission.report
    if visibility is Visibility.STUDENT:
        report = Report.from_json(report).for_student(*feedback(submission)).to_json()
    if submission.not_loaded:
        with reading() as db:
            free = attempts.was_free(db, submission)
        return {**report, "notes": [*report.get("notes", ()), FREE]} if free else report
    return report


def feedback(submission: Submission) -> tuple[HiddenFeedback, int]:
    """What the submission's student sees: of hidden cases, as `hidden_feedback`, and how many hint steps."""
    assignment = as_shown(submission)
    if assignment is None:
        return HiddenFeedback.VERDICT, 0
    return assignment.hidden_feedback, assignment.hint_level(submission.attempt)


def case_for(
    payload: dict[str, Any], visibility: Visibility, allowed: HiddenFeedback, hint_level: int
) -> dict[str, Any]:
    """The payload of a `case` event, as far as the caller may see it."""
    if visibility is Visibility.INSTRUCTOR:
        return payload
    return CaseResult.from_json(payload).for_student(allowed, hint_level).to_json()
