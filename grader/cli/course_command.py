"""`grader course`: creates a course with its instructor, for example the first one of an empty service."""

from __future__ import annotations

import secrets

import click
from sqlalchemy.orm import Session

from grader.assignments import files
from grader.cli.slugs import require_known
from grader.settings import Settings
from grader.store import Database, accounts, audit, courses, migrate
from grader.store.models import Role

#: Characters of the longest course name; the database's column holds no more.
LONGEST_NAME = 200


@click.command()
@click.argument("name")
@click.option("--instructor", metavar="EMAIL", required=True, help="Gets an account if there is none yet.")
@click.option("--assignment", "slugs", multiple=True, metavar="SLUG", help="Give only these (default: all).")
def command(name: str, instructor: str, slugs: tuple[str, ...]) -> None:
    """Create the course NAME with its instructor and assignments; print the password and the join code."""
    settings = Settings.from_env()
    known = files.slugs(settings.root)
    require_known(slugs, known)
    name, instructor = _course_name(name), _email(instructor)
    database = Database(settings.database_url)
    try:
        migrate(database)
        with database.write() as session:
            _require_new(session, name)
            course = courses.create_course(session, name=name)
            password = _instructor(session, instructor, course.id)
            for position, slug in enumerate(slugs or known):
                courses.set_assignment(session, course.id, slug, position=position)
            code = course.join_code
            details = {"name": [None, name], "instructor": [None, instructor]}
            audit.record(
                session, actor="system", action="course.created", subject=name, course_id=course.id, details=details
            )
    finally:
        database.close()
    click.echo(f"course       {name}")
    click.echo(f"instructor   {instructor}   password {password or '(as before)'}")
    click.echo(f"join code    {code}   for students; they register or join with it")


def _course_name(name: str) -> str:
    """The name without surrounding spaces. Raises UsageError if it is empty, too long or not one printable line."""
    name = name.strip()
    if not name:
        raise click.UsageError('the course has no name; give it one: grader course "Neural networks" ...')
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise click.UsageError(f"the name of a course is one line of at most {LONGEST_NAME} printable characters")
    return name


def _email(text: str) -> str:
    """The address without surrounding spaces. Raises UsageError if it has not the form of one."""
    if not accounts.is_email(text):
        raise click.UsageError(f"{text!r} is not an email address; write --instructor name@example.edu")
    return text.strip()


def _require_new(session: Session, name: str) -> None:
    """Raises UsageError if a course has this name already."""
    if (course := courses.by_name(session, name)) is not None:
        raise click.UsageError(
            f"there is a course {course.name!r} already, with the join code {course.join_code}; use it, or choose "
            "another name, e.g. with the term"
        )


def _instructor(session: Session, email: str, course_id: int) -> str | None:
    """Enrol the instructor; returns the password of an account that is new."""
    person, password = accounts.by_email(session, email), None
    if person is None:
        password = secrets.token_urlsafe(12)
        name = email.partition("@")[0]
        hashed = accounts.hash_password(password)
        person = accounts.create_person(session, email=email, name=name, password_hash=hashed)
    courses.enrol(session, course_id, person.id, Role.INSTRUCTOR)
    return password
