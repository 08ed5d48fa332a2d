"""The student that a program submits for."""

from __future__ import annotations

from difflib import get_close_matches

from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from grader.store import accounts, courses, results, submissions
from grader.store.models import ApiToken, Person
from web.api.token_courses import course_of
from web.problems import Problem

#: How similar a known name must be to be suggested; see `difflib.SequenceMatcher.ratio`.
SIMILARITY = 0.8


def find_student(db: Session, token: ApiToken, name: str | None, *, enrol: bool) -> tuple[str, Person | None]:
    """The student's name and account; the token itself, or its person, if no name is given.

    An account gets the submission only if it is an active member of the course. A student without an account is known
    by earlier submissions in the course. Raises Problem 422 for an unknown student unless `enrol`, and Forbidden
    where a person's token names another student.
    """
    if token.person is not None:
        return own_name(token.person, name), token.person
    if not name or not name.strip():
        return f"token {token.name}", None
    student, person = name_and_account(db, token, name)
    known = enrol or person is not None or submissions.is_student(db, course_of(token), student)
    if not known and _enrolled(db, token, student) is None:
        raise _unknown(db, token, student)
    return student, person


def own_name(person: Person, name: str | None) -> str:
    """The name of a person's submissions. Raises Forbidden where another name is given."""
    if name and name.strip() and accounts.normal_email(name) != person.email:
        raise Forbidden("You are signed in for your own submissions only: leave out `student`.")
    return person.email


def name_and_account(db: Session, token: ApiToken, name: str) -> tuple[str, Person | None]:
    """The name as submissions have it, and the account that they go to. Raises Problem 422 for unprintable names."""
    if not name.isprintable():
        raise Problem(422, "student: the name of a student is one line of printable text")
    student = accounts.normal_email(name) if accounts.is_email(name) else name.strip()
    return student, _enrolled(db, token, student, confirmed=True)


def _enrolled(db: Session, token: ApiToken, email: str, *, confirmed: bool = False) -> Person | None:
    person = accounts.by_email(db, email)
    enrolment = courses.enrolment(db, course_of(token), person.id) if person is not None else None
    return person if enrolment is not None and (enrolment.active or not confirmed) else None


def _unknown(db: Session, token: ApiToken, student: str) -> Problem:
    message = f"There is no student {student!r} in this course."
    # A student's token does not learn the names of others.
    suggestion = _suggestion(db, token, student) if token.role.teaches else None
    if suggestion is not None:
        message += f" Did you mean {suggestion!r}?"
    message += ' Send "enrol": true to enrol a new student.'
    return Problem(422, message, errors=[{"field": "student", "message": message}])


def _suggestion(db: Session, token: ApiToken, student: str) -> str | None:
    emails = [member.person.email for member in courses.members(db, course_of(token))]
    known = {name.casefold(): name for name in [*emails, *results.names_in(db, course_of(token))]}
    closest = get_close_matches(student.casefold(), known, n=1, cutoff=SIMILARITY)
    return known[closest[0]] if closest else None
