"""`grader course`: how the operator of an empty service makes its first course and instructor."""

from __future__ import annotations

import secrets

import click
from sqlalchemy.orm import Session

from grader.assignments import public
from grader.settings import Settings
from grader.store import Database, accounts, courses, migrate
from grader.store.models import Role


@click.command()
@click.argument("name")
@click.option("--instructor", metavar="EMAIL", required=True, help="Gets an account if there is none yet.")
@click.option("--assignment", "slugs", multiple=True, metavar="SLUG", help="Give only these (default: all).")
def command(name: str, instructor: str, slugs: tuple[str, ...]) -> None:
    """Make the course NAME with its instructor and assignments; print what people need to get in."""
    settings = Settings.from_env()
    known = public.slugs(settings.root)
    if unknown := set(slugs) - set(known):
        raise click.UsageError(f"no such assignment: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    database = Database(settings.database_url)
    try:
        migrate(database)
        with database.write() as session:
            course = courses.create_course(session, name=name)
            password = _instructor(session, instructor, course.id)
            for position, slug in enumerate(slugs or known):
                courses.give(session, course.id, slug, position=position)
            code = course.join_code
    finally:
        database.close()
    click.echo(f"course       {name}")
    click.echo(f"instructor   {instructor}   password {password or '(as before)'}")
    click.echo(f"join code    {code}   for students; they register or join with it")


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
